package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.bytes;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.internalError;
import static dev.mcptestbench.Mcp.method;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.uniform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.Timeline;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.RuleSteps;
import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults, positions and latency on exchanges of revision 2026-07-28, as raw bytes on a socket. */
class ModernFaultsTest {

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                    + "X-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                row("never answer", RuleSteps::neverAnswer, "", End.OPEN),
                row("FIN", RuleSteps::closeConnection, "", End.FIN),
                row("RST", RuleSteps::resetConnection, "", End.RST),
                row("close after head", on -> on.afterHead().closeConnection(), HEAD, End.FIN),
                row("RST after an event", on -> on.after(events(1)).resetConnection(), null, End.RST),
                row(
                        "close mid-chunk",
                        on -> on.after(events(1)).does(new Fault.CloseMidChunk()),
                        "40\r\ndata: ",
                        End.FIN),
                row(
                        "status",
                        on -> on.status(503),
                        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
                        End.OPEN),
                row(
                        "wrong type",
                        on -> on.header("Content-Type", "text/plain"),
                        "Content-Type: text/plain\r\n",
                        End.OPEN),
                row("comment", on -> on.after(events(1)).insert(": hello\n\n"), "\r\n: hello\n\n\r\n", End.OPEN),
                row("CRLF", on -> on.spellEvents(Fault.EventSpelling.CRLF), "\r\ndata: {\"jsonrpc\"", End.OPEN),
                row("mid-event", on -> on.withinEvent(2, 4).closeConnection(), "4\r\ndata\r\n", End.FIN),
                row("after bytes", on -> on.after(bytes(2)).closeConnection(), HEAD + "2\r\nda\r\n", End.FIN),
                row("clean end without a response", on -> on.beforeResponse().closeStream(), "\r\n0\r\n\r\n", End.OPEN),
                row("throttle", on -> on.throttle(20_000), HEAD, End.OPEN),
                row(
                        "error",
                        on -> on.failWith(internalError("boom")),
                        "\"error\":{\"code\":-32603,\"message\":\"boom\"}",
                        End.OPEN),
                row(
                        "error that is a status too",
                        on -> on.failWith(ErrorCode.METHOD_NOT_FOUND, "gone"),
                        "HTTP/1.1 404 Not Found\r\n",
                        End.OPEN),
                row("wrong id", on -> on.respondWith("id", 77), "\"id\":77,\"result\"", End.OPEN),
                row(
                        "no result type",
                        on -> on.respondWithout("result.resultType"),
                        "\"result\":{\"content\"",
                        End.OPEN),
                row("lost after commit", on -> on.afterCommit().resetConnection(), "", End.RST));
    }

    private static Arguments row(String what, Consumer<RuleSteps> rule, String expected, End end) {
        return Arguments.of(what, rule, expected, end);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void onTheWire(String what, Consumer<RuleSteps> rule, String expected, End end) throws Exception {
        server.tool("index").sends(progress(0.5), progress(1.0)).returns(text("done"));
        rule.accept(server.on(toolCall("index")));
        ModernPeer peer = new ModernPeer(server);
        Message call = peer.message("tools/call", Map.of("name", "index", "_meta", Map.of("progressToken", 1)));

        try (RawCall raw = new RawCall(server)) {
            raw.send(peer.bytesOf(call));
            // What is left open says what it has to say first, however long that takes on a busy machine.
            boolean awaited = end == End.OPEN && expected != null && !expected.isEmpty();
            String begun = awaited ? raw.readUntil(expected) : "";
            Answer answer = raw.readFor(end == End.OPEN ? 300 : 20_000);
            String bytes = begun + answer.bytes();
            assertThat(answer.end()).isEqualTo(end);
            if (expected != null) {
                assertThat(bytes).contains(expected);
                assertThat(expected.isEmpty() && !bytes.isEmpty()).isFalse();
            }
        }
        assertThat(server.journal().entries(JournalEntry.RuleFired.class)).hasSize(1);
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void aCutStreamIsTheEndOfItsCall() throws Exception {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        server.tool("slow").answers(call -> {
            call.send(progress(0.1));
            call.send(progress(0.2));
            cancelled.complete(server.journal().await(call::isCancelled, Duration.ofSeconds(20)));
            return text("never seen");
        });
        server.on(toolCall("slow")).first().after(progressEvents(1)).closeConnection();
        ModernPeer peer = new ModernPeer(server);

        assertThatThrownBy(() -> peer.track("slow")).isInstanceOf(java.io.UncheckedIOException.class);

        assertThat(cancelled.get(20, TimeUnit.SECONDS)).isTrue();
        server.assertThat().sent(progress(0.1)).times(1);
    }

    @Test
    void delaysAndHoldsAsInTheOtherEra() throws Exception {
        server.tool("a").returns(text("a"));
        server.tool("b").returns(text("b"));
        server.on(toolCall("a")).delay(uniform(Duration.ofMillis(30), Duration.ofMillis(31)));
        server.on(toolCall("b")).holdUntilArrived(2).thenReplyInReverse();
        ModernPeer peer = new ModernPeer(server);

        long before = System.nanoTime();
        peer.call("a", Map.of());
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(30_000_000L);

        CompletableFuture<Peer.Reply> first = peer.sendAsync(peer.callMessage("b", Map.of()));
        assertThat(first.isDone()).isFalse();
        peer.call("b", Map.of());
        assertThat(first.get(20, TimeUnit.SECONDS).at("content.0.text")).isEqualTo("b");
    }

    @Test
    void listenStreamsBreakLikeOthers() {
        server.on(standingStream()).first().after(events(2)).closeStream();
        server.on(method("subscriptions/listen")).nth(2).status(503);
        ModernPeer peer = new ModernPeer(server);
        EventLines stream = peer.listen(Map.of("toolsListChanged", true));
        assertThat(stream.next().method()).isEqualTo("notifications/subscriptions/acknowledged");

        server.tool("x");

        assertThat(stream.next().method()).isEqualTo("notifications/tools/list_changed");
        assertThat(stream.next()).isNull();
        assertThat(peer.listen(Map.of()).status()).isEqualTo(503);
    }

    @Test
    void theTimelineAndTheNearMissTellOfModernCalls() {
        server.tool("forecast").returns(text("sunny"));
        new ModernPeer(server, "weather")
                .request("tools/call", Map.of("name", "forecast", "arguments", Map.of("city", "oslo")));

        assertThat(Timeline.of(server.journal()).toText())
                .contains("weather")
                .contains("tools/call")
                .contains("\"forecast\" {city: \"oslo\"}");
        assertThatThrownBy(
                        () -> server.assertThat().received(toolCall("forecast").with("city", "Oslo")))
                .hasMessageContaining("expected \"Oslo\"");
    }
}
