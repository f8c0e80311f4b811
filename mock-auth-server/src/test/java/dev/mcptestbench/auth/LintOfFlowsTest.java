package dev.mcptestbench.auth;

import static dev.mcptestbench.auth.AuthPeer.authorization;
import static dev.mcptestbench.auth.AuthPeer.redemption;
import static dev.mcptestbench.auth.AuthPeer.refreshing;
import static dev.mcptestbench.auth.AuthPeer.with;
import static dev.mcptestbench.auth.OAuth.DYNAMIC;
import static dev.mcptestbench.auth.OAuth.METADATA_DOCUMENT;
import static dev.mcptestbench.auth.OAuth.PRE_REGISTERED;
import static dev.mcptestbench.auth.OAuth.authorizationCodeFlow;
import static dev.mcptestbench.auth.OAuth.authorizationRequest;
import static dev.mcptestbench.auth.OAuth.refresh;
import static dev.mcptestbench.auth.OAuth.refusedRequest;
import static dev.mcptestbench.auth.OAuth.resourceRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.time.TestClock;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found of a client by more than the one request: what it was told before, what goes on besides, who else knows it. */
class LintOfFlowsTest {

    /** Two authorization servers and a resource of the first, all in one journal. */
    private static final class Bench implements AutoCloseable {
        private final TestClock clock = new TestClock();
        private final Journal journal = new Journal(clock);
        private final MockAuthServer auth =
                Hosted.auth().clock(clock).journal(journal).start();
        private final MockAuthServer other =
                Hosted.auth().name("other").clock(clock).journal(journal).start();
        private final MockProtectedResource resource = MockProtectedResource.builder()
                .clock(clock)
                .journal(journal)
                .trusting(auth)
                .start();
        private final AuthPeer peer = new AuthPeer(auth);
        private final ResourcePeer visitor = new ResourcePeer(resource.url());

        private Map<String, String> asking(String client, String scope) {
            return with(with(authorization(client), "resource", resource.url().toString()), "scope", scope);
        }

        /** A whole sign-in with this scope. */
        private void signIn(String client, String scope) {
            Map<String, String> request = asking(client, scope);
            String code = peer.authorize(request).brought().get("code");
            AuthPeer.Answer answer = peer.token(with(redemption(client, code), "resource", request.get("resource")));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }

        private void refreshTwiceAtOnce() {
            String client = peer.registered();
            String token = peer.tokens(client).text("refresh_token");
            auth.on(refresh()).first().neverAnswer();
            var unusedFirst = CompletableFuture.supplyAsync(() -> peer.token(refreshing(client, token)));
            assertThat(auth).eventually(Duration.ofSeconds(20)).received(refresh());
            peer.token(refreshing(client, token));
        }

        @Override
        public void close() {
            resource.close();
            other.close();
            auth.close();
            clock.close();
        }
    }

    /** What a client does wrong, and what that breaks. */
    record Broken(String what, String requirement, Consumer<Bench> deed) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Broken row(String what, String requirement, Consumer<Bench> deed) {
        return new Broken(what, requirement, deed);
    }

