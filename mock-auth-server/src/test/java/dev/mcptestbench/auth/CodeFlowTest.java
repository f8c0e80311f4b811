package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.REDIRECT;
import static dev.mcptestbench.auth.AuthPeer.RESOURCE;
import static dev.mcptestbench.auth.AuthPeer.with;
import static dev.mcptestbench.auth.AuthPeer.without;
import static dev.mcptestbench.auth.OAuth.S256;
import static dev.mcptestbench.auth.OAuth.authorizationCodeFlow;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The authorization code flow, from registration to the second refresh. */
class CodeFlowTest {

    private final TestClock clock = new TestClock();
    private final MockAuthServer server = Hosted.auth().clock(clock).start();
    private final AuthPeer peer = new AuthPeer(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aScopeMayBeSaidTwice() throws Exception {
        String client = peer.registered();
        Map<String, String> asked = with(AuthPeer.authorization(client), "scope", "mcp:read mcp:read");

        assertThat(peer.authorize(asked).brought()).containsKey("code");
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void aFaultlessClientGetsTokens() throws Exception {
        String client = peer.registered();
        Map<String, String> brought =
                peer.authorize(AuthPeer.authorization(client)).brought();
        AuthPeer.Answer answer = peer.token(AuthPeer.redemption(client, brought.get("code")));

        assertThat(brought)
                .containsEntry("state", "xyz")
                .containsEntry("iss", server.issuer().toString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("cache-control", "no-store");
        assertThat(answer.json().get("expires_in")).isEqualTo(300);
        assertThat(answer.text("scope")).isEqualTo("mcp:read");
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        SignedJWT token = SignedJWT.parse(answer.text("access_token"));
        JWKSet keys = JWKSet.parse(peer.get(peer.path("jwks")).body());
        assertThat(token.verify(new ECDSAVerifier(
                        keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey())))
                .isTrue();
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly(RESOURCE);
        assertThat(token.getJWTClaimsSet().getIssuer())
                .isEqualTo(server.issuer().toString());
        assertThat(token.getJWTClaimsSet().getStringClaim("client_id")).isEqualTo(client);
        assertThat(server)
                .completed(authorizationCodeFlow())
                .withPkce(S256)
                .withState()
                .forResource(URI.create(RESOURCE))
                .withScopes("mcp:read");
        assertThat(server).hasNoProtocolViolations();
        assertThat(server).hasRevokedNoTokenFamily();
    }

    @Test
    void aCodeIsGoodOnceAndItsReuseRevokesItsTokens() {
        String client = peer.registered();
        String code = peer.code(client);
        AuthPeer.Answer first = peer.token(AuthPeer.redemption(client, code));

        assertThat(peer.token(AuthPeer.redemption(client, code)).error()).isEqualTo("invalid_grant");

        assertThat(peer.token(AuthPeer.refreshing(client, first.text("refresh_token")))
                        .error())
                .isEqualTo("invalid_grant");
        assertThat(introspected(first.text("access_token"))).isEqualTo(false);
        assertThat(server).hasViolationOf("oauth-code-once");
    }

    @Test
    void aCodeLivesAMinuteOnTheTestClock() {
        String client = peer.registered();
        String late = peer.code(client);
        clock.advance(Duration.ofSeconds(61));
        assertThat(peer.token(AuthPeer.redemption(client, late)).error()).isEqualTo("invalid_grant");

        String timely = peer.code(client);
        clock.advance(Duration.ofSeconds(59));
        assertThat(peer.token(AuthPeer.redemption(client, timely)).status()).isEqualTo(200);
    }

    @Test
    void anAccessTokenLivesAsLongAsItIsTold() {
        server.accessTokensLive(Duration.ofMinutes(2));
        AuthPeer.Answer tokens = peer.tokens(peer.registered());

        assertThat(tokens.json().get("expires_in")).isEqualTo(120);
        clock.advance(Duration.ofSeconds(119));
        assertThat(introspected(tokens.text("access_token"))).isEqualTo(true);
        clock.advance(Duration.ofSeconds(2));
        assertThat(introspected(tokens.text("access_token"))).isEqualTo(false);
    }

    private Object introspected(String token) {
        server.register(RegisteredClient.confidential("rs", "rs-secret"));
        AuthPeer.Answer answer =
                peer.post("introspect", AuthPeer.params("token", token), AuthPeer.basic("rs", "rs-secret"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("active");
    }

    @Test
    void refreshTokensRotateAndReuseRevokesTheFamily() {
        String client = peer.registered();
        String first = peer.tokens(client).text("refresh_token");
        AuthPeer.Answer refreshed = peer.token(AuthPeer.refreshing(client, first));
        String second = refreshed.text("refresh_token");
        assertThat(second).isNotEqualTo(first);
        assertThat(server).hasRevokedNoTokenFamily();

        assertThat(peer.token(AuthPeer.refreshing(client, first)).error()).isEqualTo("invalid_grant");

        assertThat(peer.token(AuthPeer.refreshing(client, second)).error()).isEqualTo("invalid_grant");
        assertThat(introspected(refreshed.text("access_token"))).isEqualTo(false);
        assertThat(server).hasViolationOf("oauth-refresh-once");
    }

    @Test
    void ofManyRefreshesAtOnceOneIsGoodAndTheFamilyIsRevoked() throws Exception {
        String client = peer.registered();
        String token = peer.tokens(client).text("refresh_token");

        assertThat(statusesOfEightAtOnce(
                        () -> peer.token(AuthPeer.refreshing(client, token)).status()))
                .containsOnlyOnce(200)
                .hasSize(8);
        assertThat(server).received(OAuth.refresh()).times(8);
        assertThat(server).hasViolationOf("oauth-refresh-once");
    }

    @Test
    void refreshTokensStayIfToldSo() {
        server.without(OAuthTrait.ROTATES_REFRESH_TOKENS);
        String client = peer.registered();
        String token = peer.tokens(client).text("refresh_token");

        for (int i = 0; i < 2; i++) {
            AuthPeer.Answer again = peer.token(AuthPeer.refreshing(client, token));
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.json().containsKey("refresh_token")).isFalse();
        }
    }

    @Test
    void aRefreshNarrowsTheScopeAndNeverWidensIt() {
        String client = peer.registered();
        String token = peer.tokens(client).text("refresh_token");

        assertThat(peer.token(with(AuthPeer.refreshing(client, token), "scope", "mcp:read mcp:write"))
                        .error())
                .isEqualTo("invalid_scope");
        assertThat(peer.token(with(AuthPeer.refreshing(client, token), "scope", "mcp:read"))
                        .text("scope"))
                .isEqualTo("mcp:read");
    }

    @Test
    void clientsThatDoNotRegisterTheGrantGetNoRefreshToken() {
        Map<String, Object> metadata = AuthPeer.nativeClient();
        metadata.put("grant_types", List.of("authorization_code"));
        String client = peer.register(metadata).text("client_id");

        assertThat(peer.tokens(client).json().containsKey("refresh_token")).isFalse();
        assertThat(peer.token(AuthPeer.refreshing(client, "x")).error()).isEqualTo("unauthorized_client");
    }

    @Test
    void theUserMayDeny() {
        String client = peer.registered();
        server.denies();

        assertThat(peer.authorize(AuthPeer.authorization(client)).brought())
                .containsEntry("error", "access_denied")
                .containsEntry("state", "xyz")
                .containsEntry("iss", server.issuer().toString())
                .doesNotContainKey("code");
    }

    @Test
    void authorizationIsAskedForByPostToo() {
        String client = peer.registered();

        assertThat(peer.post("authorize", AuthPeer.authorization(client)).brought())
                .containsKey("code");
    }

    @Test
    void portsOfLoopbackRedirectsDoNotMatterUnlessToldSo() {
        String client = peer.registered();
        Map<String, String> elsewhere =
                with(AuthPeer.authorization(client), "redirect_uri", "http://127.0.0.1:8888/callback");

        assertThat(peer.authorize(elsewhere).headers().get("location")).startsWith("http://127.0.0.1:8888/callback?");
        server.without(OAuthTrait.IGNORES_LOOPBACK_PORT);
        assertThat(peer.authorize(elsewhere).status()).isEqualTo(400);
    }

    @Test
    void eachDemandIsRelaxedByOneCall() {
        String client = peer.registered();
        Map<String, String> bare = without(
                without(without(AuthPeer.authorization(client), "code_challenge"), "code_challenge_method"),
                "resource");
        assertThat(peer.authorize(bare).brought()).containsEntry("error", "invalid_request");
        server.without(OAuthTrait.REQUIRES_PKCE);
        assertThat(peer.authorize(bare).brought()).containsEntry("error", "invalid_target");
        server.without(OAuthTrait.REQUIRES_RESOURCE)
                .without(OAuthTrait.SENDS_ISSUER)
                .without(OAuthTrait.FORBIDS_STORING);
        Map<String, String> brought = peer.authorize(bare).brought();

        Map<String, String> redemption =
                without(without(AuthPeer.redemption(client, brought.get("code")), "code_verifier"), "resource");
        AuthPeer.Answer tokens = peer.token(redemption);

        assertThat(brought).doesNotContainKey("iss");
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.headers()).doesNotContainKey("cache-control");
    }

    @Test
    void plainChallengesAreTakenIfToldSo() {
        String client = peer.registered();
        Map<String, String> plain = with(
                with(AuthPeer.authorization(client), "code_challenge_method", "plain"),
                "code_challenge",
                AuthPeer.VERIFIER);
        assertThat(peer.authorize(plain).brought()).containsEntry("error", "invalid_request");
        server.without(OAuthTrait.REQUIRES_S256);

        String code = peer.authorize(plain).brought().get("code");
        assertThat(peer.token(AuthPeer.redemption(client, code)).status()).isEqualTo(200);
        assertThat(server).hasViolationOf("oauth-pkce-s256");
    }

    @Test
    void redirectUrisKeepTheirOwnQuery() {
        server.register(RegisteredClient.publicClient("web", REDIRECT + "?a=b"));

        assertThat(peer.authorize(with(AuthPeer.authorization("web"), "redirect_uri", REDIRECT + "?a=b"))
                        .headers()
                        .get("location"))
                .startsWith(REDIRECT + "?a=b&code=");
    }

    @Test
    void ofManyAtOnceOneRedeemsACode() throws Exception {
        String client = peer.registered();
        for (int round = 0; round < 5; round++) {
            String code = peer.code(client);

            assertThat(statusesOfEightAtOnce(
                            () -> peer.token(AuthPeer.redemption(client, code)).status()))
                    .containsOnlyOnce(200)
                    .hasSize(8);
        }
    }

    private static List<Integer> statusesOfEightAtOnce(Callable<Integer> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : threads.invokeAll(Collections.nCopies(8, call), 20, TimeUnit.SECONDS)) {
                statuses.add(answer.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }
}
