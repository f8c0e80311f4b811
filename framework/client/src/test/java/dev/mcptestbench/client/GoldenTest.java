package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.*;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the samples show, without the extension, and with more patience where a busy machine needs it. */
class GoldenTest {

    @Test
    void resumesAfterTheStreamIsCut() {
        try (Bench bench = new Bench()) {
            MockMcpServer server = bench.server;
            ManagedClient client = bench.client();

            server.tool("index")
                    .sends(progress(0.25), progress(0.5), progress(1.0))
                    .returns(text("42 files"));
            server.on(toolCall("index")).first().after(progressEvents(2)).closeStream();

            CallOutcome outcome = client.callTool("index", Map.of("path", "/src"));

            assertThat(outcome).succeeded().hasText("42 files");
            assertThat(client.notifications()).progressValues().containsExactly(0.25, 0.5, 1.0);
            assertThat(server).received(streamResumption()).once().withLastEventIdOf(progress(0.5));
        }
    }

    @Test
    void oneFailureDoesNotSpoilTheOthers() {
        try (Bench bench = new Bench()) {
            MockMcpServer server = bench.server;
            ManagedClients clients = bench.clients;

            server.tool("echo").answers(call -> text(call.string("message"))).takes(fixed(ofMillis(500)));
            server.on(toolCall("echo").with("message", "hello2")).failWith(internalError("boom"));
            clients.connect("client1", "client2", "client3");

            ParallelOutcome outcome = clients.callInParallel(
                    call("client1", "echo", Map.of("message", "hello1")),
                    call("client2", "echo", Map.of("message", "hello2")),
                    call("client3", "echo", Map.of("message", "hello3")));

            assertThat(outcome).hasSize(3).succeededFor("client1", "client3").failedFor("client2", INTERNAL_ERROR);
            assertThat(server)
                    .received(toolCall("echo"))
                    .times(3)
                    .overlapping(3)
                    .withDistinctRequestIds();
            assertThat(clients.get("client2")).hasCounted(1, errors()).isConnected();
        }
    }

    @Test
    void repliesOutOfOrderReachTheirOwnCallers() {
        try (Bench bench = new Bench()) {
            MockMcpServer server = bench.server;
            ManagedClients clients = bench.clients;

            server.tool("echo").answers(call -> text(call.string("message")));
            server.on(toolCall("echo")).holdUntilArrived(3).thenReplyInReverse();
            clients.connect("a", "b", "c");

            ParallelOutcome outcome = clients.callOnEach("echo", client -> Map.of("message", client.name()));

            assertThat(outcome).allSucceeded().hasTexts("a", "b", "c");
        }
    }

    @Test
    void backsOffExponentiallyUntilTheServerReturns() {
        try (Bench bench = new Bench()) {
            MockMcpServer server = bench.server;
            ManagedClient client = bench.client();
            TestClock clock = bench.clock;

            client.connect();
            server.refuseConnections();
            server.dropAllStreams();
            clock.advance(ofSeconds(1 + 2 + 4));
            server.acceptConnections();
            clock.advance(ofSeconds(8));

            assertThat(client)
                    .isConnected()
                    .wentThrough(CONNECTED, RECONNECTING, CONNECTED)
                    .retriedAfter(ofSeconds(1), ofSeconds(2), ofSeconds(4), ofSeconds(8));
        }
    }

    @Test
    void renewsAnExpiredSession() {
        try (Bench bench = new Bench()) {
            MockMcpServer server = bench.server;
            ManagedClient client = bench.client();

            server.tool("echo").returns(text("hi"));
            server.on(toolCall("echo")).first().expireSession();

            assertThat(client.callTool("echo", Map.of())).succeeded();
            assertThat(server).received(initialize()).times(2);
        }
    }

    @Test
    void eachClientHearsOnlyItsOwnStream() {
        try (Bench bench = new Bench()) {
            MockMcpServer server = bench.server;
            ManagedClients clients = bench.clients;
            NotificationBus bus = bench.bus;

            server.tool("start-notification-stream")
                    .streams(logging(INFO, "tick {n} for {arguments.caller}"))
                    .every("{arguments.interval}")
                    .times("{arguments.count}");
            clients.connect("fast", "slow");

            clients.callInParallel(
                    call("fast", "start-notification-stream", Map.of("interval", "10ms", "count", 5, "caller", "fast")),
                    call(
                            "slow",
                            "start-notification-stream",
                            Map.of("interval", "30ms", "count", 3, "caller", "slow")));

            assertThat(bus)
                    .eventually(ofSeconds(2))
                    .received(5, from("fast").type(LOGGING))
                    .inOrder();
            assertThat(bus)
                    .eventually(ofSeconds(2))
                    .received(3, from("slow").type(LOGGING))
                    .inOrder();
            assertThat(bus).routedNothingAcross("fast", "slow");
            assertThat(server).sent(notification(LOGGING)).onTheStreamOf(toolCall("start-notification-stream"));
        }
    }
}
