package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.FAILED;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.method;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.MalformedReplyException;
import dev.mcptestbench.client.transport.ServerUnreachableException;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.server.proxy.FaultProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Managed clients that start their servers, and what they tell of them when these die. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "some servers are scripts of a POSIX shell")
@Timeout(60)
class StdioClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Nothing in these tests may take its time-out to come about, nor be made good by a second attempt. */
    private static final ClientSettings ONE_LIFE =
            ClientSettings.DEFAULT.withRequestTimeout(Duration.ofHours(1)).withBackoff(Backoff.NONE);

    /** Answers the next request with this result. */
    private static final String SERVER = "answer() { read -r line || exit 0; id=${line#*\\\"id\\\":}; id=${id%%,*};"
            + " echo '{\"jsonrpc\":\"2.0\",\"id\":'\"$id\"',\"result\":'\"$1\"'}'; };"
            + " hello() { answer '{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
            + "\"serverInfo\":{\"name\":\"sh\",\"version\":\"1\"}}'; read -r initialized; };";

    private static McpEndpoint shell(String script) {
        return McpEndpoint.ofCommand("sh", "-c", SERVER + script);
    }

    private static String[] command(List<String> line) {
        return line.toArray(String[]::new);
    }

    private static Exception failureOf(CallOutcome outcome) {
        return outcome.failure().orElseThrow();
    }

    // ── how it is reached ───────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void aCommandIsAllThatIsNeeded() {
        try (MockMcpServer server = MockMcpServer.start();
                ManagedClients clients = ManagedClients.ofCommand(command(server.stdioCommand()))) {
            server.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));
            ManagedClient client = clients.add("client");

            assertThat(client.callTool("index", Map.of())).succeeded().hasText("42 files");

            assertThat(client.notifications()).progressValues().containsExactly(0.5, 1.0);
            assertThat(client.callInParallel(20, "index", Map.of())).allSucceeded();
            client.disconnect();
            assertThat(client.callTool("index", Map.of())).succeeded();
            assertThat(server).received(initialize()).times(2);
            assertThat(server).hasNoProtocolViolations();
        }
    }

    @Test
    void eachClientStartsAProcessOfItsOwnAndAnotherTransportMayBeTheRule() {
        try (Bench bench = new Bench();
                MockMcpServer other =
                        MockMcpServer.builder().carriers(Carrier.STDIO).start()) {
            bench.server.tool("a").returns(text("over HTTP"));
            other.tool("a").returns(text("over stdio"));
            bench.clients.add("one", McpEndpoint.ofCommand(command(other.stdioCommand())));
            bench.clients.add("two", other.endpoint());
            bench.clients.add("three", bench.server.endpoint(), ClientSettings.DEFAULT.withTransport("stdio"));
            bench.clients.add("four");

            assertThat(bench.clients.callOnEach("a", client -> Map.of()))
                    .hasTexts("over stdio", "over stdio", "over HTTP", "over HTTP");
            assertThat(other).received(initialize()).times(2);
        }
    }

    @Test
    void aServerWithoutACommandSaysSo() {
        try (Bench bench = new Bench()) {
            McpEndpoint remote = McpEndpoint.of(bench.server.url());
            ManagedClient client = bench.clients.add("client", remote, ClientSettings.DEFAULT.withTransport("stdio"));

            assertThatThrownBy(client::connect)
                    .hasMessageContaining("cannot be started: nobody knows its command")
                    .hasMessageContaining("McpEndpoint.ofCommand");
        }
    }

    @Test
    void findsOutWhatAProcessSpeaks() {
        ClientSettings any = ClientSettings.DEFAULT.withAllRevisions();
        try (MockMcpServer modern = MockMcpServer.builder().name("one").start();
                MockMcpServer old = MockMcpServer.builder().name("two").start();
                ManagedClients clients = ManagedClients.of(modern.endpoint())) {
            old.revisions(Revision.V2024_11_05);
            // Both are started by the same program, and yet each is found out for itself.
            for (MockMcpServer server : List.of(old, modern)) {
                McpEndpoint endpoint = McpEndpoint.ofCommand(command(server.stdioCommand()));
                clients.add(server.name(), endpoint, any).connect();
                clients.add(server.name() + " again", endpoint, any).connect();
            }

            assertThat(clients.get("one again").revision()).isEqualTo(Revision.V2026_07_28);
            assertThat(clients.get("two again").revision()).isEqualTo(Revision.V2024_11_05);
            assertThat(old).received(method(Methods.SERVER_DISCOVER)).once();

            old.revisions(Revision.V2026_07_28);
            clients.get("two").disconnect();
            clients.get("two").connect();
            assertThat(clients.get("two").revision()).isEqualTo(Revision.V2026_07_28);
        }
    }

    @Test
    void aServerThatDiesOfTheQuestionIsAskedAnotherWay() {
        try (ManagedClients clients = ManagedClients.of(shell("read -r first; case $first in *discover*) exit 1;; esac;"
                + " id=${first#*\\\"id\\\":}; id=${id%%,*}; echo '{\"jsonrpc\":\"2.0\",\"id\":'\"$id\"',\"result\":"
                + "{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{}}}'; cat > /dev/null"))) {
            ManagedClient client = clients.add("client", ClientSettings.DEFAULT.withAllRevisions());

            assertThat(client.connect().revision()).isEqualTo(Revision.V2025_03_26);
        }
    }

    // ── how it dies ─────────────────────────────────────────────────────────────────────────────────────────────────

    static Stream<Arguments> deathsBeforeTheHandshake() {
        return Stream.of(
                Arguments.of(
                        McpEndpoint.ofCommand("no-such-program-anywhere", "--flag"),
                        ServerUnreachableException.class,
                        "The server process \"no-such-program-anywhere --flag\" could not be started: ",
                        "Is the program installed"),
                Arguments.of(
                        shell("echo 'cannot open the database' >&2; exit 3"),
                        ConnectionLostException.class,
                        "exited with code 3\n",
                        "Its last lines on stderr:\n  cannot open the database"),
                Arguments.of(
                        shell("read -r hello; kill -9 $$"),
                        ConnectionLostException.class,
                        "The server process \"sh -c ",
                        "exited with code 137 (signal 9)"),
                Arguments.of(
                        shell("echo 'Listening on stdio'; cat > /dev/null"),
                        MalformedReplyException.class,
                        "printed a line that is no message: Listening on stdio",
                        "What is not for its client belongs on stderr."),
                Arguments.of(
                        shell("echo '{\"jsonrpc\":\"2.0\"}'; cat > /dev/null"),
                        MalformedReplyException.class,
                        "printed a line that is no message: {\"jsonrpc\":\"2.0\"}",
                        ""),
                Arguments.of(
                        shell("printf '\\377\\376\\n'; cat > /dev/null"),
                        MalformedReplyException.class,
                        "printed a line that is no message: ",
                        ""),
                Arguments.of(
                        shell("read -r hello; exec >&-; cat > /dev/null"),
                        ConnectionLostException.class,
                        "has closed its standard output, and runs on",
                        ""),
                Arguments.of(
                        shell("read -r hello; printf '{\"jsonrpc\":'; exit 4"),
                        ConnectionLostException.class,
                        "exited with code 4 in the middle of a line: {\"jsonrpc\":",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("deathsBeforeTheHandshake")
    void dyingBeforeTheHandshakeFailsTheConnectionAtOnce(
            McpEndpoint server, Class<? extends Exception> type, String what, String more) {
        try (ManagedClients clients = ManagedClients.of(server)) {
            ManagedClient client = clients.add("client", ONE_LIFE);

            assertThatThrownBy(client::connect)
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining(what)
                    .hasMessageContaining(more)
                    .cause()
                    .isInstanceOf(type);

            assertThat(client).is(FAILED);
            assertThat(client.waiting()).isZero();
        }
    }

    /** Whoever dies sooner has some of the calls find nobody there. */
    private static final String FIVE_CALLS = "for i in 1 2 3 4 5; do read -r call; done; ";

    static Stream<Arguments> deathsWithinACall() {
        return Stream.of(
                Arguments.of(
                        "echo 'out of memory' >&2; exit 9",
                        ConnectionLostException.class,
                        "exited with code 9\nIts last lines on stderr:\n  out of memory"),
                Arguments.of(
                        "echo 'debug: called'; cat > /dev/null",
                        MalformedReplyException.class,
                        "printed a line that is no message: debug: called\nWhat is not"),
                Arguments.of(
                        "exec >&-; cat > /dev/null",
                        ConnectionLostException.class,
                        "has closed its standard output, and runs on"),
                Arguments.of(
                        "printf '{\"half'; exit 0",
                        ConnectionLostException.class,
                        "exited with code 0 in the middle of a line: {\"half"));
    }

    @ParameterizedTest
    @MethodSource("deathsWithinACall")
    void dyingWithinCallsFailsAllOfThemAtOnce(String death, Class<? extends Exception> type, String what) {
        try (ManagedClients clients = ManagedClients.of(shell("hello; " + FIVE_CALLS + death))) {
            ManagedClient client = clients.add("client", ONE_LIFE).connect();

            ParallelOutcome outcomes = client.callInParallel(5, "a", Map.of());

            assertThat(outcomes.outcomes()).hasSize(5).allSatisfy(outcome -> {
                assertThat(failureOf(outcome)).isInstanceOf(type).hasMessageContaining(what);
                assertThat(outcome.mayHaveTakenEffect()).isTrue();
            });
            assertThat(client).eventually(PATIENCE).is(FAILED);
            assertThat(client.lastError().orElseThrow()).hasMessageContaining(what);
        }
    }

    @Test
    void dyingAfterTheHandshakeIsNoticedThoughNobodyCalls() {
        for (String death : List.of("hello; exit 4", "answer '{\"protocolVersion\":\"2025-11-25\"}'; exit 4")) {
            try (ManagedClients clients = ManagedClients.of(shell(death))) {
                ManagedClient client = clients.add("client", ONE_LIFE);
                client.connection().connect();

                assertThat(client).eventually(PATIENCE).is(FAILED);
                assertThat(client.lastError().orElseThrow()).hasMessageContaining("exited with code 4");
            }
        }
    }

    @Test
    void aServerThatReadsNoMoreIsLost() {
        try (ManagedClients clients = ManagedClients.of(shell("hello; exec <&-;"
                + " echo '{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}'; exec sleep 600"))) {
            ManagedClient client = clients.add("client", ONE_LIFE).connect();
            assertThat(clients.journal()
                            .await(() -> !client.notifications().all().isEmpty(), PATIENCE))
                    .isTrue();

            assertThat(failureOf(client.callTool("a"))).hasMessageContaining("has closed its standard input");
        }
    }

    @Test
    void theProcessIsStartedAnewAfterTheBackOff() {
        try (Bench bench = new Bench(Bench.Way.STDIO)) {
            bench.server.tool("index").sends(progress(0.5)).returns(text("42 files"));
            bench.server.on(toolCall("index")).first().after(progressEvents(1)).exitProcess(3);
            bench.server.on(toolCall("index")).nth(2).insert("Loading…\n");
            ManagedClient client = bench.client();

            assertThat(failureOf(client.callTool("index"))).hasMessageContaining("exited with code 3");
            assertThat(client).eventually(PATIENCE).wentThrough(CONNECTED, RECONNECTING, CONNECTED);
            assertThat(failureOf(client.callTool("index"))).hasMessageContaining("no message: Loading…");
            assertThat(client.callTool("index")).succeeded().hasText("42 files");

            assertThat(bench.server).received(initialize()).times(3);
        }
    }

    @Test
    void aServerThatCannotBeStartedAgainIsGivenUpInTheEnd(@TempDir Path folder) {
        Path once = folder.resolve("once");
        try (ManagedClients clients = ManagedClients.of(
                shell("[ -e " + once + " ] && exit 8; touch " + once + "; hello; read -r call; exit 7"))) {
            ManagedClient client = clients.add(
                    "client", ONE_LIFE.withBackoff(new Backoff(Duration.ofMillis(1), 1, Duration.ofMillis(1), 3, 0)));

            assertThat(failureOf(client.callTool("a"))).hasMessageContaining("exited with code 7");

            assertThat(client).eventually(PATIENCE).is(FAILED);
            assertThat(client.lastError().orElseThrow()).hasMessageContaining("exited with code 8");
        }
    }

    // ── what is told of it ──────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void credentialsAreHiddenAndWhatIsQuotedIsBounded() {
        String script =
                "i=0; while [ $i -lt 2000 ]; do echo \"line $i is some forty characters long, or so\" >&2; i=$((i+1));"
                        + " done; echo 'Authorization: Bearer abcdefghijklmnop' >&2; exit 1";
        McpEndpoint server = McpEndpoint.ofCommand("sh", "-c", script, "--token", "tok-123", "API_KEY=key-456");
        try (ManagedClients clients = ManagedClients.of(server)) {
            assertThatThrownBy(clients.add("client", ONE_LIFE)::connect)
                    .hasMessageContaining("line 1999")
                    .hasMessageNotContainingAny("line 1990", "abcdefghijklmnop", "tok-123", "key-456")
                    .satisfies(
                            failure -> assertThat(failure.getMessage().length()).isLessThan(2000));
        }
        try (ManagedClients clients =
                ManagedClients.of(McpEndpoint.ofCommand("no-such-program", "--token", "tok-123", "API_KEY=key-456"))) {
            assertThatThrownBy(clients.add("client", ONE_LIFE)::connect)
                    .hasMessageContaining("\"no-such-program --token … API_KEY=…\"");
        }
    }

    // ── how it is left ──────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void leavingEndsTheProcess(@TempDir Path folder) throws Exception {
        Path pid = folder.resolve("pid");
        try (ManagedClients clients =
                ManagedClients.of(shell("echo $$ > " + pid + "; trap '' TERM; hello; while :; do sleep 0.05; done"))) {
            clients.add("client", ONE_LIFE).connect();
            ProcessHandle process = ProcessHandle.of(
                            Long.parseLong(Files.readString(pid).strip()))
                    .orElseThrow();
            assertThat(process.isAlive()).isTrue();

            clients.disconnectAll();

            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void leavingWhileAProcessStartsLeavesNone() {
        String mark = "stay-" + System.nanoTime();
        for (int i = 0; i < 20; i++) {
            try (ManagedClients clients = ManagedClients.ofCommand("sh", "-c", "cat > /dev/null", mark)) {
                clients.add("client").connection().connect();
            }
        }
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(mark)))
                .isEmpty();
    }

    @Test
    void aCallThatIsGivenUpIsCancelled() {
        try (Bench bench = new Bench(Bench.Way.STDIO)) {
            bench.server.on(toolCall("slow")).does(dev.mcptestbench.Mcp.hangUntilCancelled());
            bench.server.tool("slow").returns(text("done"));
            ManagedClient client = bench.clients
                    .add("client", ClientSettings.DEFAULT.withRequestTimeout(Duration.ofSeconds(2)))
                    .connect();
            bench.clock.advance(Duration.ZERO);
            StartedCall call = client.startTool("slow", Map.of());
            assertThat(bench.server).eventually(PATIENCE).received(toolCall("slow"));

            bench.clock.advance(Duration.ofSeconds(2));

            assertThat(call.outcome()).failedWith(CallTimeoutException.class);
            assertThat(bench.server).eventually(PATIENCE).received(method(Methods.CANCELLED));
            assertThat(client).isConnected();
        }
    }

    // ── with faults in front of it ──────────────────────────────────────────────────────────────────────────────────

    @Test
    void aProxyIsReachedAsItsServerIs() {
        try (MockMcpServer real =
                        MockMcpServer.builder().carriers(Carrier.STDIO).start();
                FaultProxy proxy = FaultProxy.inFrontOf(
                        real.stdioCommand().get(0),
                        command(real.stdioCommand()
                                .subList(1, real.stdioCommand().size())));
                ManagedClients clients = ManagedClients.of(proxy.endpoint())) {
            real.tool("index").sends(progress(0.5)).returns(text("42 files"));
            proxy.on(toolCall("index")).first().after(progressEvents(1)).exitProcess(3);
            ManagedClient client = clients.add("client");

            assertThat(failureOf(client.callTool("index"))).hasMessageContaining("exited with code 3");
            assertThat(client.callTool("index")).succeeded().hasText("42 files");

            assertThat(real).received(toolCall("index")).times(2);
        }
    }
}
