package dev.mcptestbench.auth;

import static dev.mcptestbench.Mcp.htmlPage;
import static dev.mcptestbench.Mcp.oversizeBody;
import static dev.mcptestbench.Mcp.tooManyRequests;
import static dev.mcptestbench.auth.AuthPeer.RESOURCE;
import static dev.mcptestbench.auth.AuthPeer.authorization;
import static dev.mcptestbench.auth.AuthPeer.nativeClient;
import static dev.mcptestbench.auth.AuthPeer.redemption;
import static dev.mcptestbench.auth.AuthPeer.refreshing;
import static dev.mcptestbench.auth.AuthPeer.with;
import static dev.mcptestbench.auth.OAuth.accessDenied;
import static dev.mcptestbench.auth.OAuth.authorizationRequest;
import static dev.mcptestbench.auth.OAuth.clockAhead;
import static dev.mcptestbench.auth.OAuth.clockBehind;
import static dev.mcptestbench.auth.OAuth.codeExchange;
import static dev.mcptestbench.auth.OAuth.formEncoded;
import static dev.mcptestbench.auth.OAuth.metadataRequest;
import static dev.mcptestbench.auth.OAuth.oauthError;
import static dev.mcptestbench.auth.OAuth.refresh;
import static dev.mcptestbench.auth.OAuth.registration;
import static dev.mcptestbench.auth.OAuth.requestWith;
import static dev.mcptestbench.auth.OAuth.requestWithout;
import static dev.mcptestbench.auth.OAuth.rotateKeys;
import static dev.mcptestbench.auth.OAuth.tokenRequest;
import static dev.mcptestbench.auth.OAuth.tokenWith;
import static dev.mcptestbench.auth.OAuth.tokenWithout;
import static dev.mcptestbench.auth.OAuth.withdrawKeys;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.time.TestClock;
import java.text.ParseException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can go wrong at an authorization server, each fault in Java and in a scenario file, and what comes of it. */
class OAuthFaultsTest {

    private static final String METADATA = "/.well-known/oauth-authorization-server/tenant";

    private final TestClock clock = new TestClock();
    private final MockAuthServer server = Hosted.auth().clock(clock).start();
    private final AuthPeer peer = new AuthPeer(server);

    @AfterEach
    void close() {
        server.close();
    }

    private static Arguments row(
            String name, Consumer<Scenario.Builder> java, String yaml, Consumer<OAuthFaultsTest> look) {
        return Arguments.of(name, java, yaml, look);
    }

    private static Consumer<OAuthFaultsTest> metadata(Consumer<AuthPeer.Answer> look) {
        return test -> look.accept(test.peer.get(METADATA));
    }

    private static Consumer<OAuthFaultsTest> back(Consumer<Map<String, String>> look) {
        return test -> look.accept(
                test.peer.authorize(authorization(test.peer.registered())).brought());
    }

    private static Consumer<OAuthFaultsTest> redeemed(Consumer<AuthPeer.Answer> look) {
        return test -> {
            String client = test.peer.registered();
            look.accept(test.peer.token(redemption(client, test.peer.code(client))));
        };
    }

    private static Consumer<OAuthFaultsTest> refreshed(Consumer<AuthPeer.Answer> look) {
        return test -> {
            String client = test.peer.registered();
            String token = test.peer.tokens(client).text("refresh_token");
            look.accept(test.peer.token(refreshing(client, token)));
        };
    }

    private static Consumer<OAuthFaultsTest> registered(Consumer<AuthPeer.Answer> look) {
        return test -> look.accept(test.peer.register(nativeClient()));
    }

