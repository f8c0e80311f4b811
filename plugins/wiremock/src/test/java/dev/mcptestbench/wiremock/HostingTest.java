package dev.mcptestbench.wiremock;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.recordSpec;
import static com.github.tomakehurst.wiremock.client.WireMock.serviceUnavailable;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.mcptestbench.Mcp.anyRequest;
import static dev.mcptestbench.auth.OAuth.clientCredentials;
import static dev.mcptestbench.auth.OAuth.metadataRequest;
import static dev.mcptestbench.auth.OAuth.tokenRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.Timeline;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An authorization server on a WireMock server of somebody else's: both of them work, and each is told of the other. */
class HostingTest {

    private static final String TOKEN = "/tenant/token";

    private final WireMockServer wireMock = new WireMockServer(WireMockHost.options());
    private final TestClock clock = new TestClock();
    private MockAuthServer auth;
    private Peer peer;

    @BeforeEach
    void host() {
        wireMock.start();
        auth = hosted().clock(clock).start();
        peer = new Peer(auth);
    }

    private MockAuthServer.Builder hosted() {
        return MockAuthServer.builder().hostedOn(WireMockHost.on(wireMock));
    }

    @AfterEach
    void close() {
        auth.close();
        wireMock.stop();
    }

    @Test
    void isServedOnThePortOfWireMock() {
        assertThat(auth.issuer()).hasHost("127.0.0.1").hasPort(wireMock.port());

        assertThat(peer.token().statusCode()).isEqualTo(200);

        assertThat(auth).received(clientCredentials()).once();
        assertThat(auth).hasNoProtocolViolations();
        wireMock.verify(postRequestedFor(urlPathEqualTo(TOKEN)).withRequestBody(containing("client_credentials")));
        assertThat(wireMock.findAllUnmatchedRequests()).isEmpty();
    }

    @Test
    void stubsOfTheTeamGoBeforeItsEndpoints() {
        StubMapping down = wireMock.stubFor(post(TOKEN).willReturn(serviceUnavailable()));
        assertThat(peer.token().statusCode()).isEqualTo(503);
        assertThat(peer.metadata().statusCode()).as("all else is as ever").isEqualTo(200);

        wireMock.removeStub(down);
        assertThat(peer.token().statusCode()).isEqualTo(200);
        assertThat(auth).received(clientCredentials()).times(2);
    }

