package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.authorization;
import static dev.mcptestbench.auth.AuthPeer.form;
import static dev.mcptestbench.auth.AuthPeer.params;
import static dev.mcptestbench.auth.AuthPeer.redemption;
import static dev.mcptestbench.auth.AuthPeer.with;
import static dev.mcptestbench.auth.AuthPeer.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.journal.JournalEntry;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is malformed, doubled, oversized or hostile is refused as the RFCs say, changes nothing, and is written down. */
class BadInputTest {

    private static final String LONG = "x".repeat(17 * 1024);

    private final MockAuthServer server = Hosted.auth()
            .start()
            .register(RegisteredClient.publicClient("app", AuthPeer.REDIRECT))
            .register(RegisteredClient.publicClient("other", AuthPeer.REDIRECT));
    private final AuthPeer peer = new AuthPeer(server);

    @AfterEach
    void close() {
        server.close();
    }

    private long arrivals() {
        return server.journal().entries(JournalEntry.RequestArrived.class).size();
    }

    static Stream<Arguments> redirected() {
        Map<String, String> good = authorization("app");
        return Stream.of(
                Arguments.of("invalid_request", form(without(good, "response_type"))),
                Arguments.of("unsupported_response_type", form(with(good, "response_type", "token"))),
                Arguments.of("invalid_request", form(without(good, "code_challenge"))),
                Arguments.of("invalid_request", form(with(good, "code_challenge_method", "plain"))),
                Arguments.of("invalid_request", form(with(good, "code_challenge_method", "s256"))),
                Arguments.of("invalid_request", form(with(good, "code_challenge", "short"))),
                Arguments.of("invalid_request", form(with(good, "code_challenge", "x".repeat(129)))),
                Arguments.of("invalid_target", form(without(good, "resource"))),
                Arguments.of("invalid_target", form(with(good, "resource", "not a uri"))),
                Arguments.of("invalid_target", form(with(good, "resource", "https://a.example/#x"))),
                Arguments.of("invalid_scope", form(with(good, "scope", "a\"b"))),
                Arguments.of("invalid_scope", form(with(good, "scope", "a  b"))),
                Arguments.of("request_not_supported", form(with(good, "request", "eyJ"))),
                Arguments.of("invalid_request", form(good) + "&state=another"),
                Arguments.of("invalid_request", form(good) + "&scope=another"));
    }

