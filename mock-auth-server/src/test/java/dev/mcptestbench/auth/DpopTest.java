package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.authorization;
import static dev.mcptestbench.auth.AuthPeer.basic;
import static dev.mcptestbench.auth.AuthPeer.params;
import static dev.mcptestbench.auth.AuthPeer.redemption;
import static dev.mcptestbench.auth.AuthPeer.refreshing;
import static dev.mcptestbench.auth.AuthPeer.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.auth.endpoint.DpopProofs;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that are bound to a key (RFC 9449). */
class DpopTest {

    private final TestClock clock = new TestClock();
    private final MockAuthServer server = Hosted.auth().clock(clock).start();
    private final AuthPeer peer = new AuthPeer(server);
    private final URI target = URI.create(server.issuer() + "/token");
    private final DpopProof proof = new DpopProof();

    @BeforeEach
    void knowAClient() {
        server.register(RegisteredClient.confidential("svc", "secret"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String fresh() {
        return proof.of("POST", target, clock.instant());
    }

    private AuthPeer.Answer credentials(String... proofs) {
        String[] headers = Stream.concat(
                        Stream.of(basic("svc", "secret")), Stream.of(proofs).map(each -> "DPoP: " + each))
                .toArray(String[]::new);
        return peer.token(params("grant_type", "client_credentials", "resource", AuthPeer.RESOURCE), headers);
    }

    @Test
    void tokensAreBoundToTheKeyOfTheProof() throws Exception {
        AuthPeer.Answer answer = credentials(fresh());

        assertThat(answer.text("token_type")).isEqualTo("DPoP");
        assertThat(SignedJWT.parse(answer.text("access_token"))
                        .getJWTClaimsSet()
                        .getClaim("cnf"))
                .isEqualTo(Map.of("jkt", proof.thumbprint()));
        Map<?, ?> told = peer.post("introspect", params("token", answer.text("access_token")), basic("svc", "secret"))
                .json();
        assertThat(told.get("token_type")).isEqualTo("DPoP");
        assertThat(told.get("cnf")).isEqualTo(Map.of("jkt", proof.thumbprint()));
        assertThat(credentials().text("token_type")).isEqualTo("Bearer");
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void metadataSayWhichProofsAreTaken() {
        String path = "/.well-known/oauth-authorization-server/tenant";

        assertThat(peer.get(path).json().get("dpop_signing_alg_values_supported"))
                .isEqualTo(List.of("ES256", "RS256", "PS256"));
        server.without(OAuthTrait.TAKES_DPOP);
        assertThat(peer.get(path).json().containsKey("dpop_signing_alg_values_supported"))
                .isFalse();
        assertThat(credentials(fresh()).text("token_type")).isEqualTo("Bearer");
    }

    @Test
    void aProofIsGoodOnce() {
        String once = fresh();

        assertThat(credentials(once).status()).isEqualTo(200);
        assertThat(credentials(once).error()).isEqualTo("invalid_dpop_proof");
        assertThat(server).hasViolationOf("oauth-dpop-proof");
    }

    static Stream<Arguments> badProofs() {
        URI token = URI.create("http://as.example/token");
        Consumer<JWTClaimsSet.Builder> nothing = claims -> {};
        return Stream.of(
                Arguments.of("another type", new DpopProof().typed("JWT"), nothing),
                Arguments.of("another key", new DpopProof().signedBy(DpopProof.key()), nothing),
                Arguments.of("no key", new DpopProof().showing(null), nothing),
                claims("another method", claims -> claims.claim("htm", "GET")),
                claims("no method", claims -> claims.claim("htm", null)),
                claims("a method of the wrong type", claims -> claims.claim("htm", 1)),
                claims("another place", claims -> claims.claim("htu", token + "/other")),
                claims("no place", claims -> claims.claim("htu", null)),
                claims("a place that is none", claims -> claims.claim("htu", "::")),
                claims("no id", claims -> claims.jwtID(null)),
                claims("a long id", claims -> claims.jwtID("x".repeat(257))),
                claims("no time", claims -> claims.issueTime(null)),
                claims(
                        "too old",
                        claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(120)))),
                claims(
                        "ahead",
                        claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(60)))));
    }

