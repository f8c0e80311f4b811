package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.invalidToken;
import static dev.mcptestbench.Mcp.method;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.auth.OAuth.S256;
import static dev.mcptestbench.auth.OAuth.authorizationCodeFlow;
import static dev.mcptestbench.auth.OAuth.authorizationRequest;
import static dev.mcptestbench.auth.OAuth.clientCredentials;
import static dev.mcptestbench.auth.OAuth.metadataRequest;
import static dev.mcptestbench.auth.OAuth.refresh;
import static dev.mcptestbench.auth.OAuth.registration;
import static dev.mcptestbench.auth.OAuth.tokenRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.client.auth.Grant;
import dev.mcptestbench.client.auth.TokenStore;
import dev.mcptestbench.client.transport.AuthorizationException;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.Timeline;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.OAuthTrait;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Managed clients that have to be authorized, over real sockets. */
class OAuthClientTest {

    @ParameterizedTest
    @EnumSource(value = Revision.class, mode = EnumSource.Mode.EXCLUDE, names = "V2024_11_05")
    void isAuthorizedInEveryRevision(Revision revision) {
        try (OAuthBench bench = new OAuthBench(revision)) {
            ManagedClient client = bench.client();

            client.connect();

            assertThat(client.callTool("echo", Map.of())).succeeded().hasText("hi");
            assertThat(bench.auth)
                    .completed(authorizationCodeFlow())
                    .withPkce(S256)
                    .withState();
            assertThat(client.tokens())
                    .isStoredFor(
                            revision == Revision.V2025_03_26
                                    ? URI.create("http://" + bench.server.url().getAuthority())
                                    : bench.auth.issuer())
                    .isNotExpired()
                    .isRefreshable();
            assertThat(bench.auth).hasNoProtocolViolations();
            assertThat(bench.server).hasNoProtocolViolations();
        }
    }

    @Test
    void comparesTheIssuerAndNamesTheResource() {
        try (OAuthBench bench = new OAuthBench(Revision.V2026_07_28)) {
            bench.client().connect();

            assertThat(bench.auth)
                    .completed(authorizationCodeFlow())
                    .forResource(bench.server.url())
                    .withValidatedIssuer();
        }
    }

    @Test
    void refreshesOnceForManyCalls() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.auth.accessTokensLive(Duration.ofMinutes(5)).rotatesRefreshTokens();
            ManagedClient client = bench.client();
            client.connect();
            bench.clock.advance(Duration.ofMinutes(6));