    private static JWTClaimsSet claims(AuthPeer.Answer answer) {
        try {
            return SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> atMetadata() {
        return Stream.of(
                row(
                        "a web page at the well-known URL",
                        it -> it.on(metadataRequest()).does(htmlPage()),
                        "{on: oauth/metadata, do: html-page}",
                        metadata(answer -> {
                            assertThat(answer.status()).isEqualTo(200);
                            assertThat(answer.body()).startsWith("<!doctype html>");
                        })),
                row(
                        "metadata are for those who are signed in",
                        it -> it.on(metadataRequest()).status(401),
                        "{on: oauth/metadata, do: {status: 401}}",
                        metadata(answer -> assertThat(answer.status()).isEqualTo(401))),
                row(
                        "the issuer differs",
                        it -> it.on(metadataRequest()).respondWith("issuer", "https://evil.example"),
                        "{on: oauth/metadata, do: {change-message: {set: {issuer: 'https://evil.example'}}}}",
                        metadata(answer -> {
                            assertThat(answer.text("issuer")).isEqualTo("https://evil.example");
                            assertThat(answer.text("token_endpoint")).endsWith("/tenant/token");
                        })),
                row(
                        "no PKCE methods",
                        it -> it.on(metadataRequest()).respondWithout("code_challenge_methods_supported"),
                        "{on: oauth/metadata, do: {change-message: {remove: [code_challenge_methods_supported]}}}",
                        metadata(answer -> assertThat(answer.json().containsKey("code_challenge_methods_supported"))
                                .isFalse())),
                row(
                        "optional members are null",
                        it -> it.on(metadataRequest())
                                .does(new Fault.ChangeMessage(
                                        Collections.singletonMap("scopes_supported", null), Set.of())),
                        "{on: oauth/metadata, do: {change-message: {set: {scopes_supported: null}}}}",
                        metadata(answer -> assertThat(answer.body()).contains("\"scopes_supported\":null"))),
                row(
                        "an endpoint that is a script",
                        it -> it.on(metadataRequest()).respondWith("authorization_endpoint", "javascript:alert(1)"),
                        "{on: oauth/metadata, do: {change-message: {set: {authorization_endpoint: 'javascript:alert(1)'}}}}",
                        metadata(answer -> assertThat(answer.text("authorization_endpoint"))
                                .isEqualTo("javascript:alert(1)"))),
                row(
                        "an endpoint at a private address",
                        it -> it.on(metadataRequest()).respondWith("token_endpoint", "http://169.254.169.254/token"),
                        "{on: oauth/metadata, do: {change-message: {set: {token_endpoint: 'http://169.254.169.254/token'}}}}",
                        metadata(answer ->
                                assertThat(answer.text("token_endpoint")).isEqualTo("http://169.254.169.254/token"))),
                row(
                        "more than anybody reads",
                        it -> it.on(metadataRequest()).does(oversizeBody(100_000)),
                        "{on: oauth/metadata, do: {oversize-body: 100000}}",
                        metadata(answer -> assertThat(answer.body()).hasSizeGreaterThan(100_000))));
    }

    static Stream<Arguments> atRegistration() {
        return Stream.of(
                row(
                        "registration is refused",
                        it -> it.on(registration()).does(oauthError("invalid_client_metadata")),
                        """
                        {on: oauth/register, do: {status: {code: 400, headers: {Content-Type: application/json,
                          Cache-Control: no-store}, body: '{"error":"invalid_client_metadata"}'}}}""",
                        registered(answer -> assertThat(answer.error()).isEqualTo("invalid_client_metadata"))),
                row(
                        "registration is limited",
                        it -> it.on(registration()).does(tooManyRequests(Duration.ofSeconds(7))),
                        "{on: oauth/register, do: {too-many-requests: 7s}}",
                        registered(answer -> {
                            assertThat(answer.status()).isEqualTo(429);
                            assertThat(answer.headers()).containsEntry("retry-after", "7");
                        })),
                row(
                        "redirect URIs are rewritten",
                        it -> it.on(registration())
                                .does(requestWith("redirect_uris", List.of("https://app.example/cb"))),
                        "{on: oauth/register, do: {change-request: {set: {redirect_uris: ['https://app.example/cb']}}}}",
                        test -> {
                            AuthPeer.Answer answer = test.peer.register(nativeClient());
                            assertThat(answer.json().get("redirect_uris")).isEqualTo(List.of("https://app.example/cb"));
                            assertThat(test.peer
                                            .authorize(authorization(answer.text("client_id")))
                                            .status())
                                    .isEqualTo(400);
                            assertThat(test.server).hasNoProtocolViolations();
                        }),
                row(
                        "refresh tokens are not registered",
                        it -> it.on(registration()).does(requestWithout("grant_types")),
                        "{on: oauth/register, do: {change-request: {remove: [grant_types]}}}",
                        registered(answer ->
                                assertThat(answer.json().get("grant_types")).isEqualTo(List.of("authorization_code")))),
                row(
                        "the secret expires",
                        it -> it.on(registration()).respondWith("client_secret_expires_at", 1),
                        "{on: oauth/register, do: {change-message: {set: {client_secret_expires_at: 1}}}}",
                        registered(answer -> assertThat(answer.json().get("client_secret_expires_at"))
                                .isEqualTo(1))));
    }

    static Stream<Arguments> atAuthorization() {
        return Stream.of(
                row(
                        "another state",
                        it -> it.on(authorizationRequest()).respondWith("state", "other"),
                        "{on: oauth/authorize, do: {change-message: {set: {state: other}}}}",
                        back(brought -> assertThat(brought)
                                .containsEntry("state", "other")
                                .containsKeys("code", "iss"))),
                row(
                        "no iss",
                        it -> it.on(authorizationRequest()).respondWithout("iss"),
                        "{on: oauth/authorize, do: {change-message: {remove: [iss]}}}",
                        back(brought ->
                                assertThat(brought).doesNotContainKey("iss").containsKeys("code", "state"))),
                row(
                        "another iss",
                        it -> it.on(authorizationRequest()).respondWith("iss", "https://evil.example"),
                        "{on: oauth/authorize, do: {change-message: {set: {iss: 'https://evil.example'}}}}",
                        back(brought -> assertThat(brought).containsEntry("iss", "https://evil.example"))),
                row(
                        "the user denies",
                        it -> it.on(authorizationRequest()).does(accessDenied()),
                        "{on: oauth/authorize, do: {change-message: {set: {error: access_denied}, remove: [code]}}}",
                        back(brought -> assertThat(brought)
                                .containsEntry("error", "access_denied")
                                .containsEntry("state", "xyz")
                                .doesNotContainKey("code"))),
                row(
                        "offline_access is refused",
                        it -> it.on(authorizationRequest().with("scope", "mcp:read"))
                                .does(new Fault.ChangeMessage(Map.of("error", "invalid_scope"), Set.of("code"))),
                        """
                        {on: oauth/authorize, with: {scope: 'mcp:read'},
                         do: {change-message: {set: {error: invalid_scope}, remove: [code]}}}""",
                        back(brought -> assertThat(brought).containsEntry("error", "invalid_scope"))),
                row(
                        "the client is pruned",
                        it -> it.on(authorizationRequest())
                                .status(
                                        400,
                                        Map.of("Content-Type", "application/json"),
                                        "{\"error\":\"invalid_client\"}"),
                        """
                        {on: oauth/authorize, do: {status: {code: 400, headers: {Content-Type: application/json},
                          body: '{"error":"invalid_client"}'}}}""",
                        test -> assertThat(test.peer
                                        .authorize(authorization(test.peer.registered()))
                                        .error())
                                .isEqualTo("invalid_client")));
    }

    static Stream<Arguments> atToken() {
        String json = "headers: {Content-Type: application/json, Cache-Control: no-store}";
        return Stream.of(
                row(
                        "an error in a reply that says all is well",
                        it -> it.on(codeExchange()).does(oauthError(200, "invalid_grant")),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {status: {code: 200, " + json
                                + ", body: '{\"error\":\"invalid_grant\"}'}}}",
                        redeemed(answer -> {
                            assertThat(answer.status()).isEqualTo(200);
                            assertThat(answer.error()).isEqualTo("invalid_grant");
                        })),
                row(
                        "the client is pruned",
                        it -> it.on(tokenRequest()).does(oauthError(401, "invalid_client")),
                        "{on: oauth/token, do: {status: {code: 401, " + json
                                + ", body: '{\"error\":\"invalid_client\"}'}}}",
                        redeemed(answer -> assertThat(answer.status()).isEqualTo(401))),
                row(
                        "form-encoded",
                        it -> it.on(codeExchange()).does(formEncoded()),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: form-encoded}",
                        redeemed(answer -> {
                            assertThat(answer.headers())
                                    .containsEntry("content-type", "application/x-www-form-urlencoded");
                            assertThat(answer.body())
                                    .startsWith("access_token=eyJ")
                                    .contains("&token_type=Bearer&expires_in=300&");
                        })),
                row(
                        "scopes with commas",
                        it -> it.on(codeExchange()).respondWith("scope", "mcp:read,mcp:write"),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {change-message: {set: {scope: 'mcp:read,mcp:write'}}}}",
                        redeemed(answer -> assertThat(answer.text("scope")).isEqualTo("mcp:read,mcp:write"))),
                row(
                        "no expires_in",
                        it -> it.on(codeExchange()).respondWithout("expires_in"),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {change-message: {remove: [expires_in]}}}",
                        redeemed(answer -> assertThat(answer.json().containsKey("expires_in"))
                                .isFalse())),
                row(
                        "expires_in 0",
                        it -> it.on(codeExchange()).respondWith("expires_in", 0),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {change-message: {set: {expires_in: 0}}}}",
                        redeemed(answer ->
                                assertThat(answer.json().get("expires_in")).isEqualTo(0))),
                row(
                        "expires_in a string",
                        it -> it.on(codeExchange()).respondWith("expires_in", "300"),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {change-message: {set: {expires_in: '300'}}}}",
                        redeemed(answer ->
                                assertThat(answer.json().get("expires_in")).isEqualTo("300"))),
                row(
                        "sent elsewhere",
                        it -> it.on(codeExchange()).redirect(307, "https://evil.example/token"),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {redirect: {location: 'https://evil.example/token'}}}",
                        redeemed(answer -> {
                            assertThat(answer.status()).isEqualTo(307);
                            assertThat(answer.headers()).containsEntry("location", "https://evil.example/token");
                        })),
                row(
                        "another nonce each time",
                        it -> it.on(codeExchange())
                                .times(2)
                                .status(400, Map.of("DPoP-Nonce", "n"), "{\"error\":\"use_dpop_nonce\"}"),
                        """
                        {on: oauth/token, with: {grant_type: authorization_code}, times: 2,
                         do: {status: {code: 400, headers: {DPoP-Nonce: n}, body: '{"error":"use_dpop_nonce"}'}}}""",
                        redeemed(answer -> {
                            assertThat(answer.headers()).containsEntry("dpop-nonce", "n");
                            assertThat(answer.error()).isEqualTo("use_dpop_nonce");
                        })),
                row(
                        "the scope is silently reduced",
                        it -> {
                            it.on(authorizationRequest()).does(requestWith("scope", "mcp:less"));
                            it.on(codeExchange()).respondWithout("scope");
                        },
                        """
                        {on: oauth/authorize, do: {change-request: {set: {scope: 'mcp:less'}}}}
                              - {on: oauth/token, with: {grant_type: authorization_code}, do: {change-message: {remove: [scope]}}}""",
                        redeemed(answer -> {
                            assertThat(answer.json().containsKey("scope")).isFalse();
                            assertThat(claims(answer).getClaim("scope")).isEqualTo("mcp:less");
                        })),
                row(
                        "a token for somebody else",
                        it -> it.on(codeExchange()).does(tokenWith("aud", "https://other.example/mcp")),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {change-token: {set: {aud: 'https://other.example/mcp'}}}}",
                        redeemed(answer ->
                                assertThat(claims(answer).getAudience()).containsExactly("https://other.example/mcp"))),
                row(
                        "a token without a scope",
                        it -> it.on(codeExchange()).does(tokenWithout("scope")),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {change-token: {remove: [scope]}}}",
                        redeemed(
                                answer -> assertThat(claims(answer).getClaims()).doesNotContainKey("scope"))),
                row(
                        "a token that is not valid yet",
                        it -> it.on(codeExchange()).does(clockAhead(Duration.ofSeconds(30))),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {clock-ahead: 30s}}",
                        test -> redeemed(answer -> assertThat(claims(answer)
                                                .getNotBeforeTime()
                                                .toInstant())
                                        .isBetween(
                                                test.clock.instant().plusSeconds(25),
                                                test.clock.instant().plusSeconds(30)))
                                .accept(test)),
                row(
                        "a fresh token that has expired",
                        it -> it.on(codeExchange()).does(clockBehind(Duration.ofMinutes(6))),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {clock-behind: 6m}}",
                        test -> redeemed(answer -> {
                                    assertThat(claims(answer).getExpirationTime())
                                            .isBefore(test.clock.instant());
                                    assertThat(answer.json().get("expires_in")).isEqualTo(300);
                                })
                                .accept(test)),
                row(
                        "keys are rotated",
                        it -> it.on(codeExchange()).does(rotateKeys()),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: rotate-keys}",
                        redeemed(answer -> {})
                                .andThen(test -> assertThat((List<?>) test.peer
                                                .get(test.peer.path("jwks"))
                                                .json()
                                                .get("keys"))
                                        .hasSize(2))),
                row(
                        "keys are rotated, and those before are gone",
                        it -> it.on(codeExchange()).does(withdrawKeys()),
                        "{on: oauth/token, with: {grant_type: authorization_code}, do: {rotate-keys: withdrawn}}",
                        test -> {
                            String path = test.peer.path("jwks");
                            Object before = test.peer.get(path).json().get("keys");
                            redeemed(answer -> {}).accept(test);
                            assertThat((List<?>) test.peer.get(path).json().get("keys"))
                                    .hasSize(1)
                                    .isNotEqualTo(before);
                        }));
    }

    static Stream<Arguments> atRefresh() {
        String refresh = "{on: oauth/token, with: {grant_type: refresh_token}, ";
        return Stream.of(
                row(
                        "no refresh token comes back",
                        it -> it.on(refresh()).respondWithout("refresh_token"),
                        refresh + "do: {change-message: {remove: [refresh_token]}}}",
                        refreshed(answer -> assertThat(answer.json().keySet())
                                .extracting(String::valueOf)
                                .contains("access_token")
                                .doesNotContain("refresh_token"))),
                row(
                        "invalid_grant",
                        it -> it.on(refresh()).does(oauthError("invalid_grant")),
                        refresh + """
                                do: {status: {code: 400, headers: {Content-Type: application/json, Cache-Control: no-store},
                                  body: '{"error":"invalid_grant"}'}}}""",
                        refreshed(answer -> assertThat(answer.error()).isEqualTo("invalid_grant"))),
                row(
                        "no resource is taken",
                        it -> it.on(refresh().with("resource", RESOURCE)).status(400),
                        "{on: oauth/token, with: {grant_type: refresh_token, resource: '" + RESOURCE
                                + "'}, do: {status: 400}}",
                        refreshed(answer -> assertThat(answer.status()).isEqualTo(400))),
                row(
                        "unavailable before anything happened",
                        it -> it.on(refresh()).first().status(503),
                        refresh + "nth: 1, do: {status: 503}}",
                        test -> {
                            String client = test.peer.registered();
                            String token = test.peer.tokens(client).text("refresh_token");
                            assertThat(test.peer
                                            .token(refreshing(client, token))
                                            .status())
                                    .isEqualTo(503);
                            assertThat(test.peer
                                            .token(refreshing(client, token))
                                            .status())
                                    .isEqualTo(200);
                        }),
                row(
                        "unavailable after the token was replaced",
                        it -> it.on(refresh()).first().afterCommit().status(503),
                        refresh + "nth: 1, after: commit, do: {status: 503}}",
                        test -> {
                            String client = test.peer.registered();
                            String token = test.peer.tokens(client).text("refresh_token");
                            assertThat(test.peer
                                            .token(refreshing(client, token))
                                            .status())
                                    .isEqualTo(503);
                            assertThat(test.peer
                                            .token(refreshing(client, token))
                                            .error())
                                    .isEqualTo("invalid_grant");
                        }));
    }

    private static Scenario ofFile(String rule) {
        String text = "scenario: row\nserver:\n  rules:\n      - " + rule + "\n";
        ScenarioReader.Reading reading = ScenarioReader.create().read(text, "row.mcp.yaml");
        assertThat(reading.problems()).isEmpty();
        return reading.orThrow().get(0);
    }

    private static Scenario ofJava(Consumer<Scenario.Builder> script) {
        Scenario.Builder scenario = Scenario.named("row");
        script.accept(scenario);
        return scenario.build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"atMetadata", "atRegistration", "atAuthorization", "atToken", "atRefresh"})
    void inJava(String name, Consumer<Scenario.Builder> java, String yaml, Consumer<OAuthFaultsTest> look) {
        server.play(ofJava(java));

        look.accept(this);

        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"atMetadata", "atRegistration", "atAuthorization", "atToken", "atRefresh"})
    void inAScenarioFile(String name, Consumer<Scenario.Builder> java, String yaml, Consumer<OAuthFaultsTest> look) {
        Scenario file = ofFile(yaml);
        assertThat(file.rules())
                .extracting(Rule::toString)
                .isEqualTo(ofJava(java).rules().stream().map(Rule::toString).toList());
        assertThat(file.rules())
                .extracting(Rule::action)
                .isEqualTo(ofJava(java).rules().stream().map(Rule::action).toList());
        server.play(file);

        look.accept(this);

        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    static Stream<Arguments> terms() {
        return Stream.of(
                terms(
                        "metadata at another place",
                        "{without: [oauth-metadata], with: openid-metadata-appended}",
                        test -> {
                            assertThat(test.peer.get(METADATA).status()).isEqualTo(404);
                            assertThat(test.peer
                                            .get("/tenant/.well-known/openid-configuration")
                                            .status())
                                    .isEqualTo(200);
                        }),
                terms("the port of the loopback counts", "{without: [ignores-loopback-port]}", test -> {
                    Map<String, String> asked = with(
                            authorization(test.peer.registered()), "redirect_uri", "http://127.0.0.1:7778/callback");
                    assertThat(test.peer.authorize(asked).status()).isEqualTo(400);
                }),
                terms(
                        "refresh tokens have to be asked for",
                        "{with: [requires-offline-access]}",
                        redeemed(answer -> assertThat(answer.json().containsKey("refresh_token"))
                                .isFalse())),
                terms("offline access is refused", "{scopes: ['mcp:read']}", test -> {
                    Map<String, String> asked =
                            with(authorization(test.peer.registered()), "scope", "mcp:read offline_access");
                    assertThat(test.peer.authorize(asked).brought()).containsEntry("error", "invalid_scope");
                }),
                terms("codes expire", "{codes-live: 1s}", test -> {
                    String client = test.peer.registered();
                    String code = test.peer.code(client);
                    test.clock.advance(Duration.ofSeconds(1));
                    assertThat(test.peer.token(redemption(client, code)).error())
                            .isEqualTo("invalid_grant");
                }),
                terms(
                        "tokens live as long as they are said to",
                        "{access-tokens-live: 7m}",
                        redeemed(answer ->
                                assertThat(answer.json().get("expires_in")).isEqualTo(420))),
                terms("secrets end", "{client-secrets-live: 1h}", test -> {
                    Map<String, Object> client = nativeClient();
                    client.put("token_endpoint_auth_method", "client_secret_basic");
                    assertThat(test.peer.register(client).json().get("client_secret_expires_at"))
                            .isEqualTo((int) test.clock
                                    .asClock()
                                    .instant()
                                    .plus(Duration.ofHours(1))
                                    .getEpochSecond());
                }));
    }

    private static Arguments terms(String name, String yaml, Consumer<OAuthFaultsTest> look) {
        return Arguments.of(name, yaml, look);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("terms")
    void aScenarioFileSaysHowTheServerBehaves(String name, String yaml, Consumer<OAuthFaultsTest> look) {
        server.play(ScenarioReader.create()
                .read("scenario: terms\nauth: " + yaml + "\n", "terms.mcp.yaml")
                .orThrow()
                .get(0));

        look.accept(this);
    }

    @Test
    void whatIsTakenOtherwiseIsNotTheClientsFault() {
        server.on(authorizationRequest()).does(requestWithout("state"));
        String client = peer.registered();

        assertThat(peer.authorize(authorization(client)).brought()).doesNotContainKey("state");
        assertThat(server).hasNoProtocolViolations();
        assertThat(server).received(authorizationRequest().with("state", "xyz")).once();
    }

    @Test
    void clientsAreForgotten() {
        String client = peer.registered();
        AuthPeer.Answer tokens = peer.tokens(client);
        server.forget(client);

        assertThat(peer.token(refreshing(client, tokens.text("refresh_token"))).error())
                .isEqualTo("invalid_client");
        assertThat(peer.authorize(authorization(client)).status()).isEqualTo(400);
    }

    @Test
    void offlineAccessIsAskedFor() {
        server.with(OAuthTrait.REQUIRES_OFFLINE_ACCESS);
        String client = peer.registered();
        assertThat(peer.tokens(client).json().containsKey("refresh_token")).isFalse();

        String code = peer.authorize(with(authorization(client), "scope", "mcp:read offline_access"))
                .brought()
                .get("code");
        assertThat(peer.token(redemption(client, code)).json().containsKey("refresh_token"))
                .isTrue();
    }

    @Test
    void codesExpireOnTheTestClock() {
        server.codesLive(Duration.ofSeconds(1));
        String client = peer.registered();
        String code = peer.code(client);
        clock.advance(Duration.ofSeconds(1));

        assertThat(peer.token(redemption(client, code)).error()).isEqualTo("invalid_grant");
    }
}
