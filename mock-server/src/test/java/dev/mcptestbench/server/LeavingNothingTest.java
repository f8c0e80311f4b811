package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.script.Carrier.MEMORY;
import static dev.mcptestbench.script.Carrier.SSE;
import static dev.mcptestbench.script.Carrier.STDIO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.plugin.InMemoryServer;
import dev.mcptestbench.protocol.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** A thousand servers that come and go leave no thread, no descriptor, no process and no file behind. */
@Isolated("counts what the whole JVM has open")
class LeavingNothingTest {

    @Test
    @Timeout(120)
    void aThousandStartsAndStops() throws Exception {
        cycle(5);
        awaitAtMost(0, LeavingNothingTest::workers);
        int descriptors = descriptors();

        cycle(1_000);

        awaitAtMost(0, LeavingNothingTest::workers);
        awaitAtMost(descriptors + 5, LeavingNothingTest::descriptors);
    }

    private static void cycle(int times) {
        for (int i = 0; i < times; i++) {
            var carrier = i % 2 == 0 ? MEMORY : SSE;
            try (MockMcpServer server =
                    MockMcpServer.builder().carriers(carrier, MEMORY).start()) {
                server.tool("a").returns(text("a"));
                List<byte[]> heard = new ArrayList<>();
                InMemoryServer.Connection connection = server.endpoint()
                        .memory()
                        .connect(new InMemoryServer.Listener() {
                            @Override
                            public void received(byte[] message) {
                                heard.add(message);
                            }

                            @Override
                            public void closed() {}
                        });
                connection.send(Message.request(1, "ping", Map.of()).toBytes());
                assertThat(heard).hasSize(1);
            }
        }
    }

    @Test
    @Timeout(120)
    void dozensOfProcesses() throws Exception {
        List<Process> mine = new ArrayList<>();
        Path tickets;
        try (MockMcpServer first = MockMcpServer.builder().carriers(STDIO).start()) {
            tickets = Path.of(first.stdioCommand().get(first.stdioCommand().size() - 1))
                    .getParent();
        }
        assertThat(tickets).doesNotExist();
        int descriptors = descriptors();

        for (int round = 0; round < 6; round++) {
            try (MockMcpServer server = MockMcpServer.builder().carriers(STDIO).start()) {
                List<Process> launched = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    launched.add(new ProcessBuilder(server.stdioCommand())
                            .redirectErrorStream(true)
                            .start());
                }
                for (Process process : launched) {
                    process.getOutputStream().write(ping());
                    process.getOutputStream().flush();
                    assertThat(process.getInputStream().read()).isEqualTo('{');
                }
                // One leaves by itself, one is killed, two outlive their server.
                launched.get(0).getOutputStream().close();
                launched.get(1).destroyForcibly();
                mine.addAll(launched);
            }
        }

        for (Process process : mine) {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            closeStreams(process);
        }
        assertThat(mine).hasSize(24);
        awaitAtMost(0, LeavingNothingTest::workers);
        awaitAtMost(descriptors + 5, LeavingNothingTest::descriptors);
    }

    private static byte[] ping() {
        byte[] message = Message.request(1, "ping", Map.of()).toBytes();
        byte[] line = java.util.Arrays.copyOf(message, message.length + 1);
        line[message.length] = '\n';
        return line;
    }

    private static void closeStreams(Process process) {
        try {
            process.getInputStream().close();
            process.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            // It was to be closed.
        }
    }

    private static int workers() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mcp-testbench-worker"))
                .count();
    }

    /** Where the system tells them; else 0. */
    private static int descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        } catch (IOException nowhere) {
            return 0;
        }
    }

    private static void awaitAtMost(int most, IntSupplier count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Object never = new Object();
        int now = count.getAsInt();
        while (now > most && System.nanoTime() < deadline) {
            synchronized (never) {
                TimeUnit.MILLISECONDS.timedWait(never, 50);
            }
            now = count.getAsInt();
        }
        assertThat(now).isLessThanOrEqualTo(most);
    }
}
