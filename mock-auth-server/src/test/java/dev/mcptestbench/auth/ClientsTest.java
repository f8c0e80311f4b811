package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.RESOURCE;
import static dev.mcptestbench.auth.AuthPeer.authorization;
import static dev.mcptestbench.auth.AuthPeer.basic;
import static dev.mcptestbench.auth.AuthPeer.params;
import static dev.mcptestbench.auth.AuthPeer.rawBasic;
import static dev.mcptestbench.auth.AuthPeer.refreshing;
import static dev.mcptestbench.auth.AuthPeer.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How clients become known, prove who they are, and give back what they were given. */
class ClientsTest {

    private static final String ODD_SECRET = "a:b+c%d e";

    private final TestClock clock = new TestClock();
    private final MockAuthServer server = Hosted.auth().clock(clock).start();
    private final AuthPeer peer = new AuthPeer(server);

    @AfterEach
    void close() {
        server.close();
    }

    private static Map<String, String> credentials() {
        return params("grant_type", "client_credentials", "resource", RESOURCE);
    }

    @Test
    void registrationTellsWhatWasRegistered() {
        AuthPeer.Answer answer = peer.register(AuthPeer.nativeClient());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsEntry("cache-control", "no-store");
        assertThat(answer.json().get("grant_types")).isEqualTo(List.of("authorization_code", "refresh_token"));
        assertThat(answer.json().get("redirect_uris")).isEqualTo(List.of(AuthPeer.REDIRECT));
        assertThat(answer.text("application_type")).isEqualTo("native");
        assertThat(answer.json().containsKey("client_secret")).isFalse();
    }

    @Test
    void aRegisteredSecretIsTheOneThatCounts() {
        Map<String, Object> metadata = new LinkedHashMap<>(AuthPeer.nativeClient());
        metadata.put("token_endpoint_auth_method", "client_secret_post");
        metadata.put("grant_types", List.of("client_credentials"));
        AuthPeer.Answer client = peer.register(metadata);
        Map<String, String> asked = with(credentials(), "client_id", client.text("client_id"));

        assertThat(client.json().get("client_secret_expires_at")).isEqualTo(0);
        assertThat(peer.token(with(asked, "client_secret", client.text("client_secret")))
                        .status())
                .isEqualTo(200);
        assertThat(peer.token(with(asked, "client_secret", "wrong")).error()).isEqualTo("invalid_client");
        assertThat(peer.token(credentials(), basic(client.text("client_id"), client.text("client_secret")))
                        .error())
                .isEqualTo("invalid_client");
    }

    @Test
    void basicCredentialsAreFormEncoded() {
        server.register(RegisteredClient.confidential("svc", ODD_SECRET));

        assertThat(peer.token(credentials(), basic("svc", ODD_SECRET)).status()).isEqualTo(200);
        assertThat(server).hasNoProtocolViolations();
        assertThat(peer.token(credentials(), rawBasic("svc", ODD_SECRET)).status())
                .isEqualTo(401);
        assertThat(server).hasViolationOf("oauth-basic-encoded");
        server.without(OAuthTrait.DECODES_BASIC);
        assertThat(peer.token(credentials(), rawBasic("svc", ODD_SECRET)).status())
                .isEqualTo(200);
    }

    @Test
    void oneWayOfProvingIsEnough() {
        server.register(RegisteredClient.confidential("svc", "secret"));

        assertThat(peer.token(
                                with(with(credentials(), "client_id", "svc"), "client_secret", "secret"),
                                basic("svc", "secret"))
                        .error())
                .isEqualTo("invalid_request");
    }

    private final ECKey key = key();

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private AuthPeer.Answer byAssertion(ECKey signedBy, Consumer<JWTClaimsSet.Builder> change) throws Exception {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("svc")
                .subject("svc")
                .audience(server.issuer().toString())
                .expirationTime(Date.from(clock.instant().plusSeconds(60)))
                .jwtID(String.valueOf(System.nanoTime()));
        change.accept(claims);
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(), claims.build());
        jwt.sign(new ECDSASigner(signedBy));
        Map<String, String> asked =
                with(credentials(), "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        return peer.token(with(asked, "client_assertion", jwt.serialize()));
    }

    @Test
    void assertionsAreForThisIssuerAloneAndForOnce() throws Exception {
        RegisteredClient.Key keys = new RegisteredClient.Key(new JWKSet(key).toString());
        server.register(RegisteredClient.confidential("svc", keys));

        assertThat(byAssertion(key, claims -> {}).status()).isEqualTo(200);
        assertThat(byAssertion(key, claims -> claims.jwtID("same")).status()).isEqualTo(200);
        assertThat(byAssertion(key, claims -> claims.jwtID("same")).status()).isEqualTo(401);
        assertThat(byAssertion(key(), claims -> {}).status()).isEqualTo(401);
        assertThat(byAssertion(key, claims -> claims.jwtID(null)).status()).isEqualTo(401);
        assertThat(byAssertion(key, claims -> claims.issuer("other")).status()).isEqualTo(401);
        assertThat(byAssertion(key, claims -> claims.expirationTime(null)).status())
                .isEqualTo(401);
        assertThat(byAssertion(
                                key,
                                claims -> claims.expirationTime(
                                        Date.from(clock.instant().minusSeconds(1))))
                        .status())
                .isEqualTo(401);
        assertThat(byAssertion(
                                key,
                                claims -> claims.notBeforeTime(
                                        Date.from(clock.instant().plusSeconds(5))))
                        .status())
                .isEqualTo(401);
        String token = server.issuer() + "/token";
        assertThat(byAssertion(key, claims -> claims.audience(token)).status()).isEqualTo(401);
        assertThat(byAssertion(
                                key,
                                claims ->
                                        claims.audience(List.of(server.issuer().toString(), "https://other.example")))
                        .status())
                .isEqualTo(401);
        server.without(OAuthTrait.REQUIRES_ISSUER_AUDIENCE);
        assertThat(byAssertion(key, claims -> claims.audience(token)).status()).isEqualTo(200);
    }