    private static Arguments claims(String name, Consumer<JWTClaimsSet.Builder> change) {
        return Arguments.of(name, new DpopProof(), change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badProofs")
    void whatProvesNothingIsRefused(String name, DpopProof bad, Consumer<JWTClaimsSet.Builder> change) {
        AuthPeer.Answer answer = credentials(bad.of("POST", target, clock.instant(), change));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_dpop_proof");
        assertThat(server).hasViolationOf("oauth-dpop-proof");
    }

    @Test
    void severalProofsProveNothing() {
        assertThat(credentials(fresh(), fresh()).error()).isEqualTo("invalid_dpop_proof");
        assertThat(credentials("no.jwt").error()).isEqualTo("invalid_dpop_proof");
    }

    @Test
    void aProofIsForAPlaceHoweverThatIsSpelled() {
        String spelled = target.toString().replace("http://", "HTTP://") + "?query#fragment";

        assertThat(credentials(proof.of("POST", target, clock.instant(), claims -> claims.claim("htu", spelled)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aProofGrowsOldOnTheTestClock() {
        String before = fresh();
        clock.advance(Duration.ofSeconds(61));

        assertThat(credentials(before).error()).isEqualTo("invalid_dpop_proof");
        assertThat(credentials(fresh()).status()).isEqualTo(200);
    }

    @Test
    void aNonceIsDemandedByOneCall() {
        server.demandsDpopNonce();

        AuthPeer.Answer challenge = credentials(fresh());
        assertThat(challenge.status()).isEqualTo(400);
        assertThat(challenge.error()).isEqualTo("use_dpop_nonce");
        String nonce = challenge.headers().get("dpop-nonce");
        AuthPeer.Answer answer =
                credentials(proof.of("POST", target, clock.instant(), claims -> claims.claim("nonce", nonce)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("dpop-nonce", nonce);
        assertThat(server).hasNoProtocolViolations();

        server.demandsDpopNonce();
        AuthPeer.Answer again =
                credentials(proof.of("POST", target, clock.instant(), claims -> claims.claim("nonce", nonce)));
        assertThat(again.error()).isEqualTo("use_dpop_nonce");
        assertThat(again.headers().get("dpop-nonce")).isNotEqualTo(nonce);
    }

    @Test
    void bearerTokensAreRefusedToThoseWhoMustBindThem() {
        server.with(OAuthTrait.REQUIRES_DPOP);

        assertThat(credentials().error()).isEqualTo("invalid_dpop_proof");
        assertThat(credentials(fresh()).status()).isEqualTo(200);
    }

    @Test
    void refreshTokensOfPublicClientsAreBoundToo() {
        String client = peer.registered();
        AuthPeer.Answer tokens = peer.token(redemption(client, peer.code(client)), "DPoP: " + fresh());
        String refresh = tokens.text("refresh_token");
        String other = new DpopProof().of("POST", target, clock.instant());

        assertThat(peer.token(refreshing(client, refresh), "DPoP: " + other).error())
                .isEqualTo("invalid_grant");
        assertThat(peer.token(refreshing(client, refresh)).error()).isEqualTo("invalid_grant");
        AuthPeer.Answer next = peer.token(refreshing(client, refresh), "DPoP: " + fresh());
        assertThat(next.text("token_type")).isEqualTo("DPoP");
        assertThat(peer.token(refreshing(client, next.text("refresh_token"))).error())
                .isEqualTo("invalid_grant");
    }

    @Test
    void aCodeMayBeBoundBeforeThereIsAProof() {
        String client = peer.registered();
        Map<String, String> bound = with(authorization(client), "dpop_jkt", proof.thumbprint());
        String code = peer.authorize(bound).brought().get("code");

        assertThat(peer.token(redemption(client, code)).error()).isEqualTo("invalid_grant");
        assertThat(peer.token(redemption(client, code), "DPoP: " + fresh()).status())
                .isEqualTo(200);
    }

    @Test
    void aResourceChecksWhatComesWithAToken() {
        DpopProofs proofs = new DpopProofs(clock.asClock());
        URI resource = URI.create("https://mcp.example.com/mcp");
        String token = "abc";
        String hash = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        String good = proof.of("POST", resource, clock.instant(), claims -> claims.claim("ath", hash));
        String without = proof.of("POST", resource, clock.instant());

        assertThat(proofs.check(shown(without, resource, token, proof.thumbprint()), false))
                .isEqualTo(new DpopProofs.Refused("invalid_dpop_proof", "ath is not the hash of the access token"));
        assertThat(proofs.check(shown(good, resource, token, "another"), false))
                .isEqualTo(new DpopProofs.Refused(
                        "invalid_dpop_proof", "the proof is signed by another key than the token is bound to"));
        assertThat(proofs.check(shown(good, resource, token, proof.thumbprint()), true))
                .isEqualTo(
                        new DpopProofs.Refused("use_dpop_nonce", "the proof needs the nonce that is sent with this"));
        assertThat(proofs.check(shown(good, resource, token, proof.thumbprint()), false))
                .isEqualTo(new DpopProofs.Proven(proof.thumbprint()));
    }

    private static DpopProofs.Shown shown(String proof, URI target, String token, String thumbprint) {
        return new DpopProofs.Shown(List.of(proof), "POST", target, token, thumbprint);
    }
}
