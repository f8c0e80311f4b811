package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.PROGRESS;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.WireServer.Closing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams whose connection breaks, and how they go on. */
class ResumptionTest {

    private static Message progress(double value) {
        return Message.notification(Methods.PROGRESS, Map.of("progress", value));
    }

    private static List<String> lastEventIds(PeerBench bench) {
        return bench.peer.all("GET").stream()
                .filter(request -> request.header(Headers.LAST_EVENT_ID) != null)
                .map(request -> request.header(Headers.LAST_EVENT_ID))
                .toList();
    }

    @Test
    void goesOnAfterASecondDropAndWhatIsReplayedIsHeardOnce() {
        try (PeerBench bench = new PeerBench()) {
            AtomicReference<Message> response = new AtomicReference<>();
            bench.peer.next(Methods.TOOLS_CALL, to -> {
                response.set(to.result("whole"));
                to.stream().event("1", progress(0.1)).event("2", progress(0.2)).close();
            });
            bench.peer.next(
                    "GET",
                    to -> to.status(405),
                    to -> to.stream()
                            .event("2", progress(0.2))
                            .event("3", progress(0.3))
                            .reset(),
                    to -> to.stream()
                            .event("3", progress(0.3))
                            .event("4", progress(0.4))
                            .event("5", response.get())
                            .finish());
            ManagedClient client = bench.client().connect();

            assertThat(client.callTool("long")).succeeded().hasText("whole");

            assertThat(client.notifications()).progressValues().containsExactly(0.1, 0.2, 0.3, 0.4);
            assertThat(lastEventIds(bench)).containsExactly("2", "3");
        }
    }

    @Test
    void aSecondDropBeforeAnythingNewKeepsTheLastEventId() {
        try (PeerBench bench = new PeerBench()) {
            AtomicReference<Message> response = new AtomicReference<>();
            bench.peer.next(Methods.TOOLS_CALL, to -> {
                response.set(to.result("whole"));
                to.stream().event("7", "").close();
            });
            bench.peer.next(
                    "GET",
                    to -> to.status(405),
                    to -> to.stream().close(),
                    to -> to.stream().event("8", response.get()).finish());
            ManagedClient client = bench.client().connect();
            bench.clock.advance(ofMillis(1));
            var call = client.startTool("long", Map.of());

            bench.clock.advance(ofMillis(999));
            assertThat(lastEventIds(bench)).containsExactly("7");
            bench.clock.advance(ofMillis(1));

            assertThat(call.outcome()).succeeded();
            assertThat(lastEventIds(bench)).containsExactly("7", "7");
        }
    }

