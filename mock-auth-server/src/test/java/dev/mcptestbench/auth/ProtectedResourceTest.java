package dev.mcptestbench.auth;

import static dev.mcptestbench.Mcp.htmlPage;
import static dev.mcptestbench.Mcp.insufficientScope;
import static dev.mcptestbench.auth.OAuth.refusedRequest;
import static dev.mcptestbench.auth.OAuth.resourceMetadataRequest;
import static dev.mcptestbench.auth.OAuth.resourceRequest;
import static dev.mcptestbench.auth.ResourcePeer.bearer;
import static dev.mcptestbench.auth.ResourcePeer.challenge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.resource.ResourceTrait;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A resource that stands alone: whom it lets in, and what it tells the others. */
class ProtectedResourceTest {

    private static final TestSettings STRICT = new TestSettings(
            Revision.LATEST, false, TestSettings.STREAMABLE_HTTP, true, false, true, 42, Duration.ofSeconds(5));

    private final TestClock clock = new TestClock();
    private final MockAuthServer auth = Hosted.auth().clock(clock).start();
    private final MockProtectedResource resource =
            MockProtectedResource.builder().trusting(auth).start();
    private final ResourcePeer peer = new ResourcePeer(resource.url());

    @AfterEach
    void close() {
        resource.close();
        auth.close();
        clock.close();
    }

    private String token() {
        return peer.token(auth);
    }

    private void refuses(AuthPeer.Answer answer, int status, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(challenge(answer).scheme()).isEqualTo("Bearer");
        assertThat(challenge(answer).get("error")).isEqualTo(error);
        assertThat(challenge(answer).get("resource_metadata"))
                .isEqualTo(resource.url().resolve("/.well-known/oauth-protected-resource/resource") + "");
    }

