package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CLOSED;
import static dev.mcptestbench.Mcp.call;
import static dev.mcptestbench.Mcp.calls;
import static dev.mcptestbench.Mcp.errors;
import static dev.mcptestbench.Mcp.successes;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.transport.Peer;
import dev.mcptestbench.client.transport.ServerUnreachableException;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients by name, calls at the same time, time-outs and the end. */
class LifecycleTest {

    @Test
    void aNameIsTakenOnce() {
        try (PeerBench bench = new PeerBench()) {
            bench.clients.add("a");
            assertThatThrownBy(() -> bench.clients.add("a"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "There is a client \"a\" already: give this one another name, or take that one by get(\"a\")");
            assertThatThrownBy(() -> bench.clients.add(" ")).hasMessageContaining("not blank");
            assertThatThrownBy(() -> bench.clients.get("b"))
                    .hasMessage("There is no client \"b\". There are: \"a\"; add it by add(\"b\") or connect(\"b\")");
            assertThatThrownBy(() -> bench.clients.callInParallel(call("b", "echo", Map.of())))
                    .hasMessageContaining("There is no client \"b\"");
        }
    }

    @Test
    void anUnknownTransportIsAnError() {
        try (PeerBench bench = new PeerBench()) {
            TestSettings settings = new TestSettings(
                    TestSettings.DEFAULT.revision(), false, "pigeon", false, false, false, 1, ofSeconds(5));
            try (ManagedClients clients = ManagedClients.of(
                    () -> McpEndpoint.of(bench.peer.url()), bench.journal, bench.clock, settings, bench.bus)) {
                assertThatThrownBy(() -> clients.connect("a"))
                        .isInstanceOf(ConnectFailedException.class)
                        .hasMessageContaining("There is no transport called \"pigeon\". There are: ")
                        .hasMessageContaining("streamable-http");
            }
        }
    }

    @Test
    void namesAllThatCannotConnect() {
        try (PeerBench bench = new PeerBench()) {
            McpEndpoint nowhere = McpEndpoint.of(URI.create("http://127.0.0.1:1/mcp"));
            bench.clients.add("x", nowhere);
            bench.clients.add("y", nowhere);

            assertThatThrownBy(() -> bench.clients.connect("x", "well", "y"))
                    .hasMessageContaining("2 clients could not connect")
                    .hasMessageContaining("\"x\"")
                    .hasMessageContaining("\"y\"");
            assertThat(bench.clients.get("well")).isConnected();
            assertThat(bench.clients.states()).containsEntry("well", dev.mcptestbench.Mcp.CONNECTED);
        }
    }

    @Test
    void fiftyParallelCallsReachTheirOwnCallers() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always(
                    Methods.TOOLS_CALL,
                    to -> to.stream()
                            .text("for " + to.message().at("arguments.n"))
                            .finish());
            ManagedClient client = bench.client();
            List<StartedCall> started = IntStream.range(0, 50)
                    .mapToObj(n -> client.startTool("echo", Map.of("n", n)))
                    .toList();

            ParallelOutcome outcome = StartedCall.outcomes(started);

            assertThat(outcome)
                    .allSucceeded()
                    .hasTexts(IntStream.range(0, 50).mapToObj(n -> "for " + n).toArray(String[]::new));
            assertThat(client).hasCounted(50, calls()).hasCounted(50, successes());
            assertThat(client.metrics().inFlight()).isZero();
            assertThat(bench.journal.entries(JournalEntry.CallEnded.class)).hasSize(50);
        }
    }

    @Test
    void aTimeOutCancelsTheRequestAndLeavesNothingPending() {
        try (PeerBench bench = new PeerBench()) {
            ConcurrentLinkedQueue<Peer.Answering> held = new ConcurrentLinkedQueue<>();
            bench.peer.next(Methods.TOOLS_CALL, to -> held.add(to.stream()), held::add);
            ManagedClient client = bench.client().connect();
            bench.clock.advance(ofMillis(1));
            StartedCall streaming = client.startTool("slow", Map.of());
            StartedCall silent = client.startTool("slow", Map.of());
            bench.clock.advance(ofMillis(19_999));
            assertThat(client.metrics().inFlight()).isEqualTo(2);

            bench.clock.advance(ofMillis(1));

            for (StartedCall call : List.of(streaming, silent)) {
                assertThat(call.outcome()).failedWith(CallTimeoutException.class);
                assertThat(call.outcome().failure().orElseThrow())
                        .hasMessage("tools/call \"slow\" was not answered within 20 s");
                assertThat(call.outcome().took()).isEqualTo(ofSeconds(20));
            }
            assertThat(bench.peer.all(Methods.CANCELLED).stream()
                            .map(request -> Json.at(Json.parse(request.body()), "params.requestId")))
                    .containsExactlyInAnyOrderElementsOf(
                            held.stream().map(Peer.Answering::id).toList());
            held.forEach(to -> to.text("too late"));
            assertThat(client.callTool("echo")).succeeded().hasText("done");
            assertThat(client.connection().link()).isNotNull();
            assertThat(client.waiting()).isZero();
            assertThat(client)
                    .hasCounted(2, errors())
                    .hasCounted(1, successes())
                    .hasCounted(3, calls());
            assertThat(client.metrics().mean()).isLessThan(ofSeconds(1));
        }
    }

    @Test
    void closingEndsTheCallsUnderWay() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(Methods.TOOLS_CALL, Peer.Answering::stream);
            ManagedClient client = bench.client().connect();
            StartedCall call = client.startTool("slow", Map.of());

            client.close();
            client.close();

            assertThat(call.outcome()).failedWith(ClientClosedException.class);
            assertThat(call.outcome().failure().orElseThrow())
                    .hasMessageContaining("Client \"client\" was closed while tools/call \"slow\" #")
                    .hasMessageContaining("was under way");
            assertThat(client).is(CLOSED);
            assertThat(client.callTool("echo")).failedWith(ClientClosedException.class);
            assertThatThrownBy(client::connect)
                    .isInstanceOf(ClientClosedException.class)
                    .hasMessageContaining("\"client\" is closed");
            assertThat(client.waiting()).isZero();
            assertThat(bench.peer.asked("DELETE")).isEqualTo(1);
        }
    }

    @Test
    void closingDoesNotDisturbOtherClients() {
        try (PeerBench bench = new PeerBench()) {
            ConcurrentLinkedQueue<Peer.Answering> held = new ConcurrentLinkedQueue<>();
            bench.peer.next(Methods.TOOLS_CALL, to -> held.add(to.stream()));
            bench.clients.connect("stays", "goes");
            StartedCall call = bench.clients.get("stays").startTool("slow", Map.of());
            assertThat(bench.journal.await(() -> !held.isEmpty(), ofSeconds(20)))
                    .isTrue();

            bench.clients.get("goes").close();
            held.forEach(to -> to.text("still here").finish());

            assertThat(call.outcome()).succeeded().hasText("still here");
        }
    }

    private static long nanosTaken(Runnable action) {
        long began = System.nanoTime();
        action.run();
        return System.nanoTime() - began;
    }

    @Test
    void aDeleteThatHangsHoldsClosingUpForASecondInAll() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always("DELETE", to -> {});
            bench.clients.connect("alone");
            long one = nanosTaken(bench.clients.get("alone")::close);
            bench.clients.connect(IntStream.range(0, 20).mapToObj(i -> "c" + i).toArray(String[]::new));

            long twenty = nanosTaken(bench.clients::close);

            // One after the other they would take twenty times as long as the one.
            assertThat(twenty).isLessThan(10 * one);
            assertThat(bench.peer.asked("DELETE")).isEqualTo(21);
        }
    }

    @Test
    void aCallThatIsRefusedAndDoesNotBackOffFails() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = bench.clients.add(
                    "client", ClientSettings.DEFAULT.withBackoff(dev.mcptestbench.client.resilience.Backoff.NONE));
            client.connect();
            bench.peer.close();

            assertThat(client.callTool("echo")).failedWith(ServerUnreachableException.class);
            assertThat(client).is(dev.mcptestbench.Mcp.FAILED);
        }
    }

    @Test
    void toolErrorsAreNoSuccessesAndAnyMethodCanBeCalled() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.json(Message.result(
                            to.id(),
                            Map.of(
                                    "isError",
                                    true,
                                    "content",
                                    List.of(Map.of("type", "text", "text", "no such city"))))));
            bench.peer.next("acme/custom", to -> to.json(Message.result(to.id(), Map.of("answer", 42))));
            ManagedClient client = bench.client();

            assertThat(client.callTool("weather")).isToolError().hasText("no such city");
            assertThat(client.request("acme/custom", Map.of("a", 1)))
                    .succeeded()
                    .hasResult("answer", 42);
            assertThat(client).hasCounted(1, errors()).hasCounted(1, successes());
        }
    }

    @Test
    void toolCallsCarryAProgressToken() {
        try (PeerBench bench = new PeerBench()) {
            bench.clients.connect("a", "b");
            bench.clients.callInParallel(
                    call("a", "echo", Map.of()), call("a", "echo", Map.of()), call("b", "echo", Map.of()));
            ManagedClient own = bench.clients.get("a");
            own.request(Methods.TOOLS_CALL, Map.of("name", "echo", "_meta", Map.of("progressToken", "mine", "x", 1)));

            List<Object> tokens = new ArrayList<>();
            bench.peer
                    .all(Methods.TOOLS_CALL)
                    .forEach(request -> tokens.add(Json.at(Json.parse(request.body()), "params._meta.progressToken")));
            assertThat(tokens)
                    .doesNotContainNull()
                    .doesNotHaveDuplicates()
                    .hasSize(4)
                    .contains("mine");
        }
    }
}
