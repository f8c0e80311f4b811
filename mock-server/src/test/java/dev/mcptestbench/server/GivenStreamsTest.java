package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.script.Carrier.MEMORY;
import static dev.mcptestbench.script.Carrier.STDIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of stdio over two streams that the test gives. */
@Timeout(60)
class GivenStreamsTest {

    private final MockMcpServer server = MockMcpServer.builder().carriers(STDIO).start();
    private final PipedOutputStream toServer = new PipedOutputStream();
    private final PipedInputStream fromServer = new PipedInputStream();
    private final Launched.Gathered heard;

    GivenStreamsTest() throws IOException {
        server.serve(new PipedInputStream(toServer), new PipedOutputStream(fromServer));
        heard = new Launched.Gathered(fromServer);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        toServer.close();
    }

    private void send(Message message) throws IOException {
        toServer.write((new String(message.toBytes(), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8));
        toServer.flush();
    }

    private Message next() throws Exception {
        return Message.parse(heard.until(line -> true));
    }

    private void initialize() throws Exception {
        requestInitialize();
        send(Message.notification("notifications/initialized", Map.of()));
    }

    private void requestInitialize() throws Exception {
        send(Message.request(
                1,
                "initialize",
                Map.of(
                        "protocolVersion",
                        "2025-11-25",
                        "capabilities",
                        Map.of(),
                        "clientInfo",
                        Map.of("name", "piped", "version", "1"))));
        assertThat(next().at("serverInfo.name")).isEqualTo("server");
    }

    private void call() throws IOException {
        send(Message.request(2, "tools/call", Map.of("name", "index", "_meta", Map.of("progressToken", 1))));
    }

    private void awaitClosed(Predicate<JournalEntry.ConnectionClosed> how) {
        assertThat(server.journal()
                        .await(
                                () -> server.journal().entries(JournalEntry.ConnectionClosed.class).stream()
                                        .anyMatch(how),
                                Duration.ofSeconds(20)))
                .as("ends: %s", server.journal().entries(JournalEntry.ConnectionClosed.class))
                .isTrue();
    }

    @Test
    void whatIsSaidBeforeTheClientIsInitializedIsToldAfterwardsInOrder() throws Exception {
        requestInitialize();
        server.send(logging(INFO, "first"));
        server.sendTo("piped", logging(INFO, "second"));
        send(Message.request(2, "ping", Map.of()));
        assertThat(next().id()).as("nothing has come before the answer").isEqualTo(2);

        send(Message.notification("notifications/initialized", Map.of()));
        assertThat(next().at("data")).isEqualTo("first");
        assertThat(next().at("data")).isEqualTo("second");
    }

    /** The reader of a pipe takes it for broken once the thread that last wrote has ended. */
    @Test
    void oneThreadWritesForAsLongAsItServes() throws Exception {
        Set<Thread> writers = ConcurrentHashMap.newKeySet();
        BlockingQueue<Boolean> written = new LinkedBlockingQueue<>();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                writers.add(Thread.currentThread());
            }

            @Override
            public void flush() {
                written.add(true);
            }
        };
        try (MockMcpServer other = MockMcpServer.start();
                PipedOutputStream toOther = new PipedOutputStream()) {
            other.serve(new PipedInputStream(toOther), out);
            for (int i = 0; i < 3; i++) {
                toOther.write("{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"ping\"}\n"
                        .formatted(i)
                        .getBytes(StandardCharsets.UTF_8));
                toOther.flush();
                assertThat(written.poll(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(writers).singleElement().matches(Thread::isAlive, "is alive");
        }
    }

    @Test
    void servesUntilTheClientEndsItsSide() throws Exception {
        server.tool("index").sends(progress(0.5)).returns(text("42 files"));
        initialize();
        call();
        assertThat(next().at("progress")).isEqualTo(0.5);
        assertThat(next().at("content.0.text")).isEqualTo("42 files");

        toServer.close();

        assertThat(heard.toTheEnd()).isEmpty();
        awaitClosed(closed -> closed.how().equals("closed"));
        assertThat(server).received(toolCall("index")).once().from("piped");
        assertThat(server.journal().entries(JournalEntry.SessionChanged.class))
                .last()
                .satisfies(changed -> assertThat(changed.what()).isEqualTo("ended by the client"));
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void closesTheStreamsWhereAProcessWouldExit() throws Exception {
        server.tool("index").returns(text("42 files"));
        server.on(toolCall("index")).exitProcess(3);
        initialize();
        call();

        assertThat(heard.toTheEnd()).isEmpty();
        awaitClosed(closed -> closed.how().equals("closed"));
    }

    @Test
    void closesTheStreamsWithTheServer() throws Exception {
        initialize();

        server.close();

        assertThat(heard.toTheEnd()).isEmpty();
        awaitClosed(closed -> closed.how().equals("closed"));
    }

    @Test
    void noticesThatTheClientIsGone() throws Exception {
        server.tool("index").returns(text("42 files"));
        initialize();

        fromServer.close();
        call();

        awaitClosed(closed -> closed.how().equals("closed by peer"));
    }

    @Test
    void isRefusedWhereStdioIsNotServed() throws Exception {
        try (MockMcpServer other = MockMcpServer.builder().carriers(MEMORY).start()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> other.serve(new PipedInputStream(), new PipedOutputStream()))
                    .withMessageContaining("is not served over stdio: name it in builder().carriers(…)");
        }
    }
}