            assertThat(client.callInParallel(20, "echo", Map.of())).allSucceeded();
            assertThat(bench.auth).received(refresh()).once();
            assertThat(bench.auth).hasRevokedNoTokenFamily();
        }
    }

    @Test
    void refreshesOnceForManyClientsOfOneStore() {
        try (OAuthBench bench = new OAuthBench()) {
            for (int i = 0; i < 10; i++) {
                bench.client("client-" + i, bench.oauth());
            }
            bench.clients.connectAll();
            bench.clock.advance(Duration.ofMinutes(6));

            assertThat(bench.clients.callOnEach("echo", client -> Map.of())).allSucceeded();
            assertThat(bench.auth).received(authorizationRequest()).once();
            assertThat(bench.auth).received(registration()).once();
            assertThat(bench.auth).received(refresh()).once();
            assertThat(bench.auth).hasNoProtocolViolations();
        }
    }

    @Test
    void isAuthorizedAnewWhereARefreshWasLost() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.auth
                    .rotatesRefreshTokens()
                    .on(refresh())
                    .first()
                    .afterCommit()
                    .resetConnection();
            ManagedClient client = bench.client();
            client.connect();
            bench.clock.advance(Duration.ofHours(2));

            assertThat(client.callTool("echo", Map.of())).succeeded();
            assertThat(bench.auth).received(refresh()).once();
            assertThat(bench.auth).received(authorizationRequest()).times(2);
            assertThat(bench.auth).hasRevokedNoTokenFamily();
        }
    }

    @Test
    void keepsItsTokensWhileTheServerIsBusy() {
        try (OAuthBench bench = new OAuthBench()) {
            ManagedClient client = bench.client();
            client.connect();
            bench.auth.on(refresh()).first().status(503);
            bench.clock.advance(Duration.ofHours(2));

            assertThat(client.callTool("echo", Map.of()))
                    .failedWith(AuthorizationException.class)
                    .satisfies(outcome ->
                            assertThat(outcome.failure().orElseThrow()).hasMessageContaining("status 503"));
            assertThat(client.callTool("echo", Map.of())).succeeded();
            assertThat(bench.auth).received(authorizationRequest()).once();
        }
    }

    @Test
    void stepsUpKeepingEarlierScopesAndGivesUp() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.server.requiresScope(method("tools/list"), "mcp:read").requiresScope(toolCall(), "mcp:write");
            bench.server.tool("write").returns(dev.mcptestbench.Mcp.text("done"));
            ManagedClient client = bench.client();
            client.connect();

            assertThat(client.callTool("write", Map.of())).succeeded();
            assertThat(bench.auth).received(authorizationRequest()).atMost(3).lastWithScopes("mcp:read", "mcp:write");
        }
    }

    @Test
    void doesNotAskTheUserTimeAndAgain() {
        try (OAuthBench bench = new OAuthBench()) {
            ManagedClient client = bench.client();
            client.connect();
            bench.server.on(toolCall()).always().challenge(invalidToken());

            assertThat(client.callTool("echo", Map.of()))
                    .failedWith(AuthorizationException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining("refuses a token that " + bench.auth.issuer() + " has just given"));
            assertThat(bench.auth).received(refresh()).once();
            assertThat(bench.auth).received(authorizationRequest()).times(2);
        }
    }

    @Test
    void isAuthorizedByAnotherServerWhereTheResourceHasMovedToIt() {
        try (OAuthBench bench = new OAuthBench();
                MockAuthServer other = bench.otherIssuer()) {
            ManagedClient client = bench.client();
            client.connect();
            bench.resource.trusts(other);

            assertThat(client.callTool("echo", Map.of())).succeeded();
            assertThat(client.tokens()).isStoredFor(other.issuer());
            // What one has given is of no use to the other.
            assertThat(other).received(registration()).once();
            assertThat(bench.auth).received(registration()).once();
        }
    }

    @Test
    void doesNotShowToAnotherServerHowItWasRegistered() {
        try (OAuthBench bench = new OAuthBench();
                MockAuthServer other = bench.otherIssuer()) {
            bench.auth.register(RegisteredClient.publicClient("my-app", "http://127.0.0.1/callback"));
            ManagedClient client = bench.client(bench.oauth().withClient("my-app"));
            client.connect();
            bench.resource.trusts(other);

            assertThat(client.callTool("echo", Map.of()))
                    .failedWith(AuthorizationException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining("The client my-app is registered with " + bench.auth.issuer()));
            assertThat(other).neverReceived(authorizationRequest());
        }
    }

    @Test
    void remembersWhereItIsRegisteredWhenItConnectsAgain() {
        try (OAuthBench bench = new OAuthBench();
                MockAuthServer other = bench.otherIssuer()) {
            bench.auth.register(RegisteredClient.publicClient("my-app", "http://127.0.0.1/callback"));
            ManagedClient client = bench.client(bench.oauth().withClient("my-app"));
            client.connect();
            client.disconnect();
            bench.resource.trusts(other);

            assertThatThrownBy(client::connect)
                    .hasMessageContaining("The client my-app is registered with " + bench.auth.issuer());
            assertThat(other).neverReceived(authorizationRequest());
        }
    }

    @Test
    void isAuthorizedOnceByManyCallsAtOnce() {
        try (OAuthBench bench = new OAuthBench()) {
            for (int i = 0; i < 10; i++) {
                bench.client("client-" + i, bench.oauth());
            }

            assertThat(bench.clients.callOnEach("echo", client -> Map.of())).allSucceeded();
            assertThat(bench.auth).received(authorizationRequest()).once();
        }
    }

    @Test
    void waitsForTheUserAsLongAsItIsPatient() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.user.neverReturns();
            ManagedClient client = bench.client(bench.oauth().withPatience(Duration.ofSeconds(5)));
            CompletableFuture<CallOutcome> call =
                    CompletableFuture.supplyAsync(() -> client.callTool("echo", Map.of()));
            assertThat(bench.auth)
                    .eventually(Duration.ofSeconds(10))
                    .received(authorizationRequest())
                    .once();

            bench.clock.advance(Duration.ofSeconds(5));

            assertThat(call.join())
                    .failedWith(ConnectFailedException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining("The user did not answer within PT5S"));
        }
    }

    @Test
    void isNotLateWhileTheUserIsBeingAsked() {
        try (OAuthBench bench = new OAuthBench()) {
            CompletableFuture<URI> page = new CompletableFuture<>();
            ManagedClient client = bench.client(bench.oauth().withBrowser(page::complete));
            CompletableFuture<CallOutcome> call =
                    CompletableFuture.supplyAsync(() -> client.callTool("echo", Map.of()));
            URI shown = page.orTimeout(20, TimeUnit.SECONDS).join();

            bench.clock.advance(Duration.ofSeconds(100));
            bench.user.open(shown);

            assertThat(call.join()).succeeded();
            assertThat(bench.auth).received(authorizationRequest()).once();
        }
    }

    @Test
    void isLateOnceTheUserHasAnswered() {
        try (OAuthBench bench = new OAuthBench()) {
            CompletableFuture<URI> page = new CompletableFuture<>();
            ManagedClient client = bench.client(bench.oauth().withBrowser(page::complete));
            bench.auth.on(tokenRequest()).neverAnswer();
            CompletableFuture<CallOutcome> call =
                    CompletableFuture.supplyAsync(() -> client.callTool("echo", Map.of()));
            URI shown = page.orTimeout(20, TimeUnit.SECONDS).join();
            bench.clock.advance(Duration.ofSeconds(100));
            bench.user.open(shown);
            assertThat(bench.auth).eventually(Duration.ofSeconds(20)).received(tokenRequest());

            bench.clock.advance(Duration.ofSeconds(40));

            assertThat(call.join()).failedWith(ConnectFailedException.class);
        }
    }

    @Test
    void registersAnewWhereThePageKnowsItNoMore() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.resource.listsScopes("mcp:read");
            bench.server.requiresScope(toolCall("echo"), "mcp:echo");
            ManagedClient client = bench.client();
            client.connect();
            assertThat(client.tokens()).isNotExpired();
            bench.journal.entries(JournalEntry.AuthorizationStep.class).stream()
                    .filter(step -> step.step() == JournalEntry.AuthorizationStep.Step.REGISTERED)
                    .forEach(step -> bench.auth.forget(step.detail().substring("is registered as ".length())));

            assertThat(client.callTool("echo", Map.of())).succeeded();
            assertThat(bench.auth).received(registration()).times(2);
            assertThat(bench.auth).received(authorizationRequest()).times(3);
        }
    }

    @Test
    void asksOnceWhereItWasRegisteredBeforehandAndThePageDoesNotKnowIt() {
        try (OAuthBench bench = new OAuthBench()) {
            assertThat(bench.client(bench.oauth().withClient("nobody")).callTool("echo", Map.of()))
                    .failedWith(ConnectFailedException.class);
            assertThat(bench.auth).received(authorizationRequest()).once();
        }
    }

    @Test
    void saysThatTheUserDidNotConsent() {
        try (OAuthBench bench = new OAuthBench(Revision.V2026_07_28)) {
            bench.user.denies();
            ManagedClient client = bench.client();

            assertThat(client.callTool("echo", Map.of()))
                    .failedWith(ConnectFailedException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining("answered access_denied: the user did not consent"));
        }
    }

    @Test
    void saysAtOnceThatNobodyComesBackFromThePage() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.auth.register(RegisteredClient.publicClient("my-app", "https://elsewhere.example/callback"));

            assertThat(bench.client(bench.oauth().withClient("my-app")).callTool("echo", Map.of()))
                    .failedWith(ConnectFailedException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining(
                                    "The user cannot answer: the page answered 400 and sent nobody back"));
        }
    }

    @Test
    void refusesAnAnswerWithAnotherState() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.user.tampersWithState();

            assertThat(bench.client().callTool("echo", Map.of()))
                    .failedWith(ConnectFailedException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining("has another state than the request"));
            assertThat(bench.auth).neverReceived(tokenRequest());
        }
    }

    @Test
    void refusesAnAnswerOfAnotherIssuer() {
        try (OAuthBench bench = new OAuthBench(Revision.V2026_07_28)) {
            bench.user.claimsIssuer(bench.auth.issuer() + "/");

            assertThat(bench.client().callTool("echo", Map.of()))
                    .failedWith(ConnectFailedException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining("its iss is \"" + bench.auth.issuer() + "/\""));
            assertThat(bench.auth).neverReceived(tokenRequest());
        }
    }

    @Test
    void refusesAnAnswerWithoutAnIssuerThatWasPromised() {
        try (OAuthBench bench = new OAuthBench(Revision.V2026_07_28)) {
            bench.user.dropsIssuer();

            assertThat(bench.client().callTool("echo", Map.of()))
                    .failedWith(ConnectFailedException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining("its iss is missing, though the server says that it sends it"));
            assertThat(bench.auth).neverReceived(tokenRequest());
        }
    }

    @Test
    void refusesAServerWithoutPkce() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.auth.without(OAuthTrait.ADVERTISES_PKCE);

            assertThat(bench.client().callTool("echo", Map.of()))
                    .failedWith(ConnectFailedException.class)
                    .satisfies(outcome -> assertThat(outcome.failure().orElseThrow())
                            .hasMessageContaining("does not tell of PKCE by S256"));
            assertThat(bench.auth).neverReceived(authorizationRequest());
        }
    }

    @Test
    void findsMetadataInTheOrderOfTheSpecification() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.auth.without(OAuthTrait.OAUTH_METADATA).with(OAuthTrait.OPENID_METADATA_APPENDED);

            assertThat(bench.client().callTool("echo", Map.of())).succeeded();
            assertThat(bench.auth).received(metadataRequest()).once();
        }
    }

    @Test
    void isKnownByItsDocument() {
        try (OAuthBench bench = new OAuthBench()) {
            URI document = URI.create("https://app.example/oauth/client.json");
            bench.auth.clientDocument(
                    document,
                    Map.of(
                            "client_id", document.toString(),
                            "client_name", "app",
                            "redirect_uris", List.of("http://127.0.0.1/callback"),
                            "grant_types", List.of("authorization_code", "refresh_token"),
                            "response_types", List.of("code"),
                            "token_endpoint_auth_method", "none"));

            assertThat(bench.client(bench.oauth().withClientDocument(document)).callTool("echo", Map.of()))
                    .succeeded();
            assertThat(bench.auth).neverReceived(registration());
        }
    }

    @Test
    void isKnownAsItWasRegistered() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.auth.register(RegisteredClient.publicClient("my-app", "http://127.0.0.1/callback"));

            assertThat(bench.client(bench.oauth().withClient("my-app")).callTool("echo", Map.of()))
                    .succeeded();
            assertThat(bench.auth).neverReceived(registration());
        }
    }

    @Test
    void actsOnItsOwnBehalf() {
        try (OAuthBench bench = new OAuthBench()) {
            bench.auth.register(RegisteredClient.confidential("robot", "s3cr:t%+"));

            ManagedClient client = bench.client(
                    bench.oauth().withClient("robot", "s3cr:t%+").withGrant(new Grant.ClientCredentials()));

            assertThat(client.callTool("echo", Map.of())).succeeded();
            assertThat(bench.auth).received(clientCredentials()).once();
            assertThat(bench.auth).neverReceived(authorizationRequest());
            assertThat(bench.auth).hasNoProtocolViolations();
        }
    }

    @Test
    void takesTokensFromItsStore() {
        TokenStore store = TokenStore.inMemory();
        try (OAuthBench bench = new OAuthBench()) {
            bench.client("first", bench.oauth().withTokenStore(store)).connect();

            assertThat(bench.client("second", bench.oauth().withTokenStore(store))
                            .callTool("echo", Map.of()))
                    .succeeded();
            assertThat(bench.auth).received(authorizationRequest()).once();
        }
    }

    @Test
    void showsNoSecret() {
        try (OAuthBench bench = new OAuthBench()) {
            TokenStore store = TokenStore.inMemory();
            ManagedClient client = bench.client(bench.oauth().withTokenStore(store));
            client.connect();
            bench.clock.advance(Duration.ofHours(1));
            client.callTool("echo", Map.of());

            var tokens = store.tokens(bench.server.url()).orElseThrow();
            String shown = Timeline.of(bench.journal).toText() + client.tokens() + tokens + store + client;
            assertThat(shown)
                    .doesNotContain(tokens.accessToken())
                    .doesNotContain(tokens.refreshToken().orElseThrow());
        }
    }
}
