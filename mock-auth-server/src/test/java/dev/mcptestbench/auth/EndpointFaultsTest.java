package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.redemption;
import static dev.mcptestbench.auth.AuthPeer.refreshing;
import static dev.mcptestbench.auth.OAuth.authorizationRequest;
import static dev.mcptestbench.auth.OAuth.codeExchange;
import static dev.mcptestbench.auth.OAuth.metadataRequest;
import static dev.mcptestbench.auth.OAuth.refresh;
import static dev.mcptestbench.auth.OAuth.registration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.time.Gate;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules at the endpoints: before a request takes effect, and after. */
class EndpointFaultsTest {

    private final MockAuthServer server = Hosted.auth().start();
    private final AuthPeer peer = new AuthPeer(server);

    @AfterEach
    void close() {
        server.close();
    }

    private static boolean isCutOff(Runnable call) {
        try {
            call.run();
            return false;
        } catch (UncheckedIOException reset) {
            return true;
        }
    }

    @Test
    void aReplyLostAfterCommitHasRotatedTheToken() {
        String client = peer.registered();
        String token = peer.tokens(client).text("refresh_token");
        server.on(refresh()).first().afterCommit().resetConnection();

        assertThat(isCutOff(() -> peer.token(refreshing(client, token)))).isTrue();

        assertThat(peer.token(refreshing(client, token)).error()).isEqualTo("invalid_grant");
        assertThat(server).received(refresh()).times(2);
        assertThat(server.journal().entries(JournalEntry.RuleFired.class)).hasSize(1);
        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @Test
    void aReplyLostBeforeCommitHasChangedNothing() {
        String client = peer.registered();
        String token = peer.tokens(client).text("refresh_token");
        server.on(refresh()).first().resetConnection();

        assertThat(isCutOff(() -> peer.token(refreshing(client, token)))).isTrue();

        assertThat(peer.token(refreshing(client, token)).status()).isEqualTo(200);
        assertThat(server).hasRevokedNoTokenFamily();
    }

    @Test
    void anErrorBeforeCommitLeavesTheCodeGoodAndOneAfterItDoesNot() {
        String client = peer.registered();
        server.on(codeExchange()).first().status(503, Map.of("Retry-After", "1"), "later");
        server.on(codeExchange()).nth(3).afterCommit().status(500);
        String code = peer.code(client);
        assertThat(peer.token(redemption(client, code)).status()).isEqualTo(503);
        assertThat(peer.token(redemption(client, code)).status()).isEqualTo(200);

        String other = peer.code(client);
        assertThat(peer.token(redemption(client, other)).status()).isEqualTo(500);
        assertThat(peer.token(redemption(client, other)).error()).isEqualTo("invalid_grant");
    }

    @Test
    void everyEndpointCanMisbehave() {
        server.on(metadataRequest()).status(200, Map.of("Content-Type", "text/html"), "<html>");
        server.on(registration()).status(429);
        server.on(authorizationRequest()).closeConnection();

        assertThat(peer.get("/.well-known/oauth-authorization-server/tenant").body())
                .isEqualTo("<html>");
        assertThat(peer.register(AuthPeer.nativeClient()).status()).isEqualTo(429);
        assertThat(peer.authorize(AuthPeer.authorization("any")).status()).isZero();
    }

    @Test
    void aReplyIsHeldAtAGate() throws Exception {
        String client = peer.registered();
        Gate gate = new Gate();
        server.on(codeExchange()).hold(gate);
        String code = peer.code(client);
        CompletableFuture<AuthPeer.Answer> held =
                CompletableFuture.supplyAsync(() -> peer.token(redemption(client, code)));
        assertThat(server).eventually(java.time.Duration.ofSeconds(5)).received(codeExchange());

        assertThat(held).isNotDone();
        gate.open();
        assertThat(held.get(5, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    @Test
    void aRuleThatNeverFiredIsToldOf() {
        server.on(refresh()).nth(2).status(500);

        assertThat(server.unmetExpectations(TestSettings.DEFAULT))
                .singleElement()
                .asString()
                .contains("oauth/token with grant_type = \"refresh_token\"", "never fired");
    }
}
