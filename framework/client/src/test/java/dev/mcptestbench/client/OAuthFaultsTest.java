package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.htmlPage;
import static dev.mcptestbench.auth.OAuth.accessDenied;
import static dev.mcptestbench.auth.OAuth.authorizationRequest;
import static dev.mcptestbench.auth.OAuth.codeExchange;
import static dev.mcptestbench.auth.OAuth.formEncoded;
import static dev.mcptestbench.auth.OAuth.metadataRequest;
import static dev.mcptestbench.auth.OAuth.oauthError;
import static dev.mcptestbench.auth.OAuth.refresh;
import static dev.mcptestbench.auth.OAuth.refusedRequest;
import static dev.mcptestbench.auth.OAuth.registration;
import static dev.mcptestbench.auth.OAuth.requestWith;
import static dev.mcptestbench.auth.OAuth.resourceMetadataRequest;
import static dev.mcptestbench.auth.OAuth.tokenWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.OAuthTrait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong at authorization servers and resources, and what becomes of a managed client's call. */
class OAuthFaultsTest {

    private static Arguments of(String what, Consumer<OAuthBench> fault, String outcome) {
        return Arguments.of(what, fault, outcome);
    }

    static Stream<Arguments> atTheFirstAuthorization() {
        return Stream.of(
                of("nothing", bench -> {}, "succeeded"),
                of(
                        "a token form-encoded",
                        bench -> bench.auth.on(codeExchange()).does(formEncoded()),
                        "succeeded"),
                of("no expiry", bench -> bench.auth.on(codeExchange()).respondWithout("expires_in"), "succeeded"),
                of("an expiry of 0", bench -> bench.auth.on(codeExchange()).respondWith("expires_in", 0), "succeeded"),
                of(
                        "an expiry as text",
                        bench -> bench.auth.on(codeExchange()).respondWith("expires_in", "300"),
                        "succeeded"),
                of(
                        "scopes with commas",
                        bench -> bench.auth.on(codeExchange()).respondWith("scope", "a,b"),
                        "succeeded"),
                of(
                        "an error inside 200",
                        bench -> bench.auth.on(codeExchange()).does(oauthError(200, "invalid_grant")),
                        "status 200 invalid_grant"),
                of(
                        "another type of token",
                        bench -> bench.auth.on(codeExchange()).respondWith("token_type", "mac"),
                        "with a token of type mac"),
                of(
                        "no token",
                        bench -> bench.auth.on(codeExchange()).respondWithout("access_token"),
                        "without an access token"),
                of(
                        "a token for somebody else",
                        bench -> bench.auth.on(codeExchange()).does(tokenWith("aud", "https://other.example/mcp")),
                        "refuses a token that"),
                of(
                        "a token endpoint that resets",
                        bench -> bench.auth.on(codeExchange()).resetConnection(),
                        "has no reply"),
                of(
                        "a token endpoint elsewhere",
                        bench -> bench.auth.on(codeExchange()).redirect(307, "http://127.0.0.1:1/token"),
                        "status 307"),
                of(
                        "a user who says no",
                        bench -> bench.auth.on(authorizationRequest()).does(accessDenied()),
                        "access_denied"),
                of(
                        "another state",
                        bench -> bench.auth.on(authorizationRequest()).respondWith("state", "other"),
                        "another state"),
                of(
                        "another issuer",
                        bench -> bench.auth.on(authorizationRequest()).respondWith("iss", "https://evil.example"),
                        "its iss is \"https://evil.example\""),
                of(
                        "no issuer",
                        bench -> bench.auth.on(authorizationRequest()).respondWithout("iss"),
                        "its iss is missing"),
                of(
                        "a page without a way back",
                        bench -> bench.auth.on(authorizationRequest()).does(htmlPage()),
                        "sent nobody back"),
                of(
                        "no registration",
                        bench -> bench.auth.on(registration()).does(oauthError("invalid_client_metadata")),
                        "status 400 invalid_client_metadata"),
                of(
                        "too many registrations",
                        bench -> bench.auth.on(registration()).does(Mcp.tooManyRequests(Duration.ofSeconds(1))),
                        "status 429"),
                of(
                        "other redirect URIs than asked for",
                        bench -> bench.auth
                                .on(registration())
                                .does(requestWith("redirect_uris", List.of("http://127.0.0.1:1/other"))),
                        "registered other redirect URIs than"),
                of(
                        "no registration at all",
                        bench -> bench.auth.without(OAuthTrait.REGISTERS_CLIENTS),
                        "which takes no registrations"),
                of(
                        "no PKCE",
                        bench -> bench.auth.on(metadataRequest()).respondWithout("code_challenge_methods_supported"),
                        "does not tell of PKCE"),
                of(
                        "metadata of another issuer",
                        bench -> bench.auth.on(metadataRequest()).respondWith("issuer", "https://evil.example"),
                        "are of another one: https://evil.example"),
                of(
                        "an endpoint that is a script",
                        bench -> bench.auth.on(metadataRequest()).respondWith("token_endpoint", "javascript:alert(1)"),
                        "is not safe to go to"),
                of(
                        "a page for metadata",
                        bench -> bench.auth.on(metadataRequest()).does(htmlPage()),
                        "There are no metadata of the authorization server"),
                of(
                        "Negotiate first",
                        bench -> bench.server.on(refusedRequest()).does(Mcp.negotiateFirst()),
                        "succeeded"),
                of(
                        "parameters without quotes",
                        bench -> bench.server.on(refusedRequest()).does(Mcp.unquotedChallenge()),
                        "succeeded"),
                of(
                        "parameters twice",
                        bench -> bench.server.on(refusedRequest()).does(Mcp.duplicateChallengeParameters()),
                        "succeeded"),
                of(
                        "no challenge",
                        bench -> bench.server.on(refusedRequest()).withoutHeader("WWW-Authenticate"),
                        "succeeded"),
                of(
                        "a challenge that leads nowhere",
                        bench -> bench.resource.advertisesMetadataAt(bench.server.url() + "/nowhere"),
                        "succeeded"),
                of(
                        "a page for the resource's metadata",
                        bench -> bench.server.on(resourceMetadataRequest()).does(htmlPage()),
                        "There are no metadata of the protected resource"),
                of(
                        "metadata of another resource",
                        bench -> bench.resource.describes("resource", "https://other.example/mcp"),
                        "are of another one: https://other.example/mcp"),
                of(
                        "no authorization server",
                        bench -> bench.resource.describes("authorization_servers", List.of()),
                        "name no authorization server"),
                of(
                        "optional members that are null",
                        bench -> bench.resource.describes("scopes_supported", null),
                        "succeeded"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("atTheFirstAuthorization")
    void atTheFirstAuthorization(String what, Consumer<OAuthBench> fault, String outcome) {
        try (OAuthBench bench = new OAuthBench(Revision.V2026_07_28)) {
            fault.accept(bench);

            CallOutcome call = bench.client().callTool("echo", Map.of());

            assertEnds(call, outcome);
            assertThat(bench.auth.journal().entries(dev.mcptestbench.journal.JournalEntry.RequestArrived.class))
                    .as("requests, which must not go on for ever")
                    .hasSizeLessThan(30);
        }
    }

    static Stream<Arguments> atARefresh() {
        return Stream.of(
                of("nothing", bench -> {}, "succeeded, 1"),
                of(
                        "no new refresh token",
                        bench -> bench.auth
                                .without(OAuthTrait.ROTATES_REFRESH_TOKENS)
                                .on(refresh())
                                .respondWithout("refresh_token"),
                        "succeeded, 1"),
                of(
                        "invalid_grant",
                        bench -> bench.auth.on(refresh()).does(oauthError("invalid_grant")),
                        "succeeded, 2"),
                of(
                        "invalid_request",
                        bench -> bench.auth.on(refresh()).does(oauthError("invalid_request")),
                        "succeeded, 2"),
                of(
                        "a client that is unknown",
                        bench -> bench.auth.on(refresh()).does(oauthError(401, "invalid_client")),
                        "succeeded, 2"),
                of(
                        "a reply that is lost once it took effect",
                        bench -> bench.auth.on(refresh()).afterCommit().resetConnection(),
                        "succeeded, 2"),
                of(
                        "a server that is down for a moment",
                        bench -> bench.auth.on(refresh()).status(500),
                        "status 500, 1"),
                of(
                        "a server that is busy",
                        bench -> bench.auth.on(refresh()).does(Mcp.tooManyRequests(Duration.ofSeconds(1))),
                        "status 429, 1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("atARefresh")
    void atARefresh(String what, Consumer<OAuthBench> fault, String outcome) {
        try (OAuthBench bench = new OAuthBench(Revision.V2026_07_28)) {
            ManagedClient client = bench.client();
            client.connect();
            fault.accept(bench);
            bench.clock.advance(Duration.ofMinutes(6));

            CallOutcome call = client.callTool("echo", Map.of());

            int comma = outcome.lastIndexOf(',');
            assertEnds(call, outcome.substring(0, comma));
            assertThat(bench.auth).received(refresh()).once();
            assertThat(bench.auth)
                    .received(authorizationRequest())
                    .times(Integer.parseInt(outcome.substring(comma + 2)));
            assertThat(bench.auth).hasRevokedNoTokenFamily();
        }
    }

    private static void assertEnds(CallOutcome call, String outcome) {
        if (outcome.equals("succeeded")) {
            assertThat(call).succeeded();
        } else {
            assertThat(call.failure())
                    .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining(outcome));
        }
    }
}