    static List<Broken> broken() {
        return List.of(
                row("redeems in spite of a wrong issuer", "oauth-issuer-compared", bench -> {
                    bench.auth.on(authorizationRequest()).respondWith("iss", "https://evil.example");
                    bench.peer.tokens(bench.peer.registered());
                }),
                row(
                        "redeems in spite of a wrong issuer, with something else changed",
                        "oauth-issuer-compared",
                        bench -> {
                            bench.auth.on(authorizationRequest()).respondWith("iss", "https://evil.example");
                            bench.auth.on(authorizationRequest()).respondWith("more", "of it");
                            bench.peer.tokens(bench.peer.registered());
                        }),
                row("redeems in spite of a missing issuer", "oauth-issuer-compared", bench -> {
                    bench.auth.on(authorizationRequest()).respondWithout("iss");
                    bench.peer.tokens(bench.peer.registered());
                }),
                row("redeems in spite of a wrong state", "oauth-state-compared", bench -> {
                    bench.auth.on(authorizationRequest()).respondWith("state", "another");
                    bench.peer.tokens(bench.peer.registered());
                }),
                row("asks for more than was named", "oauth-least-scope", bench -> {
                    bench.resource.requiresScope(resourceRequest(), "mcp:read");
                    bench.visitor.get();
                    bench.signIn(bench.peer.registered(), "mcp:read mcp:admin");
                }),
                row("asks for all there is, not for what the challenge names", "oauth-least-scope", bench -> {
                    bench.resource.listsScopes("mcp:read", "mcp:write").requiresScope(resourceRequest(), "mcp:read");
                    bench.visitor.get();
                    bench.visitor.getAt("/.well-known/oauth-protected-resource"
                            + bench.resource.url().getPath());
                    bench.signIn(bench.peer.registered(), "mcp:read mcp:write");
                }),
                row("asks for what a rule has kept out of the challenge", "oauth-least-scope", bench -> {
                    bench.resource.requiresScope(resourceRequest(), "mcp:read");
                    bench.resource.on(refusedRequest()).first().header("WWW-Authenticate", "Bearer scope=\"mcp:odd\"");
                    bench.visitor.get();
                    bench.signIn(bench.peer.registered(), "mcp:read");
                }),
                row("shows its id to another issuer", "oauth-issuer-bound", bench -> {
                    String client = bench.peer.registered();
                    new AuthPeer(bench.other).authorize(authorization(client));
                }),
                row("shows its secret to another issuer", "oauth-issuer-bound", bench -> {
                    bench.auth.register(RegisteredClient.confidential("svc", "secret"));
                    new AuthPeer(bench.other)
                            .token(
                                    AuthPeer.params("grant_type", "client_credentials", "resource", AuthPeer.RESOURCE),
                                    AuthPeer.basic("svc", "secret"));
                }),
                row("shows its access token to the authorization server", "oauth-foreign-token", bench -> {
                    String client = bench.peer.registered();
                    AuthPeer.Answer tokens = bench.peer.tokens(client);
                    bench.peer.token(
                            refreshing(client, tokens.text("refresh_token")),
                            ResourcePeer.bearer(tokens.text("access_token")));
                }),
                row("refreshes twice at once", "oauth-refresh-alone", Bench::refreshTwiceAtOnce));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void isFound(Broken broken) {
        try (Bench bench = new Bench()) {
            broken.deed.accept(bench);

            assertThat(bench.journal.violations())
                    .extracting(violation -> violation.requirement().id())
                    .containsOnly(broken.requirement);
            assertThat(bench.journal.violations())
                    .allSatisfy(violation -> assertThat(violation.about()).isPositive());
        }
    }

    @Test
    void stepsUpByAllThatWasNamedAndGranted() {
        try (Bench bench = new Bench()) {
            bench.resource.listsScopes("mcp:read", "mcp:list").requiresScope(resourceRequest(), "mcp:write");
            String client = bench.peer.registered();
            bench.visitor.getAt("/.well-known/oauth-protected-resource"
                    + bench.resource.url().getPath());
            bench.signIn(client, "mcp:read mcp:list offline_access");
            String token = ResourcePeer.token(bench.auth, bench.resource.url().toString(), "mcp:read");
            assertThat(bench.visitor.get(ResourcePeer.bearer(token)).status()).isEqualTo(403);
            bench.visitor.get();
            bench.signIn(client, "mcp:read mcp:list mcp:write");

            assertThat(bench.journal.violations()).isEmpty();
        }
    }

    @Test
    void asksForWhatARuleNamesInAChallenge() {
        try (Bench bench = new Bench()) {
            bench.resource.requiresScope(resourceRequest(), "mcp:read");
            bench.resource.on(refusedRequest()).first().header("WWW-Authenticate", "Bearer scope=\"mcp:odd\"");
            bench.visitor.get();
            bench.signIn(bench.peer.registered(), "mcp:odd");

            assertThat(bench.journal.violations()).isEmpty();
        }
    }

    @Test
    void asksForWhatItKnowsFromElsewhere() {
        try (Bench bench = new Bench()) {
            bench.visitor.get();
            bench.signIn(bench.peer.registered(), "mcp:whatever");

            assertThat(bench.journal.violations()).isEmpty();
        }
    }

    @Test
    void refreshesAgainOnceTheFirstConnectionIsGone() {
        try (Bench bench = new Bench()) {
            String client = bench.peer.registered();
            String token = bench.peer.tokens(client).text("refresh_token");
            bench.auth.on(refresh()).first().resetConnection();
            assertThatThrownBy(() -> bench.peer.token(refreshing(client, token)))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(bench.peer.token(refreshing(client, token)).status()).isEqualTo(200);

            assertThat(bench.journal.violations()).isEmpty();
        }
    }

    @Test
    void refusesAnAlteredAnswerAndStartsAnew() {
        try (Bench bench = new Bench()) {
            bench.auth.on(authorizationRequest()).first().respondWith("iss", "https://evil.example");
            String client = bench.peer.registered();
            bench.peer.authorize(authorization(client));
            bench.peer.tokens(client);

            assertThat(bench.journal.violations()).isEmpty();
        }
    }

    @Test
    void showsTheUrlOfItsDocumentToAnyIssuer() {
        try (Bench bench = new Bench()) {
            String id = "https://app.example/client.json";
            Map<String, Object> document = new LinkedHashMap<>(AuthPeer.nativeClient());
            document.put("client_id", id);
            bench.auth.clientDocument(URI.create(id), document);
            bench.peer.tokens(id);
            new AuthPeer(bench.other).authorize(authorization(id));

            assertThat(bench.journal.violations()).isEmpty();
            assertThat(bench.auth).completed(authorizationCodeFlow()).withRegistration(METADATA_DOCUMENT);
        }
    }

    @Test
    void tellsHowTheClientBecameKnown() {
        try (Bench bench = new Bench()) {
            bench.peer.tokens(bench.peer.registered());
            assertThat(bench.auth).completed(authorizationCodeFlow()).withRegistration(DYNAMIC);

            bench.auth.register(RegisteredClient.publicClient("app", AuthPeer.REDIRECT));
            bench.peer.tokens("app");
            assertThat(bench.auth).completed(authorizationCodeFlow()).withRegistration(PRE_REGISTERED);

            assertThatThrownBy(() -> assertThat(bench.auth)
                            .completed(authorizationCodeFlow())
                            .withRegistration(DYNAMIC))
                    .hasMessageContaining("Expected the authorization code flow of client \"app\"")
                    .hasMessageContaining("to have a client that was registered by itself")
                    .hasMessageContaining("but it was pre-registered");
        }
    }

    @Test
    void tellsOfRegistrationsInTheJournal() {
        try (Bench bench = new Bench()) {
            String id = bench.peer.registered();

            assertThat(bench.journal.entries(JournalEntry.AuthorizationStep.class))
                    .extracting(JournalEntry.AuthorizationStep::client, JournalEntry.AuthorizationStep::detail)
                    .containsExactly(tuple("weather", "is registered as " + id));
        }
    }
}
