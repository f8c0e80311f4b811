package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.LOGGING;
import static dev.mcptestbench.Mcp.logging;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Headers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A hundred thousand notifications on a stream that breaks again and again. */
class NoLossTest {

    private static final int DROPS = 10;
    private static final int BETWEEN_DROPS = 10_000;
    private static final int ALL = DROPS * BETWEEN_DROPS;

    @Test
    void eachIsHeardOnceAndInOrderThoughTheStreamBreaksTenTimes() {
        try (Bench bench = new Bench()) {
            ManagedClient client = bench.client().connect();
            List<String> heard = Collections.synchronizedList(new ArrayList<>(ALL));
            client.notifications().subscribe(each -> heard.add(each.text()));

            CompletableFuture<Void> dropping = CompletableFuture.completedFuture(null);
            for (int sent = 0; sent < ALL; ) {
                bench.server.send(logging(INFO, String.valueOf(++sent)));
                if (sent % BETWEEN_DROPS == BETWEEN_DROPS / 2) {
                    // While it goes on speaking, so that something is on its way.
                    dropping = CompletableFuture.runAsync(bench.server::dropAllStreams);
                } else if (sent % BETWEEN_DROPS == 0) {
                    dropping.join();
                    // No more than the server remembers for resumption are ever on their way.
                    assertThat(bench.bus)
                            .eventually(ofSeconds(30))
                            .received(sent, Mcp.from("client").type(LOGGING));
                    // All may have come before the drop: the next one is to find a stream again.
                    long drops = sent / BETWEEN_DROPS;
                    assertThat(bench.journal.await(() -> resumptions(bench) == drops, ofSeconds(30)))
                            .isTrue();
                }
            }

            assertThat(bench.journal.await(() -> heard.size() == ALL, ofSeconds(30)))
                    .isTrue();
            assertThat(heard)
                    .isEqualTo(IntStream.rangeClosed(1, ALL)
                            .mapToObj(String::valueOf)
                            .toList());
            assertThat(resumptions(bench)).isEqualTo(DROPS);
            assertThat(client).isConnected().wentThrough(Mcp.CONNECTED);
        }
    }

    private static long resumptions(Bench bench) {
        return bench.journal.entries(JournalEntry.RequestArrived.class).stream()
                .filter(request -> request.httpMethod().equals("GET") && request.header(Headers.LAST_EVENT_ID) != null)
                .count();
    }
}
