package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.authorization;
import static dev.mcptestbench.auth.AuthPeer.refreshing;
import static dev.mcptestbench.auth.AuthPeer.without;
import static dev.mcptestbench.auth.OAuth.PLAIN;
import static dev.mcptestbench.auth.OAuth.S256;
import static dev.mcptestbench.auth.OAuth.authorizationCodeFlow;
import static dev.mcptestbench.auth.OAuth.authorizationRequest;
import static dev.mcptestbench.auth.OAuth.codeExchange;
import static dev.mcptestbench.auth.OAuth.probe;
import static dev.mcptestbench.auth.OAuth.refresh;
import static dev.mcptestbench.auth.OAuth.revocation;
import static dev.mcptestbench.auth.OAuth.tokenRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcptestbench.script.OAuthTrait;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each assertion once as it passes and once as it fails; the texts of failure stand in golden files. */
class AuthAssertionsTest {

    private final MockAuthServer server = Hosted.auth().start();
    private final AuthPeer peer = new AuthPeer(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void received() {
        String client = peer.registered();
        String token = peer.tokens(client).text("refresh_token");
        peer.token(refreshing(client, token));

        assertThat(server).received(refresh()).once().atLeast(1).atMost(1);
        assertThat(server).received(tokenRequest()).times(2);
        assertThat(server).received(authorizationRequest()).lastWithScopes("mcp:read");
        assertThat(server).neverReceived(revocation());
        fails("received-nothing", () -> assertThat(server).received(revocation()));
        fails(
                "received-nothing-near",
                () -> assertThat(server).received(refresh().with("scope", "mcp:write")));
        fails(
                "received-too-often",
                () -> assertThat(server).received(tokenRequest()).once());
        fails("received-at-least", () -> assertThat(server).received(refresh()).atLeast(2));
        fails(
                "received-at-most",
                () -> assertThat(server).received(tokenRequest()).atMost(1));
        fails(
                "last-with-scopes",
                () -> assertThat(server).received(authorizationRequest()).lastWithScopes("mcp:read", "mcp:write"));
        fails("never-received", () -> assertThat(server).neverReceived(refresh()));
        fails(
                "eventually",
                () -> assertThat(server).eventually(Duration.ofMillis(20)).received(probe()));
    }

    @Test
    void completed() {
        String client = peer.registered();
        peer.code(client);
        fails("completed-none", () -> assertThat(server).completed(authorizationCodeFlow()));

        peer.tokens(client);
        assertThat(server)
                .completed(authorizationCodeFlow())
                .withPkce(S256)
                .withState()
                .forResource(URI.create(AuthPeer.RESOURCE))
                .withScopes("mcp:read");
        fails(
                "completed-other-method",
                () -> assertThat(server).completed(authorizationCodeFlow()).withPkce(PLAIN));
        fails(
                "completed-other-resource",
                () -> assertThat(server)
                        .completed(authorizationCodeFlow())
                        .forResource(URI.create("https://other.example/mcp")));
        fails(
                "completed-other-scopes",
                () -> assertThat(server).completed(authorizationCodeFlow()).withScopes("mcp:write"));
        server.without(OAuthTrait.REQUIRES_PKCE);
        String code = peer.authorize(without(
                        without(without(authorization(client), "state"), "code_challenge"), "code_challenge_method"))
                .brought()
                .get("code");
        peer.token(without(AuthPeer.redemption(client, code), "code_verifier"));
        fails(
                "completed-without-pkce",
                () -> assertThat(server).completed(authorizationCodeFlow()).withPkce(S256));
        fails(
                "completed-without-state",
                () -> assertThat(server).completed(authorizationCodeFlow()).withState());
        assertThat(server).received(codeExchange()).times(2);
    }

    @Test
    void revokedAndViolated() {
        assertThat(server).hasRevokedNoTokenFamily();
        assertThat(server).hasNoProtocolViolations();
        fails("no-violation", () -> assertThat(server).hasViolationOf("oauth-pkce"));
        String client = peer.registered();
        String token = peer.tokens(client).text("refresh_token");
        peer.token(refreshing(client, token));
        peer.token(refreshing(client, token));

        assertThat(server).hasViolationOf("oauth-refresh-once");
        fails("revoked-family", () -> assertThat(server).hasRevokedNoTokenFamily());
        fails("violations", () -> assertThat(server).hasNoProtocolViolations());
    }

    static void fails(String golden, ThrowingCallable claim) {
        AssertionError failure = catchThrowableOfType(AssertionError.class, claim);
        assertThat(failure).as(golden).isNotNull();
        assertThat(failure.getMessage().replaceAll("#\\d+", "#N").strip()).isEqualTo(golden(golden));
    }

    private static String golden(String name) {
        try (InputStream in = AuthAssertionsTest.class.getResourceAsStream("/golden/" + name + ".txt")) {
            assertThat(in).as("golden file " + name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
