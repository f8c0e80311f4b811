package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.RESOURCE;
import static dev.mcptestbench.auth.AuthPeer.authorization;
import static dev.mcptestbench.auth.AuthPeer.basic;
import static dev.mcptestbench.auth.AuthPeer.params;
import static dev.mcptestbench.auth.AuthPeer.redemption;
import static dev.mcptestbench.auth.AuthPeer.with;
import static dev.mcptestbench.auth.AuthPeer.without;
import static dev.mcptestbench.auth.OAuth.authorizationCodeFlow;
import static dev.mcptestbench.auth.OAuth.clockAhead;
import static dev.mcptestbench.auth.OAuth.jwtBearer;
import static dev.mcptestbench.auth.OAuth.keysRequest;
import static dev.mcptestbench.auth.OAuth.oauthError;
import static dev.mcptestbench.auth.OAuth.tokenExchange;
import static dev.mcptestbench.auth.OAuth.tokenWith;
import static dev.mcptestbench.auth.OAuth.tokenWithout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.auth.endpoint.SigningAlgorithm;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Enterprise-managed authorization, and workloads: tokens for what somebody has signed whom the server trusts. */
class EnterpriseTest {

    private static final String ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String TYPE = "urn:ietf:params:oauth:token-type:";
    private static final URI MCP_SERVER = URI.create(RESOURCE);

    private final TestClock clock = new TestClock();
    private final MockIdentityProvider idp = Hosted.idp().clock(clock).start();
    private final MockAuthServer server = Hosted.auth().clock(clock).start();
    private final AuthPeer company = new AuthPeer(idp);
    private final AuthPeer peer = new AuthPeer(server);

    @BeforeEach
    void trust() {
        idp.user("ada", Map.of("email", "ada@example.com"))
                .register(RegisteredClient.publicClient("app-at-idp", AuthPeer.REDIRECT));
        server.trusts(idp).register(RegisteredClient.confidential("app", "secret"));
    }

    @AfterEach
    void close() {
        server.close();
        idp.close();
    }