    @Test
    void waitsForTheTimeThatTheServerAsksForByRetry() {
        try (PeerBench bench = new PeerBench()) {
            AtomicReference<Message> response = new AtomicReference<>();
            bench.peer.next(Methods.TOOLS_CALL, to -> {
                response.set(to.result("polled"));
                to.stream().event("1", "").retry(ofSeconds(3)).finish();
            });
            bench.peer.next(
                    "GET",
                    to -> to.status(405),
                    to -> to.stream().event("2", "").finish(),
                    to -> to.stream().event("3", response.get()).finish());
            ManagedClient client = bench.client().connect();
            bench.clock.advance(ofMillis(1));
            var call = client.startTool("poll", Map.of());

            bench.clock.advance(ofMillis(2999));
            assertThat(lastEventIds(bench)).isEmpty();
            bench.clock.advance(ofMillis(1));
            assertThat(lastEventIds(bench)).containsExactly("1");
            bench.clock.advance(ofSeconds(3));

            assertThat(call.outcome()).succeeded().hasText("polled");
            assertThat(lastEventIds(bench)).containsExactly("1", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405})
    void isLostAtOnceWhereTheServerDoesNotResume(int status) {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.stream().event("1", progress(0.1)).close());
            bench.peer.always("GET", to -> to.status(status));

            CallOutcome outcome = bench.client().callTool("long");

            assertThat(outcome).failedWith(ConnectionLostException.class).failedWith(HttpStatusException.class);
            assertThat(outcome.failure().orElseThrow()).hasMessageContaining("status " + status);
        }
    }

    @Test
    void backsOffWhileTheServerHasTroubleAndGivesUpInTheEnd() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.stream().event("1", progress(0.1)).close());
            bench.peer.next("GET", to -> to.status(405)).always("GET", to -> to.status(503));
            ManagedClient client =
                    bench.clients.add("client", ClientSettings.DEFAULT.withRequestTimeout(ofSeconds(1000)));
            client.connect();
            bench.clock.advance(ofMillis(1));
            var call = client.startTool("long", Map.of());

            bench.clock.advance(ofSeconds(1 + 2 + 4));
            assertThat(lastEventIds(bench)).hasSize(4);
            bench.clock.advance(ofSeconds(301));

            assertThat(call.outcome()).failedWith(ConnectionLostException.class);
            assertThat(lastEventIds(bench)).hasSize(8);
        }
    }

    @Test
    void aStreamMayBeResumedWhileTheConnectionsOfTheClientAreRefusedForAWhile() {
        try (PeerBench bench = new PeerBench()) {
            AtomicReference<Message> response = new AtomicReference<>();
            bench.peer.next(Methods.TOOLS_CALL, to -> {
                response.set(to.result("late"));
                to.stream().event("1", progress(0.1));
            });
            bench.peer.next(
                    "GET",
                    to -> to.status(405),
                    to -> to.stream().event("2", response.get()).finish());
            ManagedClient client = bench.client().connect();
            bench.clock.advance(ofMillis(1));
            var call = client.startTool("long", Map.of());
            assertThat(client.notifications()).eventually(ofSeconds(20)).hasSize(1, PROGRESS);

            bench.peer.server().refuseConnections();
            bench.peer.server().closeConnections(Closing.RST);
            bench.clock.advance(ofSeconds(2));
            bench.peer.server().acceptConnections();
            bench.clock.advance(ofSeconds(1));

            assertThat(call.outcome()).succeeded().hasText("late");
        }
    }

    @Test
    void theStandingStreamIsOpenedAgainWhereItEnded() {
        try (PeerBench bench = new PeerBench()) {
            Message tick = Message.notification(Methods.MESSAGE, Map.of("level", "info", "data", "tick"));
            bench.peer.next(
                    "GET",
                    to -> to.stream().event("a", tick).finish(),
                    to -> to.stream().event("a", tick).event("b", tick));
            ManagedClient client = bench.client().connect();

            assertThat(client.notifications()).eventually(ofSeconds(20)).hasSize(2);
            assertThat(client).isConnected().wentThrough(dev.mcptestbench.Mcp.CONNECTED);
            assertThat(bench.peer.all("GET").stream().map(request -> request.header(Headers.LAST_EVENT_ID)))
                    .containsExactly(null, "a");
        }
    }

    @Test
    void aStandingStreamThatBringsNothingIsNotOpenedInAStorm() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always("GET", to -> to.stream().event("p", "").finish());
            bench.clock.advance(ofMillis(1));
            ManagedClient client = bench.client().connect();
            bench.clock.advance(ofMillis(1));

            assertThat(bench.peer.asked("GET")).isEqualTo(2);
            bench.clock.advance(ofSeconds(7));
            assertThat(bench.peer.asked("GET")).isEqualTo(5);
            assertThat(client).isConnected();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 501})
    void aServerMayHaveNoStandingStream(int status) {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always("GET", to -> to.status(status));
            bench.peer.next(
                    Methods.INITIALIZE,
                    to -> to.json(Message.result(
                            to.id(), Map.of("protocolVersion", "2025-11-25", "capabilities", Map.of()))));
            ManagedClient client = bench.client().connect();
            bench.clock.advance(ofSeconds(100));

            assertThat(bench.peer.asked("GET")).isEqualTo(1);
            assertThat(client.callTool("echo")).succeeded();
        }
    }

    @Test
    void requestsNameSessionAndVersionOnceThereIsOne() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = bench.client();
            client.callTool("echo");
            client.close();

            HttpRequest initialize = bench.peer.all(Methods.INITIALIZE).get(0);
            assertThat(initialize.header(Headers.SESSION_ID)).isNull();
            assertThat(initialize.header(Headers.PROTOCOL_VERSION)).isNull();
            assertThat(initialize.header(Headers.ACCEPT)).contains(Headers.JSON, Headers.EVENT_STREAM);
            for (String later : List.of(Methods.INITIALIZED, "GET", Methods.TOOLS_CALL, "DELETE")) {
                HttpRequest request = bench.peer.all(later).get(0);
                assertThat(request.header(Headers.SESSION_ID)).as(later).isEqualTo("s1");
                assertThat(request.header(Headers.PROTOCOL_VERSION)).as(later).isEqualTo("2025-11-25");
            }
            assertThat(bench.peer.all("GET").get(0).header(Headers.ACCEPT)).isEqualTo(Headers.EVENT_STREAM);
        }
    }

    @Test
    void theVersionIsTheNegotiatedOneAndOlderRevisionsDoNotNameIt() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.speaks("2025-06-18");
            bench.client().callTool("echo");
            assertThat(bench.peer.all(Methods.TOOLS_CALL).get(0).header(Headers.PROTOCOL_VERSION))
                    .isEqualTo("2025-06-18");
        }
        try (PeerBench bench = new PeerBench(dev.mcptestbench.protocol.Revision.V2025_03_26)) {
            bench.client().callTool("echo");
            assertThat(bench.peer.all(Methods.TOOLS_CALL).get(0).header(Headers.PROTOCOL_VERSION))
                    .isNull();
        }
    }

    @Test
    void bigResultsComeWhole() {
        try (PeerBench bench = new PeerBench()) {
            String big = "0123456789abcdef".repeat(128 * 1024);
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.json(to.result(big)),
                    to -> to.stream().text(big).finish());
            ManagedClient client = bench.client();

            assertThat(client.callTool("big").text()).isEqualTo(big);
            assertThat(client.callTool("big").text()).isEqualTo(big);
        }
    }
}
