package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.bytes;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.sessionEnd;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.script.Carrier.STDIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Fault.EventSpelling;
import dev.mcptestbench.script.RuleSteps;
import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** stdio on real processes, down to the bytes. */
class StdioTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock();
    private final MockMcpServer server =
            MockMcpServer.builder().carriers(STDIO).clock(clock).start();

    @AfterEach
    void close() {
        server.close();
        clock.close();
    }

    @Test
    void servesAClientThatLaunchesIt() throws Exception {
        server.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));
        try (Launched client = Launched.by(server)) {
            assertThat(client.initialize("host").at("serverInfo.name")).isEqualTo("server");

            client.call("index");

            assertThat(client.next().at("progress")).isEqualTo(0.5);
            assertThat(client.next().at("progress")).isEqualTo(1.0);
            assertThat(client.next().at("content.0.text")).isEqualTo("42 files");
            client.endInput();
            assertThat(client.exitCode()).isZero();
            assertThat(client.err().toTheEnd()).isEmpty();
        }
        assertThat(server)
                .eventually(PATIENCE)
                .received(toolCall("index"))
                .once()
                .from("host");
        assertThat(server).hasNoProtocolViolations();
        assertThat(server.journal().entries(JournalEntry.ConnectionOpened.class))
                .singleElement()
                .satisfies(opened -> assertThat(opened.peer()).startsWith("process "));
        assertThat(server.journal()
                        .await(
                                () -> server.journal().entries(JournalEntry.ConnectionClosed.class).stream()
                                        .anyMatch(closed -> closed.how().equals("closed")),
                                PATIENCE))
                .isTrue();
    }

    @Test
    void eachLaunchIsASessionOfItsOwn() throws Exception {
        server.tool("whoami").answers(call -> text(String.valueOf(call.client())));
        try (Launched a = Launched.by(server);
                Launched b = Launched.by(server)) {
            a.initialize("a");
            b.initialize("b");
            a.call("whoami");
            b.call("whoami");
            assertThat(a.next().at("content.0.text")).isEqualTo("a");
            assertThat(b.next().at("content.0.text")).isEqualTo("b");

            server.sendTo("b", logging(INFO, "only b"));
            server.send(logging(INFO, "both"));

            assertThat(b.next().at("data")).isEqualTo("only b");
            assertThat(b.next().at("data")).isEqualTo("both");
            assertThat(a.next().at("data")).isEqualTo("both");
        }
    }

    @Test
    void asksTheClientAndTellsOfChanges() throws Exception {
        server.tool("ask")
                .answers(call -> text(String.valueOf(call.ask(
                                "sampling/createMessage",
                                Map.of(
                                        "maxTokens",
                                        10,
                                        "messages",
                                        List.of(Map.of(
                                                "role", "user", "content", Map.of("type", "text", "text", "hi")))))
                        .get("model"))));
        try (Launched client = Launched.initialized(server)) {
            client.call("ask");
            Message question = client.next();
            client.send(Message.result(
                    question.id(),
                    Map.of("role", "assistant", "model", "m-1", "content", Map.of("type", "text", "text", "hello"))));
            assertThat(client.next().at("content.0.text")).isEqualTo("m-1");

            server.tool("more").returns(text("x"));
            assertThat(client.next().method()).isEqualTo("notifications/tools/list_changed");
        }
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void aHeldReplyHoldsUpNoOther() throws Exception {
        Gate gate = new Gate();
        server.tool("slow").returns(text("slow"));
        server.tool("fast").returns(text("fast"));
        server.on(toolCall("slow")).hold(gate);
        try (Launched client = Launched.initialized(server)) {
            client.call("slow");
            client.call("fast");
            assertThat(client.next().at("content.0.text")).isEqualTo("fast");
            gate.open();
            assertThat(client.next().at("content.0.text")).isEqualTo("slow");
        }
    }

    @Test
    void delaysFollowTheTestClock() throws Exception {
        server.tool("a").returns(text("a"));
        server.on(toolCall()).delay(Duration.ofHours(1));
        try (Launched client = Launched.initialized(server)) {
            client.call("a");
            assertThat(server).eventually(PATIENCE).received(toolCall("a"));
            clock.advance(Duration.ofMinutes(59));
            client.request("ping", Map.of());
            assertThat(client.next().result()).isEmpty();
            clock.advance(Duration.ofMinutes(1));
            assertThat(client.next().at("content.0.text")).isEqualTo("a");
        }
    }

    // ── faults, as bytes ────────────────────────────────────────────────────────────────────────────────────────────

    private static final String PROGRESS =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1,"
                    + "\"progress\":0.5}}\n";
    private static final String RESULT =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"grün\"}]}}\n";

    static Stream<Arguments> endings() {
        return Stream.of(
                row("dies", on -> on.exitProcess(3), "", 3),
                row("dies after an event", on -> on.after(events(1)).exitProcess(9), PROGRESS, 9),
                row("dies after commit", on -> on.afterCommit().exitProcess(0), "", 0),
                row("half a line, then dies", on -> on.withinEvent(2, 7).exitProcess(1), PROGRESS + "{\"jsonr", 1),
                row("half a line by bytes", on -> on.after(bytes(4)).exitProcess(1), "{\"js", 1),
                row("dies after the response", on -> on.afterResponse().exitProcess(4), PROGRESS + RESULT, 4),
                row("closes", on -> on.after(progressEvents(1)).closeConnection(), PROGRESS, 0),
                row("closes after the response", on -> on.afterResponse().closeConnection(), PROGRESS + RESULT, 0));
    }

    private static Arguments row(String name, Consumer<RuleSteps> fault, String expected, int code) {
        return Arguments.of(name, fault, expected, code);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void endsTheProcess(String name, Consumer<RuleSteps> fault, String expected, int code) throws Exception {
        server.tool("index").sends(progress(0.5)).returns(text("grün"));
        fault.accept(server.on(toolCall("index")));
        try (Launched client = Launched.initialized(server)) {
            client.call("index");

            assertThat(client.exitCode()).isEqualTo(code);
            assertThat(new String(client.out().toTheEnd(), StandardCharsets.UTF_8))
                    .isEqualTo(expected);
        }
        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                row(
                        "no JSON on stdout",
                        on -> on.after(events(1)).insert("Loading…\n"),
                        PROGRESS + "Loading…\n" + RESULT),
                row("half a line before", on -> on.insert("{\"half"), "{\"half" + PROGRESS + RESULT),
                row("CRLF", spelled(EventSpelling.CRLF), (PROGRESS + RESULT).replace("\n", "\r\n")),
                row("CR", spelled(EventSpelling.CR), (PROGRESS + RESULT).replace("\n", "\r")),
                row("BOM", spelled(EventSpelling.BOM), "\uFEFF" + PROGRESS + "\uFEFF" + RESULT),
                row("split character", spelled(EventSpelling.SPLIT_CHARACTER), PROGRESS + RESULT),
                row(
                        "several lines",
                        spelled(EventSpelling.MULTI_LINE),
                        PROGRESS.replace(",\"", ",\n\"") + RESULT.replace(",\"", ",\n\"")),
                row("white space", on -> on.does(new Fault.OversizeBody(5)), "     " + PROGRESS + RESULT),
                row("duplicate", on -> on.after(events(1)).does(new Fault.Duplicate()), PROGRESS + PROGRESS + RESULT),
                row("throttled", on -> on.throttle(20_000), PROGRESS + RESULT),
                row(
                        "changed",
                        on -> on.does(new Fault.ChangeMessage(Map.of("id", "2"), Set.of("result"))),
                        PROGRESS + "{\"jsonrpc\":\"2.0\",\"id\":\"2\"}\n"));
    }

    private static Consumer<RuleSteps> spelled(EventSpelling spelling) {
        return on -> on.spellEvents(spelling);
    }

    private static Arguments row(String name, Consumer<RuleSteps> fault, String expected) {
        return Arguments.of(name, fault, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void changesWhatIsPrinted(String name, Consumer<RuleSteps> fault, String expected) throws Exception {
        server.tool("index").sends(progress(0.5)).returns(text("grün"));
        fault.accept(server.on(toolCall("index")));
        try (Launched client = Launched.initialized(server)) {
            client.call("index");

            byte[] printed = client.out().atLeast(expected.getBytes(StandardCharsets.UTF_8).length);
            assertThat(new String(printed, StandardCharsets.UTF_8)).isEqualTo(expected);
        }
        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @Test
    void printsInUtf16() throws Exception {
        server.tool("index").returns(text("grün"));
        server.on(toolCall("index")).spellEvents(EventSpelling.UTF_16);
        try (Launched client = Launched.initialized(server)) {
            client.call("index");

            byte[] printed = client.out().atLeast(RESULT.length() * 2);
            assertThat(new String(printed, StandardCharsets.UTF_16LE)).isEqualTo(RESULT);
        }
    }

    @Test
    void floodsStderr() throws Exception {
        server.tool("index").returns(text("done"));
        server.on(toolCall("index")).printToStderr("warning", 50_000);
        try (Launched client = Launched.initialized(server)) {
            client.call("index");

            assertThat(client.next().at("content.0.text")).isEqualTo("done");
            assertThat(client.err().atLeast(50_000 * 8)).hasSize(50_000 * 8);
            client.endInput();
            assertThat(client.exitCode()).isZero();
        }
    }

    @Test
    void startsSlowly() throws Exception {
        server.on(connection()).delay(Duration.ofMinutes(5));
        server.tool("index").returns(text("done"));
        clock.advance(Duration.ZERO);
        try (Launched client = Launched.by(server)) {
            client.request("ping", Map.of());
            assertThat(server.journal()
                            .await(
                                    () -> !server.journal()
                                            .entries(JournalEntry.ConnectionOpened.class)
                                            .isEmpty(),
                                    PATIENCE))
                    .isTrue();
            clock.advance(Duration.ofMinutes(4));
            assertThat(client.out().toString()).isEmpty();
            clock.advance(Duration.ofMinutes(1));
            assertThat(client.next().result()).isEmpty();
        }
    }

    @Test
    void diesWhenItIsStarted() throws Exception {
        server.on(connection()).first().exitProcess(127);
        try (Launched client = Launched.by(server)) {
            assertThat(client.exitCode()).isEqualTo(127);
        }
        try (Launched client = Launched.initialized(server)) {
            assertThat(client.process().isAlive()).isTrue();
        }
    }

    @Test
    void complainsOnStderrWhenItIsStarted() throws Exception {
        server.on(connection()).printToStderr("deprecated: use the other one");
        try (Launched client = Launched.initialized(server)) {
            assertThat(client.err().until(line -> true)).isEqualTo("deprecated: use the other one");
        }
    }

    @Test
    void ignoresThatItsInputHasEnded() throws Exception {
        server.on(sessionEnd()).neverAnswer();
        try (Launched client = Launched.initialized(server)) {
            client.endInput();
            assertThat(server.journal()
                            .await(
                                    () -> !server.journal()
                                            .entries(JournalEntry.RuleFired.class)
                                            .isEmpty(),
                                    PATIENCE))
                    .isTrue();
            server.send(logging(INFO, "still here"));
            assertThat(client.next().at("data")).isEqualTo("still here");
            assertThat(client.process().isAlive()).isTrue();
        }
    }

    @Test
    void exitsLateOrWithAnotherCode() throws Exception {
        server.on(sessionEnd()).first().exitProcess(5);
        server.on(sessionEnd()).nth(2).delay(Duration.ofMinutes(1));
        try (Launched client = Launched.initialized(server)) {
            client.endInput();
            assertThat(client.exitCode()).isEqualTo(5);
        }
        try (Launched client = Launched.initialized(server)) {
            clock.advance(Duration.ZERO);
            client.endInput();
            assertThat(server.journal()
                            .await(
                                    () -> server.journal()
                                                    .entries(JournalEntry.RuleFired.class)
                                                    .size()
                                            == 2,
                                    PATIENCE))
                    .isTrue();
            assertThat(client.process().isAlive()).isTrue();
            clock.advance(Duration.ofMinutes(1));
            assertThat(client.exitCode()).isZero();
        }
    }

    @Test
    void closesItsOutputAndReadsOn() throws Exception {
        server.tool("a").returns(text("a"));
        server.on(toolCall("a")).first().halfCloseConnection();
        try (Launched client = Launched.initialized(server)) {
            client.call("a");
            assertThat(client.out().toTheEnd()).isEmpty();
            client.call("a");
            assertThat(server).eventually(PATIENCE).received(toolCall("a")).times(2);
            assertThat(client.process().isAlive()).isTrue();
        }
    }

    @Test
    void initializeFailsOnceAndMayBeTriedAgain() throws Exception {
        server.on(initialize()).first().failWith(dev.mcptestbench.Mcp.internalError("not today"));
        try (Launched client = Launched.by(server)) {
            client.request(
                    "initialize",
                    Map.of(
                            "protocolVersion",
                            "2025-11-25",
                            "capabilities",
                            Map.of(),
                            "clientInfo",
                            Map.of("name", "c", "version", "1")));
            assertThat(client.next().error()).containsEntry("message", "not today");
            assertThat(client.initialize("c").at("serverInfo.name")).isEqualTo("server");
        }
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void whatItCannotExpressIsRefusedWhenScripted() {
        assertThatThrownBy(() -> server.on(toolCall("a")).status(503))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot script \"on tools/call \"a\": answer HTTP 503\" at \"server\", served over stdio:"
                        + " stdio has neither status nor headers");
        assertThatThrownBy(server::url)
                .hasMessage("MockMcpServer \"server\" is not served over streamable HTTP: name it in"
                        + " builder().carriers(…), or leave that out for all of them; in an @McpTest, which is served over"
                        + " one transport, name it in transports");
    }

    // ── what clients do wrong ───────────────────────────────────────────────────────────────────────────────────────

    @Test
    void findsLinesThatAreNoMessages() throws Exception {
        try (Launched client = Launched.initialized(server)) {
            client.write("hello\n");
            assertThat(client.next().error()).containsEntry("code", -32700);
            client.write("{\"jsonrpc\":\"2.0\",\n\"id\":7,\"method\":\"ping\"}\n");
            assertThat(client.next().error()).containsEntry("code", -32700);
            assertThat(client.next().error()).containsEntry("code", -32700);
            client.write("[{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\"}]\n");
            assertThat(client.next().error()).containsEntry("code", -32600);
            client.write("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}\r\n");
            assertThat(client.next().id()).isEqualTo(9);
        }
        assertThat(server.violations())
                .extracting(violation -> violation.requirement().id())
                .contains("stdin")
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(server).hasViolationOf("stdin");
    }

    @Test
    void wantsTheHandshakeFirst() throws Exception {
        try (Launched client = Launched.by(server)) {
            client.request("tools/list", Map.of());
            assertThat(client.next().error()).containsEntry("message", "Initialize first");
        }
        assertThat(server.violations()).isNotEmpty();
    }

    // ── the modern era ──────────────────────────────────────────────────────────────────────────────────────────────

    private static Map<String, Object> meta() {
        return Map.of(
                "io.modelcontextprotocol/protocolVersion",
                "2026-07-28",
                "io.modelcontextprotocol/clientInfo",
                Map.of("name", "modern", "version", "1"),
                "io.modelcontextprotocol/clientCapabilities",
                Map.of());
    }

    @Test
    void servesBothErasInOneProcess() throws Exception {
        server.tool("index").returns(text("done"));
        server.on(toolCall("index").from("modern")).first().failWith(dev.mcptestbench.Mcp.internalError("not now"));
        try (Launched client = Launched.by(server)) {
            client.request("server/discover", Map.of("_meta", meta()));
            assertThat(client.next().at("supportedVersions.0")).isEqualTo("2026-07-28");
            client.request("tools/call", Map.of("name", "index", "_meta", meta()));
            assertThat(client.next().error()).containsEntry("message", "not now");
            client.request("tools/call", Map.of("name", "index", "_meta", meta()));
            assertThat(client.next().at("content.0.text")).isEqualTo("done");

            assertThat(client.initialize("legacy").at("protocolVersion")).isEqualTo("2025-11-25");
            client.call("index");
            assertThat(client.next().at("content.0.text")).isEqualTo("done");
            client.endInput();
            assertThat(client.exitCode()).isZero();
        }
        assertThat(server).received(toolCall("index")).times(3);
        assertThat(server).received(toolCall("index").from("modern")).times(2);
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void aModernRequestIsCancelledByANotification() throws Exception {
        try (Launched client = Launched.by(server)) {
            int listen = client.request(
                    "subscriptions/listen", Map.of("_meta", meta(), "notifications", Map.of("toolsListChanged", true)));
            assertThat(client.next().method()).isEqualTo("notifications/subscriptions/acknowledged");
            server.tool("other").returns(text("x"));
            assertThat(client.next().method()).isEqualTo("notifications/tools/list_changed");

            client.send(Message.notification("notifications/cancelled", Map.of("requestId", listen)));
            client.request("server/discover", Map.of("_meta", meta()));
            assertThat(client.next().at("supportedVersions.0")).isEqualTo("2026-07-28");
            server.tool("more").returns(text("x"));
            client.request("server/discover", Map.of("_meta", meta()));
            assertThat(client.next().at("supportedVersions.0")).isEqualTo("2026-07-28");
        }
        assertThat(server).hasNoProtocolViolations();
    }

    // ── ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void aKilledProcessEndsItsSession() throws Exception {
        try (Launched client = Launched.initialized(server)) {
            client.process().destroyForcibly();
            assertThat(server.journal()
                            .await(
                                    () -> server.journal().entries(JournalEntry.ConnectionClosed.class).stream()
                                            .anyMatch(closed -> closed.how().equals("closed by peer")),
                                    PATIENCE))
                    .isTrue();
        }
        assertThat(server.journal().entries(JournalEntry.SessionChanged.class))
                .last()
                .satisfies(changed -> assertThat(changed.what()).isEqualTo("lost with its connection"));
    }

    @Test
    void closingTheServerEndsItsProcesses() throws Exception {
        try (Launched client = Launched.initialized(server)) {
            server.close();

            assertThat(client.exitCode()).isEqualTo(69);
            assertThat(client.err().toString()).contains("the mock server behind this process is gone");
        }
    }

    @Test
    void aProcessEndsWithTheJvmOfItsMock() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process jvm = new ProcessBuilder(
                        java.toString(), "-cp", System.getProperty("java.class.path"), MortalMock.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader reader = jvm.inputReader(StandardCharsets.UTF_8)) {
            List<String> command = new ArrayList<>();
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                command.add(line);
            }
            try (Launched client = Launched.by(command)) {
                client.initialize("host");

                // With SIGKILL, so that no hook of the JVM runs.
                jvm.destroyForcibly();

                assertThat(client.exitCode()).isEqualTo(69);
                assertThat(client.err().toString()).contains("the mock server behind this process is gone");
            }
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void aProcessThatIsLaunchedTooLateSaysWhy() throws Exception {
        List<String> command = server.stdioCommand();
        server.close();

        Process process = new ProcessBuilder(command).start();
        Launched.Gathered err = new Launched.Gathered(process.getErrorStream());
        assertThat(process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(69);
        assertThat(new String(err.toTheEnd(), StandardCharsets.UTF_8)).contains("is gone");
        assertThatThrownBy(server::stdioCommand).hasMessage("The server is closed");
    }

    @Test
    void theCommandLineTellsNoSecret() throws Exception {
        List<String> command = server.stdioCommand();
        Path ticket = Path.of(command.get(command.size() - 1));
        String secret = Files.readAllLines(ticket).get(1);

        assertThat(secret).hasSize(64);
        assertThat(String.join(" ", command)).doesNotContain(secret);
        if (Files.getFileStore(ticket).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(ticket.getParent()))
                    .extracting(Enum::name)
                    .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");
        }
        server.close();
        assertThat(ticket).doesNotExist();
        assertThat(ticket.getParent()).doesNotExist();
    }
}
