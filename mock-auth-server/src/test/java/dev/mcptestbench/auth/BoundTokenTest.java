package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.basic;
import static dev.mcptestbench.auth.AuthPeer.params;
import static dev.mcptestbench.auth.ResourcePeer.bearer;
import static dev.mcptestbench.auth.ResourcePeer.challenge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.auth.resource.ResourceTrait;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that are bound to a key, at a resource (RFC 9449, section 7). */
class BoundTokenTest {

    private final TestClock clock = new TestClock();
    private final MockAuthServer auth = Hosted.auth().clock(clock).start();
    private final MockProtectedResource resource =
            MockProtectedResource.builder().trusting(auth).start();
    private final ResourcePeer peer = new ResourcePeer(resource.url());
    private final DpopProof key = new DpopProof();
    private final String token = token();

    @AfterEach
    void close() {
        resource.close();
        auth.close();
        clock.close();
    }

    private String token() {
        auth.register(RegisteredClient.confidential("svc", "secret"));
        AuthPeer.Answer answer = new AuthPeer(auth)
                .token(
                        params(
                                "grant_type",
                                "client_credentials",
                                "resource",
                                resource.url().toString()),
                        basic("svc", "secret"),
                        "DPoP: " + key.of("POST", URI.create(auth.issuer() + "/token"), clock.instant()));
        assertThat(answer.text("token_type")).as(answer.body()).isEqualTo("DPoP");
        return answer.text("access_token");
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private String proof(DpopProof by, String nonce) {
        return "DPoP: "
                + by.of(
                        "GET",
                        resource.url(),
                        clock.instant(),
                        claims -> claims.claim("ath", hash(token)).claim("nonce", nonce));
    }

    private String bound() {
        return "Authorization: DPoP " + token;
    }

    private void refuses(AuthPeer.Answer answer, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(challenge(answer).scheme()).isEqualTo("DPoP");
        assertThat(challenge(answer).parameters())
                .containsEntry("algs", "ES256 RS256 PS256")
                .containsEntry("error", error)
                .containsKey("resource_metadata");
    }

    @Test
    void aProofOfTheKeyOpensTheDoor() {
        assertThat(peer.get(bound(), proof(key, null)).status()).isEqualTo(200);
        assertThat(resource).hasNoProtocolViolations();
    }

    @Test
    void withoutTheKeyTheTokenIsWorthNothing() {
        refuses(peer.get(bearer(token)), "invalid_token");
        assertThat(resource).hasNoProtocolViolations();
        refuses(peer.get(bound()), "invalid_dpop_proof");
        refuses(peer.get(bound(), proof(new DpopProof(), null)), "invalid_dpop_proof");
        assertThat(resource).hasViolationOf("oauth-dpop-proof");
    }

    @Test
    void aProofIsGoodOnce() {
        String proof = proof(key, null);

        assertThat(peer.get(bound(), proof).status()).isEqualTo(200);
        refuses(peer.get(bound(), proof), "invalid_dpop_proof");
    }

    @Test
    void aTokenThatIsNotBoundDoesNotStandBehindDpop() {
        refuses(peer.get("Authorization: DPoP " + peer.token(auth), proof(key, null)), "invalid_token");
    }

    @Test
    void mayAskForBoundTokensAlone() {
        resource.with(ResourceTrait.REQUIRES_DPOP);

        assertThat(challenge(peer.get()).scheme()).isEqualTo("DPoP");
        refuses(peer.get(bearer(peer.token(auth))), "invalid_token");
        assertThat(peer.get(bound(), proof(key, null)).status()).isEqualTo(200);
        assertThat(peer.getAt("/.well-known/oauth-protected-resource/resource").json())
                .extracting("dpop_bound_access_tokens_required")
                .isEqualTo(true);
    }

    @Test
    void mayAskForANonceAndForAnother() {
        resource.demandsDpopNonce();

        AuthPeer.Answer asked = peer.get(bound(), proof(key, null));
        refuses(asked, "use_dpop_nonce");
        String nonce = asked.headers().get("dpop-nonce");
        assertThat(peer.get(bound(), proof(key, nonce)).status()).isEqualTo(200);
        resource.demandsDpopNonce();
        AuthPeer.Answer again = peer.get(bound(), proof(key, nonce));
        refuses(again, "use_dpop_nonce");
        assertThat(again.headers().get("dpop-nonce")).isNotEqualTo(nonce);
        assertThat(resource).hasNoProtocolViolations();
    }
}