    @Test
    void faultsOfTheTeamGoBeforeItsEndpoints() {
        wireMock.stubFor(post(TOKEN).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

        assertThatThrownBy(peer::token).isInstanceOf(UncheckedIOException.class);

        assertThat(auth.journal().entries(JournalEntry.ReplyEnded.class))
                .extracting(JournalEntry.ReplyEnded::how)
                .containsExactly("reset");
    }

    @Test
    void whatWasRecordedGoesBeforeItsEndpoints() {
        String recorded = peer.metadata().body();
        wireMock.snapshotRecord(recordSpec().allowNonProxied(true).makeStubsPersistent(false));
        auth.on(metadataRequest()).status(500);

        assertThat(peer.metadata().body()).isEqualTo(recorded);
    }

    @Test
    void staysThereWhenAllStubsAreReset() {
        wireMock.stubFor(post(TOKEN).willReturn(serviceUnavailable()));

        wireMock.resetAll();
        assertThat(peer.token().statusCode()).isEqualTo(200);
        wireMock.resetMappings();
        assertThat(peer.token().statusCode()).isEqualTo(200);
        wireMock.resetToDefaultMappings();
        assertThat(peer.token().statusCode()).isEqualTo(200);
        assertThat(wireMock.getStubMappings()).hasSize(1);
    }

    @Test
    void theJournalTellsWhatStubsOfTheTeamAnswered() {
        wireMock.stubFor(post(TOKEN).willReturn(ok("{\"access_token\":\"a-token-of-the-team\"}")));
        wireMock.stubFor(get("/health").willReturn(ok("up")));

        peer.token("grant_type=client_credentials&client_id=svc&client_secret=" + Peer.SECRET);
        peer.get("/health");
        peer.metadata();

        assertThat(auth.journal().entries(JournalEntry.RequestArrived.class))
                .extracting(JournalEntry.RequestArrived::target)
                .containsExactly(TOKEN, "/health", "/.well-known/oauth-authorization-server/tenant");
        assertThat(auth.journal()
                        .entries(JournalEntry.RequestArrived.class)
                        .get(0)
                        .client())
                .isEqualTo("svc");
        assertThat(auth.journal().entries(JournalEntry.HeadSent.class))
                .extracting(JournalEntry.HeadSent::status)
                .containsExactly(200, 200, 200);
        assertThat(auth.journal().entries(JournalEntry.ReplyEnded.class))
                .extracting(JournalEntry.ReplyEnded::how)
                .containsExactly("finished", "finished", "finished");
        assertThat(auth).received(tokenRequest()).once();
        String told = Timeline.of(auth.journal()).toText()
                + Timeline.of(auth.journal()).toHtml()
                + auth.journal().entries();
        assertThat(told).contains("/health").doesNotContain("a-token-of-the-team", Peer.SECRET);
    }

    @Test
    void rulesActBeforeAndAfterCommit() {
        auth.on(tokenRequest()).first().resetConnection();
        auth.on(tokenRequest()).nth(2).afterCommit().closeConnection();
        auth.on(tokenRequest()).nth(3).header("X-Added", "1");

        assertThatThrownBy(peer::token).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(peer::token).isInstanceOf(UncheckedIOException.class);
        HttpResponse<String> third = peer.token();

        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(third.headers().firstValue("X-Added")).contains("1");
        assertThat(auth.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
        assertThat(auth.journal().entries(JournalEntry.ReplyEnded.class))
                .extracting(JournalEntry.ReplyEnded::how)
                .containsSubsequence("reset", "closed", "finished");
    }

    @Test
    void delaysGoByTheTestClock() throws Exception {
        auth.on(tokenRequest()).delay(Duration.ofHours(1));

        CompletableFuture<HttpResponse<String>> late = CompletableFuture.supplyAsync(peer::token);
        assertThat(auth).eventually(Duration.ofSeconds(10)).received(tokenRequest());
        assertThat(late).isNotDone();
        clock.advance(Duration.ofHours(1));

        assertThat(late.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNeverAnsweredEndsWithTheServer() {
        auth.on(tokenRequest()).first().neverAnswer();
        auth.on(tokenRequest()).nth(2).hold(new Gate());

        CompletableFuture<HttpResponse<String>> never = CompletableFuture.supplyAsync(peer::token);
        assertThat(auth)
                .eventually(Duration.ofSeconds(10))
                .received(tokenRequest())
                .times(1);
        CompletableFuture<HttpResponse<String>> held = CompletableFuture.supplyAsync(peer::token);
        assertThat(auth)
                .eventually(Duration.ofSeconds(10))
                .received(tokenRequest())
                .times(2);
        assertThat(peer.token().statusCode()).as("others are served").isEqualTo(200);
        assertThat(never).isNotDone();
        assertThat(held).isNotDone();
        auth.close();

        assertThat(never).failsWithin(10, TimeUnit.SECONDS);
        assertThat(held).failsWithin(10, TimeUnit.SECONDS);
        assertThat(auth.journal().entries(JournalEntry.ReplyEnded.class))
                .extracting(JournalEntry.ReplyEnded::how)
                .contains("closed", "closed");
    }

    @Test
    void requestsComeAsTheyWereSent() {
        auth.on(anyRequest()).first().status(999, Map.of("X-Odd", "a,b"), "odd");

        HttpResponse<String> odd = peer.send(peer.to("/a%2Fb//c?x=%ff&y=%20+z")
                .header("X-Twice", "1")
                .header("X-Twice", "2")
                .method("PATCH", BodyPublishers.ofString("body"))
                .build());

        assertThat(odd.statusCode()).isEqualTo(999);
        assertThat(odd.headers().allValues("X-Odd")).containsExactly("a,b");
        assertThat(odd.body()).isEqualTo("odd");
        JournalEntry.RequestArrived arrived =
                auth.journal().entries(JournalEntry.RequestArrived.class).get(0);
        assertThat(arrived.httpMethod()).isEqualTo("PATCH");
        assertThat(arrived.target()).isEqualTo("/a%2Fb//c?x=%ff&y=%20+z");
        assertThat(arrived.headers().get("x-twice")).containsExactly("1", "2");
        assertThat(arrived.body()).asString().isEqualTo("body");
    }

    @Test
    void aHeadHasNoBody() {
        HttpResponse<String> head = peer.send(peer.to("/.well-known/oauth-authorization-server/tenant")
                .method("HEAD", BodyPublishers.noBody())
                .build());

        assertThat(head.body()).isEmpty();
        assertThat(auth.journal().entries(JournalEntry.BytesSent.class)).isEmpty();
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAndWrittenDown() {
        HttpResponse<String> refused = peer.token("x=" + "y".repeat(300_000));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(auth).hasViolationOf("oauth-well-formed");
    }

    @Test
    void foreignPagesAreTurnedAway() {
        assertThat(peer.send(peer.to(TOKEN)
                                .header("Origin", "https://evil.example")
                                .GET()
                                .build())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void listensOnTheLoopbackAlone() {
        assertThat(wireMock.getOptions().bindAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    void hostsOneAfterTheOther() {
        assertThatThrownBy(() -> hosted().name("second").start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hosts an authorization server already")
                .hasMessageContaining("a WireMockServer of its own");
        assertThat(peer.token().statusCode()).isEqualTo(200);

        auth.close();
        assertThat(wireMock.getStubMappings()).isEmpty();
        assertThat(peer.metadata().statusCode()).isEqualTo(404);
        auth.close();
        try (MockAuthServer next = hosted().start()) {
            assertThat(peer.metadata().statusCode()).isEqualTo(200);
            assertThat(next).received(metadataRequest()).once();
        }
        assertThat(auth).neverReceived(metadataRequest());
    }

    @Test
    void whatWireMockCannotDoByItselfIsSaid() {
        assertThatThrownBy(auth::refuseConnections)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("on our own wire");
        assertThatThrownBy(auth::acceptConnections).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aServerThatCannotHostIsRefused() {
        WireMockServer plain = new WireMockServer(WireMockConfiguration.options());
        assertThatThrownBy(() -> WireMockHost.on(plain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("options().extensions(WireMockHost.extension())");

        WireMockServer stopped = new WireMockServer(WireMockHost.options());
        assertThatThrownBy(() -> MockAuthServer.builder()
                        .hostedOn(WireMockHost.on(stopped))
                        .start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start() it");
        assertThat(WireMockHost.on(stopped)).hasToString("WireMockHost that does not run");

        assertThatThrownBy(() -> hosted().port(8080).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave port(8080) out");
    }

    @Test
    void aServerOfTheTeamsOwnMakingHosts() {
        WireMockServer own =
                new WireMockServer(WireMockConfiguration.options().dynamicPort().extensions(WireMockHost.extension()));
        own.start();
        own.stubFor(get("/health").atPriority(1_000_000).willReturn(ok("up")));
        try (MockAuthServer there =
                MockAuthServer.builder().hostedOn(WireMockHost.on(own)).start()) {
            Peer other = new Peer(there);
            assertThat(other.get("/health").body()).as("was stubbed before").isEqualTo("up");
            assertThat(other.token().statusCode()).isEqualTo(200);
            own.verify(postRequestedFor(urlPathEqualTo(TOKEN)));
        } finally {
            own.stop();
        }
    }
}
