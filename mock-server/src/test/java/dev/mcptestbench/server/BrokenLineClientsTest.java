package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.internalError;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.wrongId;
import static dev.mcptestbench.script.Carrier.MEMORY;
import static dev.mcptestbench.script.Carrier.STDIO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry.Violation;
import dev.mcptestbench.plugin.InMemoryServer;
import dev.mcptestbench.protocol.FeatureRequirements;
import dev.mcptestbench.protocol.ModernRequirements;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.protocol.SessionRequirements;
import dev.mcptestbench.protocol.StatelessRequirements;
import dev.mcptestbench.server.proxy.FaultProxy;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be found out where all messages of a client come on one channel, in their order: ids and tokens in flight,
 * cancellations of nothing. What any carrier shows is {@link BrokenClientsTest}'s.
 */
@Timeout(60)
class BrokenLineClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String META = "'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
            + "'io.modelcontextprotocol/clientCapabilities':{}";

    private static final String INITIALIZE =
            "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'2025-11-25',"
                    + "'capabilities':{},'clientInfo':{'name':'broken','version':'1'}}}";

    /** Where a client and its server meet. */
    enum Channel {
        MEMORY,
        STREAMS,
        PROCESS,
        PROXY;

        Line open(MockMcpServer server) throws Exception {
            return switch (this) {
                case MEMORY -> Line.inMemory(server);
                case STREAMS -> Line.overStreams(server);
                case PROCESS -> Line.ofProcess(Launched.by(server), server.journal());
                case PROXY -> Line.throughProxy(server);
            };
        }
    }

    /** One broken client: what it breaks, and what it says, one line after the other. */
    private record Row(Requirement requirement, List<String> lines) {

        @Override
        public String toString() {
            return requirement.id();
        }
    }

    static Stream<Arguments> rows() {
        String slow = modern(1, "tools/call", ",'progressToken':'t'", ",'name':'slow'");
        List<Row> rows = List.of(
                new Row(StatelessRequirements.REQUEST_ID_IN_FLIGHT, List.of(slow, modern(1, "tools/list", "", ""))),
                new Row(
                        StatelessRequirements.PROGRESS_TOKEN_IN_FLIGHT,
                        List.of(slow, modern(2, "tools/list", ",'progressToken':'t'", ""))),
                new Row(StatelessRequirements.CANCELLED_ID_ISSUED, List.of(cancelled("77"))),
                new Row(
                        ModernRequirements.META_CAPABILITIES,
                        List.of(modern(1, "tools/list", "", "")
                                .replace(",'io.modelcontextprotocol/clientCapabilities':{}", ""))),
                new Row(FeatureRequirements.CURSOR_TYPE, List.of(modern(1, "tools/list", "", ",'cursor':7"))),
                new Row(SessionRequirements.CANCELLED_ID_KNOWN, List.of(INITIALIZE, cancelled("77"))));
        return Stream.of(Channel.values()).flatMap(channel -> rows.stream().map(row -> Arguments.of(channel, row)));
    }

    private static String modern(int id, String method, String meta, String params) {
        return "{'jsonrpc':'2.0','id':" + id + ",'method':'" + method + "','params':{'_meta':{" + META + meta + "}"
                + params + "}}";
    }

    private static String cancelled(String id) {
        return "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':" + id + "}}";
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("rows")
    void isFoundOut(Channel channel, Row row) throws Exception {
        try (MockMcpServer server = server();
                Line line = channel.open(server)) {
            for (String each : row.lines) {
                line.send(each);
            }
            assertThat(line.journal()
                            .await(
                                    () -> line.journal().entries(Violation.class).stream()
                                            .anyMatch(
                                                    found -> found.requirement().equals(row.requirement)),
                                    PATIENCE))
                    .as("in %s", line.journal().entries(Violation.class))
                    .isTrue();
        }
    }

    private static MockMcpServer server() {
        MockMcpServer server = MockMcpServer.builder().carriers(MEMORY, STDIO).start();
        server.tool("slow").takes(fixed(Duration.ofHours(1))).returns(text("at last"));
        server.tool("echo").returns(text("hi"));
        return server;
    }

    /** Ids and tokens are free again once a response came, whoever gave it, or none is wanted any more. */
    @ParameterizedTest
    @EnumSource(Channel.class)
    void whoBehavesBreaksNone(Channel channel) throws Exception {
        try (MockMcpServer server = server();
                Line line = channel.open(server)) {
            server.on(toolCall("echo")).nth(2).failWith(internalError("boom"));
            if (channel != Channel.PROXY) {
                // To a proxy the call would look as if the real server had never answered it.
                server.on(toolCall("echo")).nth(3).does(wrongId());
            }
            for (int time = 0; time < 4; time++) {
                line.send(modern(1, "tools/call", ",'progressToken':'t'", ",'name':'echo'"));
                line.next();
            }
            line.send(modern(2, "no/such", ",'progressToken':'t'", ""));
            line.next();
            line.send(modern(3, "tools/call", ",'progressToken':'t'", ",'name':'slow'"));
            line.send(cancelled("3"));
            line.send(modern(4, "tools/list", ",'progressToken':'t'", ""));
            line.next();

            assertThat(line.journal().entries(Violation.class)).isEmpty();
        }
    }

    /** What came to nothing is forgotten: the client says the same once more. */
    @ParameterizedTest
    @EnumSource(value = Channel.class, mode = EnumSource.Mode.EXCLUDE, names = "PROXY")
    void whoGotNoAnswerMayBeginAnew(Channel channel) throws Exception {
        try (MockMcpServer server = server();
                Line line = channel.open(server)) {
            server.on(initialize()).first().neverAnswer();
            line.send(INITIALIZE);
            line.send(INITIALIZE);
            assertThat(line.next()).contains("\"protocolVersion\":\"2025-11-25\"");

            assertThat(server).received(initialize()).times(2);
            assertThat(server).hasNoProtocolViolations();
        }
    }

    @ParameterizedTest
    @EnumSource(Channel.class)
    void pingsAreAnsweredBeforeInitialize(Channel channel) throws Exception {
        try (MockMcpServer server = server();
                Line line = channel.open(server)) {
            line.send("{'jsonrpc':'2.0','id':7,'method':'ping'}");
            assertThat(line.next()).contains("\"id\":7").contains("\"result\":{}");
            assertThat(line.journal().entries(Violation.class)).isEmpty();

            line.send("{'jsonrpc':'2.0','id':8,'method':'tools/call','params':{'name':'echo'}}");
            assertThat(line.next()).contains("\"id\":8").contains("\"code\":-32600");
        }
    }

    /** A client's end of a channel. */
    private interface Line extends AutoCloseable {

        void write(String json) throws Exception;

        String next() throws Exception;

        Journal journal();

        @Override
        default void close() throws IOException {}

        default void send(String json) throws Exception {
            write(json.replace('\'', '"'));
        }

        static Line inMemory(MockMcpServer server) {
            BlockingQueue<String> came = new LinkedBlockingQueue<>();
            InMemoryServer.Connection connection = server.endpoint().memory().connect(new InMemoryServer.Listener() {
                @Override
                public void received(byte[] message) {
                    came.add(new String(message, StandardCharsets.UTF_8));
                }

                @Override
                public void closed() {}
            });
            return new Line() {
                @Override
                public void write(String json) {
                    connection.send(json.getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public String next() throws InterruptedException {
                    return came.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                }

                @Override
                public Journal journal() {
                    return server.journal();
                }

                @Override
                public void close() {
                    connection.close();
                }
            };
        }

        static Line overStreams(MockMcpServer server) throws IOException {
            PipedOutputStream toServer = new PipedOutputStream();
            PipedInputStream fromServer = new PipedInputStream();
            server.serve(new PipedInputStream(toServer), new PipedOutputStream(fromServer));
            Launched.Gathered gathered = new Launched.Gathered(fromServer);
            return new Line() {
                @Override
                public void write(String json) throws IOException {
                    toServer.write((json + "\n").getBytes(StandardCharsets.UTF_8));
                    toServer.flush();
                }

                @Override
                public String next() throws InterruptedException {
                    return gathered.until(line -> true);
                }

                @Override
                public Journal journal() {
                    return server.journal();
                }

                @Override
                public void close() throws IOException {
                    toServer.close();
                }
            };
        }

        static Line ofProcess(Launched launched, Journal journal) {
            return new Line() {
                @Override
                public void write(String json) throws IOException {
                    launched.write(json + "\n");
                }

                @Override
                public String next() throws InterruptedException {
                    return launched.out().until(line -> true);
                }

                @Override
                public Journal journal() {
                    return journal;
                }

                @Override
                public void close() {
                    launched.close();
                }
            };
        }

        static Line throughProxy(MockMcpServer real) throws IOException {
            List<String> command = real.stdioCommand();
            FaultProxy proxy = FaultProxy.inFrontOf(
                    command.get(0), command.subList(1, command.size()).toArray(String[]::new));
            Line line = ofProcess(Launched.by(proxy.stdioCommand()), proxy.journal());
            return new Line() {
                @Override
                public void write(String json) throws Exception {
                    line.write(json);
                }

                @Override
                public String next() throws Exception {
                    return line.next();
                }

                @Override
                public Journal journal() {
                    return line.journal();
                }

                @Override
                public void close() throws IOException {
                    line.close();
                    proxy.close();
                }
            };
        }
    }
}