    @Test
    void letsInWhoBringsAToken() {
        AuthPeer.Answer answer = peer.get(bearer(token()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(Map.of("granted", true));
        assertThat(resource.journal()).isSameAs(auth.journal());
        assertThat(resource.journal().violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer ", "BEARER ", "Bearer   "})
    void readsTheSchemeInAnyCase(String scheme) {
        assertThat(peer.get("Authorization: " + scheme + token()).status()).isEqualTo(200);
    }

    @Test
    void challengesWhoBringsNone() {
        refuses(peer.get(), 401, null);
        refuses(peer.get("Authorization: Basic c3ZjOnNlY3JldA=="), 401, null);
        assertThat(resource.journal().violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer two words", "Bearer \"quoted\"", "Bearer ä"})
    void refusesWhatIsMalformed(String value) {
        refuses(peer.get("Authorization: " + value), 400, "invalid_request");
    }

    @Test
    void refusesTwoTokens() {
        refuses(peer.get(bearer(token()), bearer(token())), 400, "invalid_request");
        refuses(
                peer.getAt(resource.url().getPath() + "?access_token=" + token(), bearer(token())),
                400,
                "invalid_request");
    }

    @Test
    void refusesATokenInTheQuery() {
        String target = resource.url().getPath() + "?access_token=" + token();

        refuses(peer.getAt(target), 400, "invalid_request");
        resource.without(ResourceTrait.REFUSES_TOKENS_IN_QUERY);
        assertThat(peer.getAt(target).status()).isEqualTo(200);
        assertThat(resource.journal().violations())
                .extracting(violation -> violation.requirement().id())
                .containsExactly("oauth-token-in-query", "oauth-token-in-query");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "eyJhbGciOiJub25lIn0.e30.", "a.b.c", "eyJhbGciOiJFUzI1NiJ9.bm8ganNvbg.AAAA"})
    void refusesWhatIsNoToken(String token) {
        refuses(peer.get(bearer(token)), 401, "invalid_token");
    }

    @Test
    void refusesATokenThatWasChanged() {
        String[] parts = token().split("\\.", -1);
        String other = token().split("\\.", -1)[1];

        refuses(peer.get(bearer(parts[0] + "." + other + "." + parts[2])), 401, "invalid_token");
    }

    @Test
    void refusesATokenThatHasExpired() {
        String token = token();
        clock.advance(Duration.ofMinutes(5).minusSeconds(2));
        assertThat(peer.get(bearer(token)).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(2));

        AuthPeer.Answer answer = peer.get(bearer(token));

        refuses(answer, 401, "invalid_token");
        assertThat(challenge(answer).get("error_description")).isEqualTo("The access token has expired");
    }

    @Test
    void refusesATokenThatWasRevoked() {
        String token = token();
        new AuthPeer(auth).post("revoke", AuthPeer.params("token", token), AuthPeer.basic("svc", "secret"));

        refuses(peer.get(bearer(token)), 401, "invalid_token");
        resource.without(ResourceTrait.REFUSES_REVOKED_TOKENS);
        assertThat(peer.get(bearer(token)).status()).isEqualTo(200);
    }

    @Test
    void refusesATokenForAnotherResource() {
        String token = ResourcePeer.token(auth, "https://other.example/mcp", "mcp");

        refuses(peer.get(bearer(token)), 401, "invalid_token");
        assertThat(resource.journal().violations())
                .extracting(violation -> violation.requirement().id())
                .containsExactly("oauth-foreign-token");
        resource.without(ResourceTrait.REQUIRES_AUDIENCE);
        assertThat(peer.get(bearer(token)).status()).isEqualTo(200);
    }

    @Test
    void trustsSeveralIssuersAndNoOthers() {
        try (MockAuthServer company = Hosted.auth().clock(clock).start()) {
            String token = peer.token(company);

            refuses(peer.get(bearer(token)), 401, "invalid_token");
            resource.trusts(auth, company);
            assertThat(peer.get(bearer(token)).status()).isEqualTo(200);
            assertThat(peer.get(bearer(token())).status()).isEqualTo(200);
            resource.trusts(auth);
            refuses(peer.get(bearer(token)), 401, "invalid_token");
        }
    }

    @Test
    void takesTokensThatWereSignedBeforeKeysWereRotated() {
        String before = token();
        auth.rotateKeys();

        assertThat(peer.get(bearer(before)).status()).isEqualTo(200);
        assertThat(peer.get(bearer(token())).status()).isEqualTo(200);
    }

    @Test
    void asksForScopes() {
        resource.requiresScope(resourceRequest().with("method", "DELETE"), "api:write", "api:admin")
                .scopeIncludes("api:all", "api:write", "api:admin");
        String reader = ResourcePeer.token(auth, resource.url().toString(), "api:read");
        String writer = ResourcePeer.token(auth, resource.url().toString(), "api:write api:admin");
        String owner = ResourcePeer.token(auth, resource.url().toString(), "api:all");

        assertThat(peer.get(bearer(reader)).status()).isEqualTo(200);
        AuthPeer.Answer refused = peer.send("DELETE", resource.url().getPath(), "", bearer(reader));
        refuses(refused, 403, "insufficient_scope");
        assertThat(challenge(refused).get("scope")).isEqualTo("api:admin api:write");
        AuthPeer.Answer unknown = peer.send("DELETE", resource.url().getPath(), "");
        refuses(unknown, 401, null);
        assertThat(challenge(unknown).get("scope")).isEqualTo("api:admin api:write");
        assertThat(peer.send("DELETE", resource.url().getPath(), "", bearer(writer))
                        .status())
                .isEqualTo(200);
        assertThat(peer.send("DELETE", resource.url().getPath(), "", bearer(owner))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tellsWhereToGetAToken() {
        resource.requiresScope(resourceRequest(), "api:read");
        String at = challenge(peer.get()).get("resource_metadata");

        AuthPeer.Answer answer = peer.getAt(URI.create(at).getPath());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(answer.json())
                .isEqualTo(Map.of(
                        "resource",
                        resource.url().toString(),
                        "authorization_servers",
                        List.of(auth.issuer().toString()),
                        "scopes_supported",
                        List.of("api:read"),
                        "bearer_methods_supported",
                        List.of("header")));
    }

    @Test
    void itsMetadataAreWhereTheTestWantsThem() {
        String path = "/.well-known/oauth-protected-resource/resource";
        String root = "/.well-known/oauth-protected-resource";
        assertThat(peer.getAt(root).status()).isEqualTo(404);

        resource.with(ResourceTrait.METADATA_AT_ROOT).without(ResourceTrait.METADATA_AT_PATH);
        assertThat(peer.getAt(path).status()).isEqualTo(404);
        assertThat(peer.getAt(root).text("resource")).isEqualTo(resource.url().toString());
        assertThat(challenge(peer.get()).get("resource_metadata")).endsWith(root);
        resource.without(ResourceTrait.NAMES_METADATA);
        assertThat(challenge(peer.get()).parameters()).isEmpty();
        assertThat(peer.send("POST", root, "").status()).isEqualTo(405);
    }

    @Test
    void describesItselfAsTheTestWants() {
        String path = "/.well-known/oauth-protected-resource/resource";
        String origin = resource.url().resolve("/").toString();

        resource.describes("resource", origin).describes("scopes_supported", null);
        assertThat(peer.getAt(path).text("resource")).isEqualTo(origin);
        assertThat(peer.getAt(path).body()).contains("\"scopes_supported\":null");
        resource.advertisesMetadataAt("http://127.0.0.1:1/nowhere");
        assertThat(challenge(peer.get()).get("resource_metadata")).isEqualTo("http://127.0.0.1:1/nowhere");
    }

    @Test
    void goesByAnotherName() {
        resource.identifiedBy(URI.create("https://api.example.com"));

        assertThat(peer.get(bearer(token())).status()).isEqualTo(401);
        assertThat(peer.get(bearer(ResourcePeer.token(auth, "https://api.example.com", "mcp")))
                        .status())
                .isEqualTo(200);
        assertThat(peer.getAt("/.well-known/oauth-protected-resource/resource").text("resource"))
                .isEqualTo("https://api.example.com");
    }

    @Test
    void misbehavesOnCue() {
        resource.on(refusedRequest().with("status", 401)).first().status(418);
        resource.on(resourceMetadataRequest()).first().does(htmlPage());
        resource.on(resourceRequest()).first().status(503);

        assertThat(peer.get().status()).isEqualTo(418);
        assertThat(peer.get().status()).isEqualTo(401);
        assertThat(peer.getAt("/.well-known/oauth-protected-resource/resource").body())
                .contains("<!doctype html>");
        assertThat(peer.get(bearer(token())).status()).isEqualTo(503);
        assertThat(peer.get(bearer(token())).status()).isEqualTo(200);
    }

    @Test
    void scriptedChallengesSayWhereTheMetadataAre() {
        resource.on(resourceRequest()).first().challenge(insufficientScope("api:write"));

        refuses(peer.get(bearer(token())), 403, "insufficient_scope");
        assertThat(peer.get(bearer(token())).status()).isEqualTo(200);
    }

    @Test
    void describesItselfInTheWaysOfServersOutThere() {
        String path = "/.well-known/oauth-protected-resource/resource";
        resource.on(resourceMetadataRequest()).nth(1).status(401);
        resource.on(resourceMetadataRequest()).nth(2).status(403);
        resource.on(resourceMetadataRequest()).nth(3).status(404);

        assertThat(peer.getAt(path).status()).isEqualTo(401);
        assertThat(peer.getAt(path).status()).isEqualTo(403);
        assertThat(peer.getAt(path).status()).isEqualTo(404);
        resource.describes("resource", "https://other.example/mcp");
        assertThat(peer.getAt(path).text("resource")).isEqualTo("https://other.example/mcp");
        assertThat(peer.get(bearer(token())).status()).isEqualTo(200);
        String slash = resource.url().resolve("/").toString();
        resource.identifiedBy(URI.create(slash));
        assertThat(peer.get(bearer(token())).status()).isEqualTo(401);
        assertThat(peer.get(bearer(ResourcePeer.token(auth, slash, "mcp"))).status())
                .isEqualTo(200);
    }

    @Test
    void staysOffForeignPages() {
        assertThat(peer.get(bearer(token()), "Origin: https://evil.example").status())
                .isEqualTo(403);
        assertThat(peer.getAt("/elsewhere").status()).isEqualTo(404);
    }

    @Test
    void tellsWhatItExpectedWhereItStandsAlone() {
        resource.on(resourceRequest()).first().status(503);
        peer.get(bearer(ResourcePeer.token(auth, "https://other.example/mcp", "mcp")));

        assertThat(resource.unmetExpectations(STRICT))
                .hasSize(2)
                .anyMatch(text -> text.contains("oauth/resource"))
                .anyMatch(text -> text.contains("Authorization is for another resource"));
        assertThat(MockProtectedResource.trusting(auth).unmetExpectations(STRICT))
                .isEmpty();
    }

    @Test
    void keepsToEarlierRevisions() {
        try (MockProtectedResource early = MockProtectedResource.builder()
                .revision(Revision.V2025_03_26)
                .trusting(auth)
                .start()) {
            ResourcePeer other = new ResourcePeer(early.url());
            assertThat(challenge(other.get()).parameters()).isEmpty();
            assertThat(other.get(bearer(token())).status()).isEqualTo(200);
            assertThat(early.journal().violations()).isEmpty();
        }
    }
}