    private static JWTClaimsSet claims(String token) throws Exception {
        return SignedJWT.parse(token).getJWTClaimsSet();
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private Map<String, String> exchange(String idToken) {
        return params(
                "grant_type",
                EXCHANGE,
                "client_id",
                "app-at-idp",
                "requested_token_type",
                TYPE + "id-jag",
                "subject_token",
                idToken,
                "subject_token_type",
                TYPE + "id_token",
                "audience",
                server.issuer().toString(),
                "resource",
                RESOURCE,
                "scope",
                "mcp:read");
    }

    private AuthPeer.Answer redeemed(String assertion) {
        return peer.token(params("grant_type", ASSERTION, "assertion", assertion), basic("app", "secret"));
    }

    private String idJag() {
        return idp.idJag("app", server.issuer(), MCP_SERVER);
    }

    @Test
    void fromSignInToAccessToken() throws Exception {
        idp.admitsTo(server.issuer(), "app");
        Map<String, String> signIn = with(without(authorization("app-at-idp"), "resource"), "scope", "openid");
        String code = company.authorize(with(signIn, "nonce", "n-1")).brought().get("code");
        AuthPeer.Answer signedIn = company.token(without(redemption("app-at-idp", code), "resource"));
        JWTClaimsSet idToken = claims(signedIn.text("id_token"));
        assertThat(idToken.getIssuer()).isEqualTo(idp.issuer().toString());
        assertThat(idToken.getSubject()).isEqualTo("ada");
        assertThat(idToken.getAudience()).containsExactly("app-at-idp");
        assertThat(idToken.getStringClaim("email")).isEqualTo("ada@example.com");
        assertThat(idToken.getStringClaim("nonce")).isEqualTo("n-1");

        AuthPeer.Answer exchanged = company.token(exchange(signedIn.text("id_token")));
        assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(200);
        assertThat(exchanged.text("issued_token_type")).isEqualTo(TYPE + "id-jag");
        assertThat(exchanged.text("token_type")).isEqualTo("N_A");
        assertThat(exchanged.text("scope")).isEqualTo("mcp:read");
        assertThat(exchanged.headers()).containsEntry("cache-control", "no-store");
        SignedJWT grant = SignedJWT.parse(exchanged.text("access_token"));
        assertThat(grant.getHeader().getType().getType()).isEqualTo("oauth-id-jag+jwt");
        assertThat(grant.getJWTClaimsSet().getClaims())
                .containsEntry("iss", idp.issuer().toString())
                .containsEntry("sub", "ada")
                .containsEntry("aud", List.of(server.issuer().toString()))
                .containsEntry("client_id", "app")
                .containsEntry("resource", RESOURCE)
                .containsEntry("scope", "mcp:read")
                .containsKeys("jti", "iat", "exp");

        AuthPeer.Answer answer = redeemed(grant.serialize());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().containsKey("refresh_token")).isFalse();
        assertThat(claims(answer.text("access_token")).getClaims())
                .containsEntry("sub", "ada")
                .containsEntry("aud", List.of(RESOURCE))
                .containsEntry("client_id", "app")
                .containsEntry("scope", "mcp:read");
        assertThat(idp).received(tokenExchange()).once();
        assertThat(server).received(jwtBearer()).once();
        assertThat(idp).completed(authorizationCodeFlow()).withScopes("openid");
        assertThat(idp).hasNoProtocolViolations();
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void metadataSayWhoTakesAndGivesWhat() {
        Map<?, ?> ofProvider = company.get("/.well-known/openid-configuration").json();
        Map<?, ?> ofServer =
                peer.get("/.well-known/oauth-authorization-server/tenant").json();

        assertThat(ofProvider.get("issuer")).isEqualTo(idp.issuer().toString());
        assertThat(ofProvider.get("jwks_uri")).isEqualTo(idp.issuer() + "/jwks");
        assertThat(texts(ofProvider.get("grant_types_supported")))
                .contains(EXCHANGE)
                .doesNotContain(ASSERTION);
        assertThat(ofProvider.get("identity_chaining_requested_token_types_supported"))
                .isEqualTo(List.of(TYPE + "id-jag"));
        assertThat(ofProvider.containsKey("authorization_grant_profiles_supported"))
                .isFalse();
        assertThat(texts(ofServer.get("grant_types_supported"))).contains(ASSERTION);
        assertThat(ofServer.get("authorization_grant_profiles_supported"))
                .isEqualTo(List.of("urn:ietf:params:oauth:grant-profile:id-jag"));
        assertThat(company.get("/.well-known/oauth-authorization-server").status())
                .isEqualTo(404);
    }

    @Test
    void anIdJagIsGoodOnce() {
        String grant = idJag();

        assertThat(redeemed(grant).status()).isEqualTo(200);
        assertThat(redeemed(grant).error()).isEqualTo("invalid_grant");
    }

    @Test
    void anIdJagIsForOneClientThatProvesWhoItIs() {
        server.register(RegisteredClient.confidential("other", "secret"))
                .register(new RegisteredClient(
                        "open", "open", new RegisteredClient.None(), java.util.Set.of(ASSERTION), List.of()));
        Map<String, String> asked = params("grant_type", ASSERTION, "assertion", idJag());

        assertThat(peer.token(asked, basic("other", "secret")).error()).isEqualTo("invalid_grant");
        assertThat(peer.token(asked, basic("app", "wrong")).error()).isEqualTo("invalid_client");
        assertThat(peer.token(asked).error()).isEqualTo("invalid_grant");
        String ofOpen = idp.idJag("open", server.issuer(), MCP_SERVER);
        assertThat(peer.token(params("grant_type", ASSERTION, "assertion", ofOpen, "client_id", "open"))
                        .error())
                .isEqualTo("invalid_client");
        assertThat(peer.token(asked, basic("app", "secret")).status()).isEqualTo(200);
    }

    @Test
    void anIdJagExpiresOnTheTestClock() {
        String grant = idJag();
        clock.advance(Duration.ofMinutes(5));

        assertThat(redeemed(grant).error()).isEqualTo("invalid_grant");
    }

    @Test
    void aTokenThatStemsFromAnIdJagHasNoMoreThanIt() {
        Map<String, String> asked = params("grant_type", ASSERTION, "resource", "https://other.example/mcp");
        assertThat(peer.token(with(asked, "assertion", idJag()), basic("app", "secret"))
                        .error())
                .isEqualTo("invalid_target");

        String idToken = idp.idToken("app-at-idp");
        idp.admitsTo(server.issuer(), "app");
        String grant = company.token(exchange(idToken)).text("access_token");
        assertThat(peer.token(
                                params("grant_type", ASSERTION, "assertion", grant, "scope", "mcp:write"),
                                basic("app", "secret"))
                        .error())
                .isEqualTo("invalid_scope");
    }

    static Stream<Arguments> brokenGrants() {
        return Stream.of(
                Arguments.of("another audience", tokenWith("aud", "https://as.example")),
                Arguments.of("two audiences", tokenWith("aud", List.of("https://as.example", "https://b.example"))),
                Arguments.of("another client", tokenWith("client_id", "other")),
                Arguments.of("no client", tokenWithout("client_id")),
                Arguments.of("another issuer", tokenWith("iss", "https://idp.example")),
                Arguments.of("no issuer", tokenWithout("iss")),
                Arguments.of("no subject", tokenWithout("sub")),
                Arguments.of("no id", tokenWithout("jti")),
                Arguments.of("no time", tokenWithout("iat")),
                Arguments.of("no end", tokenWithout("exp")),
                Arguments.of("an end that is no time", tokenWith("exp", "soon")),
                Arguments.of("a resource that is no text", tokenWith("resource", 1)),
                Arguments.of("not valid yet", clockAhead(Duration.ofMinutes(1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenGrants")
    void aBrokenIdJagIsRefused(String name, Fault fault) {
        idp.admitsTo(server.issuer(), "app");
        idp.on(tokenExchange()).does(fault);
        String grant = company.token(exchange(idp.idToken("app-at-idp"))).text("access_token");

        AuthPeer.Answer answer = redeemed(grant);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_grant");
        assertThat(idp.journal().entries(JournalEntry.RuleFired.class)).hasSize(1);
    }

    @Test
    void otherTokensOfTheProviderAreNoGrants() {
        assertThat(redeemed(idp.idToken("app")).error()).isEqualTo("invalid_grant");
        assertThat(redeemed("no.jwt").error()).isEqualTo("invalid_grant");
        assertThat(redeemed("e30.e30.").error()).isEqualTo("invalid_grant");
        assertThat(peer.token(params("grant_type", ASSERTION), basic("app", "secret"))
                        .error())
                .isEqualTo("invalid_request");
    }

    @Test
    void whoTrustsNobodyKnowsNoSuchGrant() {
        try (MockAuthServer lonely = Hosted.auth().start()) {
            lonely.register(RegisteredClient.confidential("app", "secret"));
            AuthPeer other = new AuthPeer(lonely);

            assertThat(other.token(params("grant_type", ASSERTION, "assertion", "a.b.c"), basic("app", "secret"))
                            .error())
                    .isEqualTo("unsupported_grant_type");
        }
    }

    @Test
    void keysAreLookedUpEachTime() {
        String before = idJag();
        idp.rotateKeys();
        String after = idJag();
        idp.signsBy(SigningAlgorithm.RS256);
        String byRsa = idJag();

        assertThat(redeemed(before).status()).isEqualTo(200);
        assertThat(redeemed(after).status()).isEqualTo(200);
        assertThat(redeemed(byRsa).status()).isEqualTo(200);
        assertThat(idp).neverReceived(keysRequest());
    }

    @Test
    void badExchangesAreRefused() {
        idp.admitsTo(server.issuer(), "app").register(RegisteredClient.publicClient("another", AuthPeer.REDIRECT));
        Map<String, String> good = exchange(idp.idToken("app-at-idp"));
        String access = company.token(good).text("access_token");

        assertThat(company.token(without(good, "audience")).error()).isEqualTo("invalid_request");
        assertThat(company.token(without(good, "resource")).error()).isEqualTo("invalid_request");
        assertThat(company.token(without(good, "subject_token")).error()).isEqualTo("invalid_request");
        assertThat(company.token(without(good, "subject_token_type")).error()).isEqualTo("invalid_request");
        assertThat(company.token(with(good, "subject_token_type", TYPE + "saml2"))
                        .error())
                .isEqualTo("invalid_request");
        assertThat(company.token(with(good, "actor_token", "x")).error()).isEqualTo("invalid_request");
        assertThat(company.token(with(good, "requested_token_type", TYPE + "saml2"))
                        .error())
                .isEqualTo("invalid_request");
        assertThat(company.token(with(good, "audience", "https://as.example")).error())
                .isEqualTo("invalid_target");
        assertThat(company.token(with(good, "resource", "mcp")).error()).isEqualTo("invalid_target");
        assertThat(company.token(with(good, "subject_token", idp.idToken("another")))
                        .error())
                .isEqualTo("invalid_grant");
        assertThat(company.token(with(good, "subject_token", access)).error()).isEqualTo("invalid_grant");
        assertThat(company.token(with(good, "subject_token", "x")).error()).isEqualTo("invalid_grant");
        assertThat(company.token(with(good, "client_id", "unknown")).error()).isEqualTo("invalid_client");
        idp.denies();
        assertThat(company.token(good).error()).isEqualTo("access_denied");
    }

    @Test
    void anIdTokenOfAnotherTimeIsRefused() {
        String before = idp.idToken("app-at-idp");
        clock.advance(Duration.ofMinutes(5));

        assertThat(company.token(exchange(before)).error()).isEqualTo("invalid_grant");
    }

    @Test
    void theProviderMisbehavesOnCue() {
        idp.on(tokenExchange()).first().does(oauthError("invalid_grant"));
        idp.on(tokenExchange()).nth(2).afterCommit().status(503);

        assertThat(company.token(exchange(idp.idToken("app-at-idp"))).error()).isEqualTo("invalid_grant");
        assertThat(company.token(exchange(idp.idToken("app-at-idp"))).status()).isEqualTo(503);
        assertThat(company.token(exchange(idp.idToken("app-at-idp"))).status()).isEqualTo(200);
    }

    @Test
    void failuresSpeakOfTheProvider() {
        Throwable failure = catchThrowable(() -> assertThat(idp).received(tokenExchange()));

        assertThat(failure)
                .hasMessageContaining("Expected the identity provider to have received")
                .hasMessageContaining("no such request");
        assertThat(idp).hasToString("MockIdentityProvider \"idp\" at " + idp.issuer());
    }

    @Test
    void aWorkloadShowsWhatItsPlatformHasSigned() throws Exception {
        server.register(RegisteredClient.workload("reporting"));
        Map<String, String> asked = params("grant_type", ASSERTION, "scope", "mcp:read", "resource", RESOURCE);
        String token = idp.workloadToken("ns/reports", server.issuer());

        AuthPeer.Answer answer = peer.token(with(with(asked, "assertion", token), "client_id", "reporting"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(claims(answer.text("access_token")).getClaims())
                .containsEntry("sub", "ns/reports")
                .containsEntry("client_id", "reporting");
        assertThat(peer.token(with(with(asked, "assertion", token), "client_id", "reporting"))
                        .error())
                .isEqualTo("invalid_grant");
        assertThat(peer.token(without(with(asked, "assertion", idp.workloadToken("w", server.issuer())), "resource"))
                        .error())
                .isEqualTo("invalid_target");
        String elsewhere = idp.workloadToken("w", URI.create("https://as.example"));
        assertThat(peer.token(with(asked, "assertion", elsewhere)).error()).isEqualTo("invalid_grant");
    }

    @Test
    void aWorkloadMayBeItsOwnClient() throws Exception {
        Map<String, String> asked = params("grant_type", ASSERTION, "resource", RESOURCE);

        AuthPeer.Answer answer = peer.token(with(asked, "assertion", idp.workloadToken("ns/reports", server.issuer())));

        assertThat(claims(answer.text("access_token")).getClaims()).containsEntry("client_id", "ns/reports");
    }

    @Test
    void anyIssuerCanBeTrustedByItsKeys() throws Exception {
        server.trusts(
                URI.create("https://platform.example"), company.get("/jwks").body());
        idp.admitsTo(server.issuer(), "app");
        idp.on(tokenExchange()).does(tokenWith("iss", "https://platform.example"));

        assertThat(redeemed(company.token(exchange(idp.idToken("app-at-idp"))).text("access_token"))
                        .status())
                .isEqualTo(200);
        assertThatThrownBy(() -> server.trusts(URI.create("https://platform.example"), "keys"))
                .hasMessageContaining("JWK set");
        assertThat(JWKSet.parse(company.get("/jwks").body()).getKeys()).noneMatch(com.nimbusds.jose.jwk.JWK::isPrivate);
    }

    @Test
    void anAccessTokenIsExchangedForOneWithLess() throws Exception {
        String client = peer.registered();
        String access = peer.tokens(client).text("access_token");
        Map<String, String> asked =
                params("grant_type", EXCHANGE, "subject_token", access, "subject_token_type", TYPE + "access_token");

        AuthPeer.Answer answer = peer.token(with(asked, "scope", "mcp:read"), basic("app", "secret"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("issued_token_type")).isEqualTo(TYPE + "access_token");
        assertThat(claims(answer.text("access_token")).getClaims())
                .containsEntry("sub", "user")
                .containsEntry("client_id", "app")
                .containsEntry("aud", List.of(RESOURCE));
        assertThat(peer.token(with(asked, "scope", "mcp:write"), basic("app", "secret"))
                        .error())
                .isEqualTo("invalid_scope");
        assertThat(peer.token(with(asked, "subject_token", "x"), basic("app", "secret"))
                        .error())
                .isEqualTo("invalid_request");
        assertThat(peer.token(with(asked, "requested_token_type", TYPE + "id-jag"), basic("app", "secret"))
                        .error())
                .isEqualTo("invalid_request");
        clock.advance(Duration.ofMinutes(6));
        assertThat(peer.token(asked, basic("app", "secret")).error()).isEqualTo("invalid_request");
        assertThat(peer.token(with(asked, "client_id", client)).error()).isEqualTo("unauthorized_client");
    }

    @Test
    void idTokensAreGivenByThoseWhoHaveTheTrait() {
        String client = peer.registered();
        assertThat(peer.tokens(client).json().containsKey("id_token")).isFalse();

        server.with(OAuthTrait.GIVES_ID_TOKENS);
        String code = peer.authorize(with(authorization(client), "scope", "openid mcp:read"))
                .brought()
                .get("code");
        assertThat(peer.token(redemption(client, code)).json().containsKey("id_token"))
                .isTrue();
    }
}
