package dev.mcptestbench.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.transport.Peer;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("all other tests would wait for these clients")
class ScaleTest {

    @Test
    void aThousandClientsShareFewThreads() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always("GET", Peer.Answering::stream);
            String[] names = IntStream.range(0, 1000).mapToObj(i -> "c" + i).toArray(String[]::new);

            bench.clients.connect(names);
            assertThat(bench.clients.callOnEach("echo", client -> Map.of()))
                    .hasSize(1000)
                    .allSucceeded();

            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("mcp-testbench"))
                    .count();
            assertThat(threads).isLessThanOrEqualTo(64);
        }
    }
}
