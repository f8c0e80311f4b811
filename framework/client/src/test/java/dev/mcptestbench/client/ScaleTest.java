package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CLOSED;
import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.CONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.transport.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("all other tests would wait for these clients")
class ScaleTest {

    private static final int CLIENTS = 1000;
    private static final int ROUNDS = 20;

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    @Test
    void aThousandClientsShareFewThreads() {
        Set<Thread> before = threads();
        try (PeerBench bench = new PeerBench()) {
            connectAll(bench);

            assertThat(bench.clients.callOnEach("echo", client -> Map.of()))
                    .hasSize(CLIENTS)
                    .allSucceeded();

            Set<String> added = threads().stream()
                    .filter(thread -> !before.contains(thread))
                    .map(Thread::getName)
                    .collect(Collectors.toSet());
            assertThat(added)
                    .as("threads of clients, of their server, and of whatever else there is")
                    .hasSizeLessThanOrEqualTo(64);
            assertThat(threads().stream().filter(thread -> thread.getName().startsWith("mcp-testbench")))
                    .hasSizeLessThanOrEqualTo(64);
        }
    }

    @Test
    void fiveHundredThatAreClosedDisturbNoneOfTheOthers() {
        try (PeerBench bench = new PeerBench()) {
            connectAll(bench);
            List<ManagedClient> leaving = new ArrayList<>();
            List<ManagedClient> staying = new ArrayList<>();
            bench.clients.all().forEach(client -> (leaving.size() > staying.size() ? staying : leaving).add(client));

            CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> leaving.forEach(ManagedClient::close));
            int calls = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<StartedCall> started = staying.stream()
                        .map(client -> client.startTool("echo", Map.of()))
                        .toList();
                assertThat(StartedCall.outcomes(started)).allSucceeded();
                calls += started.size();
            }
            closing.join();

            assertThat(calls).isEqualTo(10_000);
            assertThat(staying).allSatisfy(client -> assertThat(client).wentThrough(CONNECTING, CONNECTED));
            assertThat(leaving)
                    .hasSize(CLIENTS / 2)
                    .allSatisfy(client -> assertThat(client).is(CLOSED));
            assertThat(bench.peer.asked("DELETE")).isEqualTo(CLIENTS / 2);
        }
    }

    private static void connectAll(PeerBench bench) {
        bench.peer.always("GET", Peer.Answering::stream);
        bench.clients.connect(IntStream.range(0, CLIENTS).mapToObj(i -> "c" + i).toArray(String[]::new));
    }
}