    @Test
    void revokedTokensAreInactive() {
        server.register(RegisteredClient.confidential("rs", "secret"));
        server.register(RegisteredClient.publicClient("other", AuthPeer.REDIRECT));
        String client = peer.registered();
        AuthPeer.Answer tokens = peer.tokens(client);
        String access = tokens.text("access_token");
        String refresh = tokens.text("refresh_token");

        assertThat(introspected(access)).containsEntry("active", true).containsEntry("aud", List.of(RESOURCE));
        assertThat(introspected(refresh)).containsEntry("active", true);
        assertThat(peer.post("revoke", params("client_id", "other", "token", access))
                        .error())
                .isEqualTo("invalid_grant");
        assertThat(introspected(access)).containsEntry("active", true);
        assertThat(peer.post("revoke", params("client_id", client, "token", access))
                        .status())
                .isEqualTo(200);
        assertThat(introspected(access)).isEqualTo(Map.of("active", false));
        assertThat(introspected(refresh)).containsEntry("active", true);
        assertThat(peer.post("revoke", params("client_id", client, "token", refresh))
                        .status())
                .isEqualTo(200);
        assertThat(introspected(refresh)).isEqualTo(Map.of("active", false));
        assertThat(peer.token(refreshing(client, refresh)).error()).isEqualTo("invalid_grant");
        assertThat(peer.post("revoke", params("client_id", client, "token", "unheard-of"))
                        .status())
                .isEqualTo(200);
        assertThat(server).hasRevokedNoTokenFamily();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> introspected(String token) {
        return (Map<String, Object>) peer.post("introspect", params("token", token), basic("rs", "secret"))
                .json();
    }

    @Test
    void aClientIsKnownByItsDocument() {
        URI url = URI.create("https://app.example/client.json");
        Map<String, Object> document = new LinkedHashMap<>(AuthPeer.nativeClient());
        document.put("client_id", url.toString());
        server.clientDocument(url, document);
        server.clientDocument(URI.create("https://app.example/copy.json"), document);

        assertThat(peer.tokens(url.toString()).status()).isEqualTo(200);
        assertThat(peer.authorize(authorization("https://app.example/copy.json"))
                        .status())
                .isEqualTo(400);
        assertThat(peer.authorize(authorization("https://app.example/none.json"))
                        .status())
                .isEqualTo(400);
        server.without(OAuthTrait.TAKES_CLIENT_DOCUMENTS);
        assertThat(peer.authorize(authorization(url.toString())).status()).isEqualTo(400);
    }

    @Test
    void aPushedRequestIsGoodOnceAndForAMinute() {
        String client = peer.registered();
        server.with(OAuthTrait.REQUIRES_PUSHED_REQUESTS);

        assertThat(peer.authorize(authorization(client)).brought()).containsEntry("error", "invalid_request");
        AuthPeer.Answer pushed = peer.post("par", authorization(client));
        assertThat(pushed.status()).isEqualTo(201);
        assertThat(pushed.json().get("expires_in")).isEqualTo(60);
        Map<String, String> uri = params("client_id", client, "request_uri", pushed.text("request_uri"));
        assertThat(peer.authorize(with(uri, "client_id", "other")).status()).isEqualTo(400);
        assertThat(peer.authorize(uri).brought()).containsKey("code").containsEntry("state", "xyz");
        assertThat(peer.authorize(uri).status()).isEqualTo(400);

        String late = peer.post("par", authorization(client)).text("request_uri");
        clock.advance(Duration.ofSeconds(61));
        assertThat(peer.authorize(params("client_id", client, "request_uri", late))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void secretsEndIfToldSo() {
        server.clientSecretsLive(Duration.ofMinutes(10));
        Map<String, Object> metadata = new LinkedHashMap<>(AuthPeer.nativeClient());
        metadata.put("grant_types", List.of("client_credentials"));
        metadata.put("token_endpoint_auth_method", "client_secret_basic");
        AuthPeer.Answer client = peer.register(metadata);
        String credentials = basic(client.text("client_id"), client.text("client_secret"));
        assertThat(client.json().get("client_secret_expires_at")).isEqualTo((int)
                clock.asClock().instant().plus(Duration.ofMinutes(10)).getEpochSecond());
        clock.advance(Duration.ofMinutes(9));
        assertThat(peer.token(credentials(), credentials).status()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(1));

        assertThat(peer.token(credentials(), credentials).error()).isEqualTo("invalid_client");

        String id = client.text("client_id");
        server.register(RegisteredClient.confidential(id, "another"));
        assertThat(peer.token(credentials(), basic(id, "another")).status()).isEqualTo(200);
    }
}
