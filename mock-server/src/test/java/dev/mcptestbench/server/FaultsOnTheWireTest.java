package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.bytes;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.internalError;
import static dev.mcptestbench.Mcp.method;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.sessionEnd;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.RuleSteps;
import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
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

/** Each fault as raw bytes on a socket. */
class FaultsOnTheWireTest {

    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"index\",\"_meta\":{\"progressToken\":1}}}";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
                row("half-close", RuleSteps::halfCloseConnection, "", End.FIN),
                row("close after head", on -> on.afterHead().closeConnection(), HEAD, End.FIN),
                row("RST after an event", on -> on.after(events(1)).resetConnection(), null, End.RST),
                row(
                        "close mid-chunk",
                        on -> on.after(events(1)).does(new Fault.CloseMidChunk()),
                        "40\r\ndata: ",
                        End.FIN),
                row("bad chunk", on -> on.afterHead().does(new Fault.BadChunk()), HEAD + "no chunk size\r\n", End.FIN),
                row(
                        "status",
                        on -> on.status(503),
                        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
                        End.OPEN),
                row(
                        "429 with Retry-After",
                        on -> on.status(429, Map.of("Retry-After", "1"), "slow down"),
                        "Retry-After: 1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 9\r\n\r\nslow down",
                        End.OPEN),
                row(
                        "HTML page",
                        on -> on.status(200, Map.of("Content-Type", "text/html"), "<html>"),
                        "Content-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
                        End.OPEN),
                row(
                        "redirect",
                        on -> on.redirect(307, "http://127.0.0.1:9/x"),
                        "Location: http://127.0.0.1:9/x\r\n",
                        End.OPEN),
                row(
                        "202 for a request",
                        on -> on.status(202),
                        "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
                        End.OPEN),
                row(
                        "wrong type",
                        on -> on.header("Content-Type", "text/plain"),
                        "Content-Type: text/plain\r\n",
                        End.OPEN),
                row("doubled header", on -> on.does(head(Set.of(), Set.of("Content-Type"))), null, End.OPEN),
                row(
                        "oversized head",
                        on -> on.does(new Fault.OversizeHead(50)),
                        "X-Filler: " + "x".repeat(38),
                        End.OPEN),
                row("slow head", on -> on.does(new Fault.SlowHead(fixed(Duration.ofNanos(200_000)))), HEAD, End.OPEN),
                row("throttle", on -> on.throttle(20_000), HEAD, End.OPEN),
                row("comment", on -> on.after(events(1)).insert(": hello\n\n"), "\r\n: hello\n\n\r\n", End.OPEN),
                row("retry", on -> on.afterHead().insert("retry: 10\n\n"), HEAD + "b\r\nretry: 10\n\n\r\n", End.OPEN),
                row("CRLF", on -> on.spellEvents(Fault.EventSpelling.CRLF), "id: 2-2\r\ndata: {", End.OPEN),
                row("CR", on -> on.spellEvents(Fault.EventSpelling.CR), "id: 2-2\rdata: {", End.OPEN),
                row("no id", on -> on.spellEvents(Fault.EventSpelling.WITHOUT_ID), "\r\ndata: {", End.OPEN),
                row(
                        "unknown type",
                        on -> on.spellEvents(Fault.EventSpelling.UNKNOWN_TYPE),
                        "event: no-such-type\n",
                        End.OPEN),
                row("BOM", on -> on.spellEvents(Fault.EventSpelling.BOM), "\uFEFFid: 2-1\n", End.OPEN),
                row("mid-event", on -> on.withinEvent(2, 4).closeConnection(), "4\r\nid: \r\n", End.FIN),
                row("after bytes", on -> on.after(bytes(2)).closeConnection(), HEAD + "2\r\nid\r\n", End.FIN),
                row("clean end without a response", on -> on.beforeResponse().closeStream(), "\r\n0\r\n\r\n", End.OPEN),
                row("duplicate event", on -> on.after(progressEvents(1)).does(new Fault.Duplicate()), null, End.OPEN),
                row("keep-alive closed", on -> on.afterResponse().closeConnection(), "\r\n0\r\n\r\n", End.FIN),
                row("keep-alive reset", on -> on.afterResponse().resetConnection(), null, End.RST),
                row(
                        "error",
                        on -> on.failWith(internalError("boom")),
                        "\"error\":{\"code\":-32603,\"message\":\"boom\"}",
                        End.OPEN),
                row(
                        "late error",
                        on -> on.beforeResponse().failWith(ErrorCode.INTERNAL_ERROR, "late"),
                        "\"late\"",
                        End.OPEN),
                row("wrong id", on -> on.respondWith("id", 77), "\"id\":77,\"result\"", End.OPEN),
                row("lost after commit", on -> on.afterCommit().resetConnection(), "", End.RST));
    }

    private static Fault head(Set<String> without, Set<String> twice) {
        return new Fault.ChangeHead(0, Map.of(), without, twice);
    }

    private static Arguments row(String name, Consumer<RuleSteps> rule, String expected, End end) {
        return Arguments.of(name, rule, expected, end);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void putsTheFaultOnTheWire(String name, Consumer<RuleSteps> rule, String expected, End end) throws Exception {
        server.tool("index").sends(progress(0.5)).returns(text("done"));
        Peer peer = Peer.connected(server);
        rule.accept(server.on(toolCall("index")));

        try (RawCall raw = new RawCall(server)) {
            raw.post(peer, CALL);
            // What is left open says what it has to say first, however long that takes on a busy machine.
            String wanted = expected == null ? "HTTP/1.1 200 OK\r\n" : expected;
            String begun = end == End.OPEN ? raw.readUntil(wanted) : "";
            Answer answer = raw.readFor(end == End.OPEN ? 300 : 20_000);
            String bytes = begun + answer.bytes();

            assertThat(answer.end()).isEqualTo(end);
            if (expected == null) {
                assertThat(bytes).startsWith(wanted);
            } else if (expected.isEmpty()) {
                assertThat(bytes).isEmpty();
            } else {
                assertThat(bytes).contains(expected);
            }
        }
        // A reply that is left open may be looked at before the request was.
        awaitFirings(1);
        assertThat(server.journal().entries(JournalEntry.RuleFired.class)).hasSize(1);
        // Whatever went wrong, the next client is served.
        assertThat(new Peer(server).initialize("next", "2025-11-25").status()).isEqualTo(200);
    }

    @Test
    void sendsADuplicateAndADoubledHeaderTwice() throws Exception {
        server.tool("index").sends(progress(0.5)).returns(text("done"));
        Peer peer = Peer.connected(server);
        server.on(toolCall("index")).after(progressEvents(1)).does(new Fault.Duplicate());
        server.on(toolCall("index")).does(head(Set.of(), Set.of("Cache-Control")));

        try (RawCall raw = new RawCall(server)) {
            String bytes = raw.post(peer, CALL).readUntil("\r\n0\r\n\r\n");

            assertThat(bytes)
                    .containsPattern("(?s)\"progress\":0.5.*\"progress\":0.5")
                    .containsPattern("Cache-Control: no-cache\r\nCache-Control: no-cache\r\n");
        }
    }

    @Test
    void splitsACharacterOverTwoChunks() throws Exception {
        server.tool("index").returns(text("grün"));
        Peer peer = Peer.connected(server);
        server.on(toolCall("index")).spellEvents(Fault.EventSpelling.SPLIT_CHARACTER);

        assertThat(peer.call("index", Map.of()).at("content.0.text")).isEqualTo("grün");
        List<JournalEntry.BytesSent> parts = server.journal().entries(JournalEntry.BytesSent.class);
        assertThat(parts.get(parts.size() - 1).bytes()).endsWith((byte) 0xC3);
    }

    @Test
    void answersConnectionsAsScripted() throws Exception {
        server.on(connection()).nth(1).resetConnection();
        server.on(connection()).nth(2).closeConnection();
        server.on(connection()).nth(3).neverAnswer();

        String request = "GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(ended(request, 20_000)).isEqualTo(End.RST);
        assertThat(ended(request, 20_000)).isEqualTo(End.FIN);
        assertThat(ended(request, 300)).isEqualTo(End.OPEN);
        awaitFirings(3);
        assertThat(server.unmetExpectations(dev.mcptestbench.plugin.TestSettings.DEFAULT))
                .isEmpty();
    }

    private void awaitFirings(int count) {
        server.journal()
                .await(
                        () -> server.journal()
                                        .entries(JournalEntry.RuleFired.class)
                                        .size()
                                >= count,
                        PATIENCE);
    }

    private End ended(String request, int millis) throws Exception {
        try (RawCall raw = new RawCall(server)) {
            try {
                raw.send(request);
            } catch (java.io.IOException alreadyReset) {
                return End.RST;
            }
            Answer answer = raw.readFor(millis);
            assertThat(answer.bytes()).isEmpty();
            return answer.end();
        }
    }

    @Test
    void refusesConnectionsAndTakesThemAgain() throws Exception {
        server.refuseConnections();
        assertThatThrownBy(() -> new Socket(
                                InetAddress.getLoopbackAddress(), server.url().getPort())
                        .close())
                .isInstanceOf(ConnectException.class);

        server.acceptConnections();
        assertThat(new Peer(server).initialize("peer", "2025-11-25").status()).isEqualTo(200);
    }

    @Test
    void dropsAllStreams() throws Exception {
        Peer peer = Peer.connected(server);
        try (RawCall standing = new RawCall(server)) {
            standing.get(peer, "").readUntil("\r\n\r\n");

            server.dropAllStreams();

            assertThat(standing.readFor(20_000).end()).isEqualTo(End.FIN);
        }
    }

    @Test
    void crashesAtAPointOfTheReplyAndComesBackWithoutItsSessions() throws Exception {
        server.tool("index").sends(progress(0.5), progress(1)).returns(text("done"));
        server.on(toolCall("index")).after(progressEvents(1)).crash();
        Peer peer = Peer.connected(server);
        try (RawCall standing = new RawCall(server);
                RawCall call = new RawCall(server)) {
            standing.get(peer, "").readUntil("\r\n\r\n");

            Answer answer = call.post(peer, CALL).readFor(20_000);

            assertThat(answer.end()).isEqualTo(End.RST);
            assertThat(standing.readFor(20_000).end()).isEqualTo(End.RST);
        }
        assertThatThrownBy(() -> new Socket(
                                InetAddress.getLoopbackAddress(), server.url().getPort())
                        .close())
                .isInstanceOf(ConnectException.class);

        server.acceptConnections();
        // On a connection of its own: the peer may still hold one that was reset.
        try (RawCall again = new RawCall(server)) {
            assertThat(again.post(peer, CALL).readUntil("\r\n")).startsWith("HTTP/1.1 404 ");
        }
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void replaysWhatWasMissed() {
        server.tool("index").sends(progress(0.25), progress(0.5), progress(1)).returns(text("done"));
        server.on(toolCall("index")).after(progressEvents(2)).closeStream();
        Peer peer = Peer.connected(server);
        Peer.Reply cut = peer.call("index", Map.of());
        String last = cut.eventIds().get(cut.eventIds().size() - 1);

        assertThat(peer.resume(last).messages())
                .hasSize(2)
                .last()
                .satisfies(message -> assertThat(message.at("content.0.text")).isEqualTo("done"));
        assertThat(server).received(streamResumption()).once().withLastEventIdOf(progress(0.5));
    }

    static Stream<Arguments> extents() {
        return Stream.of(
                Arguments.of(Fault.Extent.COMPLETE, 2),
                Arguments.of(Fault.Extent.PARTIAL, 1),
                Arguments.of(Fault.Extent.DUPLICATED, 3),
                Arguments.of(Fault.Extent.NOTHING, 0));
    }

    @ParameterizedTest
    @MethodSource("extents")
    void replaysAsMuchAsTheFaultSays(Fault.Extent extent, int messages) {
        server.tool("index").sends(progress(0.25), progress(0.5), progress(1)).returns(text("done"));
        server.on(toolCall("index")).after(progressEvents(2)).closeStream();
        server.on(streamResumption()).replay(extent);
        Peer peer = Peer.connected(server);
        Peer.Reply cut = peer.call("index", Map.of());

        assertThat(peer.resume(cut.eventIds().get(cut.eventIds().size() - 1)).messages())
                .hasSize(messages);
    }

    @Test
    void answersOnTheStandingStream() throws Exception {
        server.tool("index").returns(text("done"));
        Peer peer = Peer.connected(server);
        server.on(toolCall("index")).does(new Fault.AnswerOnStandingStream());
        try (EventLines standing = peer.stand()) {
            assertThat(peer.call("index", Map.of()).messages()).isEmpty();
            assertThat(standing.next().at("content.0.text")).isEqualTo("done");
        }
    }

    // ── session ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void expiresASession() {
        server.tool("index").returns(text("done"));
        Peer peer = Peer.connected(server);
        server.on(toolCall("index")).nth(2).expireSession();

        assertThat(peer.call("index", Map.of()).status()).isEqualTo(200);
        assertThat(peer.call("index", Map.of()).status()).isEqualTo(404);
        assertThat(peer.call("index", Map.of()).status()).isEqualTo(404);
        assertThat(Peer.connected(server).call("index", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void answers404OnceWithoutEndingTheSession() {
        Peer peer = Peer.connected(server);
        server.on(method("ping")).first().status(404);

        assertThat(peer.request("ping", Map.of()).status()).isEqualTo(404);
        assertThat(peer.request("ping", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void changesOrLeavesOutTheSessionId() {
        server.on(initialize()).nth(1).withoutHeader("Mcp-Session-Id");
        server.on(initialize()).nth(2).header("Mcp-Session-Id", "another");

        assertThat(new Peer(server)
                        .initialize("a", "2025-11-25")
                        .http()
                        .headers()
                        .firstValue("Mcp-Session-Id"))
                .isEmpty();
        assertThat(new Peer(server)
                        .initialize("b", "2025-11-25")
                        .http()
                        .headers()
                        .firstValue("Mcp-Session-Id"))
                .hasValue("another");
    }

    @Test
    void failsInitializeOrAnswersItOddly() {
        server.on(initialize()).nth(1).failWith(internalError("not yet"));
        server.on(initialize()).nth(2).respondWith("result.protocolVersion", "1999-01-01");
        server.on(initialize()).nth(3).respondWithout("result.capabilities");
        server.on(initialize()).nth(4).status(400);

        assertThat(new Peer(server).initialize("a", "2025-11-25").last().kind()).isEqualTo(Message.Kind.ERROR);
        assertThat(new Peer(server).initialize("b", "2025-11-25").at("protocolVersion"))
                .isEqualTo("1999-01-01");
        assertThat(new Peer(server).initialize("c", "2025-11-25").last().result())
                .doesNotContainKey("capabilities");
        assertThat(new Peer(server).initialize("d", "2025-11-25").status()).isEqualTo(400);
    }

    @Test
    void refusesOrHangsDelete() throws Exception {
        server.on(sessionEnd()).nth(1).status(405);
        Peer peer = Peer.connected(server);

        assertThat(peer.delete().status()).isEqualTo(405);
        assertThat(peer.request("ping", Map.of()).status()).isEqualTo(200);
        assertThat(peer.delete().status()).isEqualTo(204);
        assertThat(peer.request("ping", Map.of()).status()).isEqualTo(404);

        Peer other = Peer.connected(server);
        server.on(sessionEnd()).neverAnswer();
        try (RawCall raw = new RawCall(server)) {
            raw.send("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: " + other.session() + "\r\n\r\n");
            assertThat(raw.readFor(300)).isEqualTo(new Answer("", End.OPEN));
        }
    }

    @Test
    void offersNoStandingStream() throws Exception {
        server.on(standingStream()).status(405);
        Peer peer = Peer.connected(server);

        try (EventLines refused = peer.stand()) {
            assertThat(refused.status()).isEqualTo(405);
        }
    }
}