    @ParameterizedTest
    @MethodSource("redirected")
    void atTheAuthorizationEndpoint(String error, String query) {
        AuthPeer.Answer answer = peer.get(peer.path("authorize") + "?" + query);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers().get("location")).startsWith(AuthPeer.REDIRECT + "?");
        assertThat(answer.brought()).containsEntry("error", error).doesNotContainKey("code");
        assertThat(answer.headers()).containsEntry("cache-control", "no-store");
        assertThat(arrivals()).isEqualTo(1);
    }

    static Stream<String> nowhere() {
        Map<String, String> good = authorization("app");
        return Stream.of(
                form(without(good, "client_id")),
                form(with(good, "client_id", "nobody")),
                form(with(good, "redirect_uri", "https://evil.example/callback")),
                form(with(good, "redirect_uri", AuthPeer.REDIRECT + "/more")),
                form(with(good, "redirect_uri", "http://127.0.0.1.evil.example:7777/callback")),
                form(with(good, "redirect_uri", "http://localhost:7777/callback")),
                form(with(good, "redirect_uri", "http://user@127.0.0.1:7777/callback")),
                form(with(good, "redirect_uri", AuthPeer.REDIRECT + "#fragment")),
                form(with(good, "redirect_uri", "javascript:alert(1)")),
                form(good) + "&redirect_uri=https%3A%2F%2Fevil.example",
                form(good) + "&client_id=other",
                form(with(good, "state", LONG)),
                form(good).replace("state=xyz", "state=%0d%0aSet-Cookie:%20a=b"),
                form(good).replace("state=xyz", "state=%ff%fe"),
                form(good) + "&a=b".repeat(200),
                form(with(good, "request_uri", "urn:ietf:params:oauth:request_uri:guessed")));
    }

    @ParameterizedTest
    @MethodSource("nowhere")
    void neverRedirectsToWhatIsNotRegistered(String query) {
        AuthPeer.Answer answer = peer.get(peer.path("authorize") + "?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).doesNotContainKeys("location", "set-cookie");
        assertThat(arrivals()).isEqualTo(1);
    }

    @Test
    @OnOurWire("a query that cannot be decoded: WireMock answers it with a 500 of its own")
    void neverRedirectsWhatCannotBeDecoded() {
        neverRedirectsToWhatIsNotRegistered(form(authorization("app")).replace("state=xyz", "state=%zz"));
    }

    static Stream<Arguments> refused() {
        Map<String, String> good = redemption("app", "CODE");
        return Stream.of(
                Arguments.of(400, "invalid_request", form(without(good, "grant_type"))),
                Arguments.of(400, "unsupported_grant_type", form(with(good, "grant_type", "password"))),
                Arguments.of(400, "invalid_request", form(without(good, "code"))),
                Arguments.of(400, "invalid_request", form(with(good, "code", ""))),
                Arguments.of(400, "invalid_grant", form(with(good, "code", "guessed"))),
                Arguments.of(400, "invalid_grant", form(with(good, "client_id", "other"))),
                Arguments.of(401, "invalid_client", form(with(good, "client_id", "nobody"))),
                Arguments.of(401, "invalid_client", form(without(good, "client_id"))),
                Arguments.of(401, "invalid_client", form(with(good, "client_secret", "made-up"))),
                Arguments.of(400, "invalid_grant", form(with(good, "redirect_uri", "http://127.0.0.1:1/callback"))),
                Arguments.of(400, "invalid_request", form(without(good, "code_verifier"))),
                Arguments.of(400, "invalid_request", form(with(good, "code_verifier", "short"))),
                Arguments.of(400, "invalid_grant", form(with(good, "code_verifier", "x".repeat(43)))),
                Arguments.of(400, "invalid_target", form(without(good, "resource"))),
                Arguments.of(400, "invalid_target", form(with(good, "resource", "https://other.example/mcp"))),
                Arguments.of(400, "invalid_request", form(good) + "&code=CODE"),
                Arguments.of(400, "invalid_request", form(good) + "&grant_type=authorization_code"),
                Arguments.of(400, "invalid_request", form(good) + "&x=" + LONG),
                Arguments.of(400, "invalid_request", form(good) + "&a=b".repeat(200)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void atTheTokenEndpointAndTheCodeStaysGood(int status, String error, String form) {
        String code = peer.code("app");

        AuthPeer.Answer answer = peer.postText("token", form.replace("CODE", code));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.headers()).containsEntry("cache-control", "no-store");
        assertThat(arrivals()).isEqualTo(2);
        assertThat(server.endpoints().completedFlows()).isEmpty();
        assertThat(peer.token(redemption("app", code)).status()).isEqualTo(200);
    }

    @Test
    @OnOurWire("a form that cannot be decoded: WireMock answers it with a 500 of its own")
    void aFormThatCannotBeDecodedLeavesTheCodeGood() {
        atTheTokenEndpointAndTheCodeStaysGood(400, "invalid_request", form(redemption("app", "CODE")) + "&x=%");
    }

    @Test
    void parametersOfATokenRequestStandInTheBodyOfAPost() {
        String code = peer.code("app");
        String form = form(redemption("app", code));

        assertThat(peer.get(peer.path("token") + "?" + form).status()).isEqualTo(405);
        assertThat(peer.send(
                                "POST",
                                peer.path("token") + "?" + form,
                                "Content-Type: application/x-www-form-urlencoded\r\n",
                                "")
                        .error())
                .isEqualTo("invalid_request");
        assertThat(peer.send("POST", peer.path("token"), "Content-Type: application/json\r\n", "{}")
                        .error())
                .isEqualTo("invalid_request");
        assertThat(peer.send("POST", peer.path("token"), "", form).error()).isEqualTo("invalid_request");
        assertThat(peer.token(redemption("app", code)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_client_metadata|",
                "invalid_client_metadata|[]",
                "invalid_client_metadata|{",
                "invalid_client_metadata|{\"redirect_uris\":\"https://a.example\"}",
                "invalid_client_metadata|{\"redirect_uris\":[7]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example\"],\"grant_types\":[\"password\"]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example\"],\"response_types\":[\"token\"]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example\"],\"application_type\":\"toaster\"}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example\"],\"client_name\":{}}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example\"],"
                        + "\"token_endpoint_auth_method\":\"private_key_jwt\"}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example\"],"
                        + "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":7}}",
                "invalid_redirect_uri|{}",
                "invalid_redirect_uri|{\"redirect_uris\":[]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"http://app.example/cb\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"javascript:alert(1)\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"https://a.example/#x\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"/relative\"]}",
            })
    void atTheRegistrationEndpoint(String errorAndBody) {
        String[] parts = errorAndBody.split("\\|", 2);

        AuthPeer.Answer answer =
                peer.send("POST", peer.path("register"), "Content-Type: application/json\r\n", parts[1]);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo(parts[0]);
        assertThat(answer.json().containsKey("client_id")).isFalse();
        assertThat(arrivals()).isEqualTo(1);
    }

    @Test
    void atTheOtherEndpoints() {
        assertThat(peer.post("revoke", params("client_id", "app")).error()).isEqualTo("invalid_request");
        assertThat(peer.post("revoke", params("token", "x")).error()).isEqualTo("invalid_client");
        assertThat(peer.post("introspect", params("client_id", "app", "token", "x"))
                        .error())
                .isEqualTo("invalid_client");
        assertThat(peer.get(peer.path("revoke")).status()).isEqualTo(405);
        assertThat(peer.send("DELETE", peer.path("authorize"), "", "").status()).isEqualTo(405);
        assertThat(peer.post("par", with(authorization("app"), "redirect_uri", "https://evil.example"))
                        .error())
                .isEqualTo("invalid_request");
        assertThat(peer.post("par", with(authorization("app"), "request_uri", "urn:x"))
                        .error())
                .isEqualTo("invalid_request");
    }

    @Test
    @OnOurWire("what is no HTTP, or a body that has only been announced: WireMock tells of whole requests alone")
    void whatIsNoHttpOrTooLargeIsWrittenDown() {
        assertThat(peer.raw("nonsense\r\n\r\n").status()).isIn(0, 400);
        assertThat(peer.raw("POST " + peer.path("token")
                                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 300000\r\n\r\n")
                        .status())
                .isEqualTo(413);

        assertThat(server.violations())
                .extracting(violation -> violation.requirement().id())
                .containsOnly("oauth-well-formed")
                .hasSize(2);
    }

    @Test
    void authorizationHeadersThatAreNoneAreRefused() {
        for (String header : List.of(
                "Authorization: Basic",
                "Authorization: Basic !!!",
                "Authorization: Basic YXBw",
                "Authorization: Bearer abcdefgh",
                "Authorization: Negotiate x")) {
            AuthPeer.Answer answer = peer.post("token", params("grant_type", "client_credentials"), header);
            assertThat(answer.status()).as(header).isEqualTo(401);
            assertThat(answer.error()).isEqualTo("invalid_client");
            assertThat(answer.headers().get("www-authenticate")).startsWith("Basic");
        }
        String basic = AuthPeer.basic("app", "x");
        assertThat(peer.post("token", params("grant_type", "client_credentials"), basic, basic)
                        .error())
                .isEqualTo("invalid_request");
    }
}
