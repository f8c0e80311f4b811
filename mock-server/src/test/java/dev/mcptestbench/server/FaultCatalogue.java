package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.server.Rig.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All that can go wrong, one row each: how it is said in Java and in YAML, and what is then seen on the wire. */
final class FaultCatalogue {

    /**
     * One row.
     *
     * @param yaml the rule, as it stands in a scenario file between the braces
     * @param java the same rule; its source text is what the page shows
     * @param probe what is seen on the wire
     */
    record Row(String group, String fault, String meaning, String yaml, Consumer<Scriptable<?>> java, Probe probe) {
        @Override
        public String toString() {
            return group + ": " + fault;
        }
    }

    /** Looks at the wire of a server that plays the row's rule. */
    interface Probe {
        void look(Rig rig) throws Exception;
    }

    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    private static final String RESULT = "\"id\":9,\"result\":{\"content\":";
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final List<Row> rows = new ArrayList<>();
    private String group = "";

    private FaultCatalogue() {}

    static List<Row> rows() {
        FaultCatalogue catalogue = new FaultCatalogue();
        catalogue.connections();
        catalogue.http();
        catalogue.eventStream();
        catalogue.jsonRpc();
        catalogue.session();
        catalogue.notifications();
        catalogue.serverRequests();
        catalogue.tool();
        catalogue.positions();
        catalogue.triggers();
        return List.copyOf(catalogue.rows);
    }

    private void row(String fault, String meaning, String yaml, Consumer<Scriptable<?>> java, Probe probe) {
        rows.add(new Row(group, fault, meaning, yaml, java, probe));
    }

    private void connections() {
        group = "connection";
        row(
                "refuse",
                "New connections are refused, as if nobody listened; those that are open stay",
                "on: time 0s, do: refuse-connections",
                server -> server.on(elapsed(Duration.ZERO)).does(refuseConnections()),
                Rig::expectRefusal);
        row(
                "refuse for a time",
                "The same, until the time has passed on the test clock",
                "on: tools/call index, do: { refuse-connections: 2s }",
                server -> server.on(toolCall("index")).does(refuseConnections(Duration.ofSeconds(2))),
                rig -> {
                    rig.expect(CALL, RESULT);
                    rig.expectRefusal();
                    rig.advance(Duration.ofSeconds(2));
                    rig.expect(PING, "\"result\":{}");
                });
        row(
                "accept and never answer",
                "The connection is taken, and nothing ever comes on it",
                "on: connection, do: never-answer",
                server -> server.on(connection()).does(new Fault.Hang()),
                rig -> rig.expectStall(PING, "", "HTTP"));
        row(
                "close on connect",
                "A new connection ends with a FIN",
                "on: connection, do: close-connection",
                server -> server.on(connection()).closeConnection(),
                rig -> assertThat(onConnect(rig)).isEqualTo(End.FIN));
        row(
                "reset on connect",
                "A new connection ends with an RST",
                "on: connection, do: reset-connection",
                server -> server.on(connection()).resetConnection(),
                rig -> assertThat(onConnect(rig)).isEqualTo(End.RST));
        row(
                "FIN",
                "The connection ends in place of the reply",
                "on: tools/call index, do: close-connection",
                server -> server.on(toolCall("index")).closeConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.FIN)).isEmpty());
        row(
                "RST",
                "The connection is reset in place of the reply",
                "on: tools/call index, do: reset-connection",
                server -> server.on(toolCall("index")).resetConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.RST)).isEmpty());
        row(
                "never answer",
                "Nothing comes, and the connection stays open",
                "on: tools/call index, do: never-answer",
                server -> server.on(toolCall("index")).neverAnswer(),
                rig -> rig.expectStall(CALL, "", "HTTP"));
        row(
                "close after the head",
                "Status and headers come, then a FIN",
                "on: tools/call index, after: head, do: close-connection",
                server -> server.on(toolCall("index")).afterHead().closeConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.FIN, "HTTP/1.1 200 OK"))
                        .endsWith("\r\n\r\n"));
        row(
                "close mid-chunk",
                "A chunk is announced and begun, then a FIN",
                "on: tools/call index, after: 1 event, do: close-mid-chunk",
                server -> server.on(toolCall("index")).after(events(1)).does(closeMidChunk()),
                rig -> rig.expectEnd(CALL, End.FIN, "40\r\ndata: "));
        row(
                "half-close",
                "The server's half of the connection is closed; it still reads",
                "on: tools/call index, do: half-close-connection",
                server -> server.on(toolCall("index")).halfCloseConnection(),
                rig -> rig.expectEnd(CALL, End.FIN));
        row(
                "drop all streams",
                "Every connection of the server breaks",
                "on: tools/call index, do: drop-all-streams",
                server -> server.on(toolCall("index")).does(dropAllStreams()),
                rig -> {
                    try (RawCall standing = rig.standing()) {
                        rig.expectEnd(CALL, End.FIN);
                        assertThat(standing.readFor(20_000).end()).isEqualTo(End.FIN);
                    }
                });
        row(
                "crash",
                "Connections are reset, new ones refused, sessions lost",
                "on: tools/call index, do: crash",
                server -> server.on(toolCall("index")).crash(),
                rig -> {
                    rig.expectEnd(CALL, End.RST);
                    rig.expectRefusal();
                });
        row(
                "keep-alive connection closed between requests",
                "The reply is whole, and the connection gone when the next request comes",
                "on: tools/call index, after: response, do: close-connection",
                server -> server.on(toolCall("index")).afterResponse().closeConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.FIN, RESULT)).endsWith(LAST_CHUNK));
    }

    private static End onConnect(Rig rig) throws Exception {
        try (RawCall raw = new RawCall(rig.server)) {
            return raw.readFor(20_000).end();
        }
    }

    private void http() {
        group = "HTTP";
        row(
                "status",
                "Any status",
                "on: tools/call index, do: { status: 503 }",
                server -> server.on(toolCall("index")).status(503),
                rig -> rig.expect(CALL, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"));
        row(
                "status with headers and body",
                "Any status with any body",
                "on: tools/call index, do: { status: { code: 500, headers: { X-Why: test }, body: broken } }",
                server -> server.on(toolCall("index")).status(500, Map.of("X-Why", "test"), "broken"),
                rig -> rig.expect(CALL, "HTTP/1.1 500 ", "X-Why: test\r\n", "\r\n\r\nbroken"));
        row(
                "too many requests",
                "429 with `Retry-After`",
                "on: tools/call index, first: true, do: { too-many-requests: 2s }",
                server -> server.on(toolCall("index")).first().does(tooManyRequests(Duration.ofSeconds(2))),
                rig -> {
                    rig.expect(CALL, "HTTP/1.1 429 ", "Retry-After: 2\r\n");
                    rig.expect(CALL, RESULT);
                });
        row(
                "HTML page",
                "200 with a web page, as a log-in page or a proxy sends it",
                "on: tools/call index, do: html-page",
                server -> server.on(toolCall("index")).does(htmlPage()),
                rig -> rig.expect(
                        CALL, "HTTP/1.1 200 ", "Content-Type: text/html; charset=utf-8\r\n", "<!doctype html>"));
        row(
                "redirect",
                "307 or 308, to the same or another origin",
                "on: tools/call index, do: { redirect: { code: 308, location: \"http://127.0.0.1:9/mcp\" } }",
                server -> server.on(toolCall("index")).redirect(308, "http://127.0.0.1:9/mcp"),
                rig -> rig.expect(CALL, "HTTP/1.1 308 ", "Location: http://127.0.0.1:9/mcp\r\n"));
        row(
                "202 with text/plain",
                "A notification is accepted with a body nobody asked for",
                "on: notifications/initialized, after: commit, do: { status: { code: 202, headers: { Content-Type: text/plain }, body: ok } }",
                server -> server.on(method("notifications/initialized"))
                        .afterCommit()
                        .status(202, Map.of("Content-Type", "text/plain"), "ok"),
                rig -> rig.expect(INITIALIZED, "HTTP/1.1 202 ", "Content-Type: text/plain\r\n", "\r\n\r\nok"));
        row(
                "200 instead of 202",
                "A notification is answered with 200 and an empty body",
                "on: notifications/initialized, after: commit, do: { status: 200 }",
                server -> server.on(method("notifications/initialized"))
                        .afterCommit()
                        .status(200),
                rig -> rig.expect(INITIALIZED, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        row(
                "202 for a request",
                "A request is accepted, and never answered",
                "on: tools/call index, do: { status: 202 }",
                server -> server.on(toolCall("index")).status(202),
                rig -> rig.expect(CALL, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
        row(
                "wrong Content-Type",
                "The reply goes out as another media type than it is",
                "on: tools/call index, do: { content-type: text/plain }",
                server -> server.on(toolCall("index")).does(contentType("text/plain")),
                rig -> rig.expect(CALL, "Content-Type: text/plain\r\n", RESULT));
        row(
                "missing Content-Type",
                "The reply tells no media type",
                "on: tools/call index, do: { without-header: Content-Type }",
                server -> server.on(toolCall("index")).withoutHeader("Content-Type"),
                rig -> assertThat(rig.expect(CALL, RESULT)).doesNotContain("Content-Type"));
        row(
                "missing Content-Length",
                "A single body comes in chunks",
                "on: tools/call plain, do: { without-header: Content-Length }",
                server -> server.on(toolCall("plain")).withoutHeader("Content-Length"),
                rig -> assertThat(rig.expect(Rig.call("plain"), "Transfer-Encoding: chunked", RESULT, LAST_CHUNK))
                        .doesNotContain("Content-Length"));
        row(
                "any header",
                "A header of one's own, or in place of the reply's",
                "on: tools/call index, do: { change-head: { set: { X-Hop: one } } }",
                server -> server.on(toolCall("index")).header("X-Hop", "one"),
                rig -> rig.expect(CALL, "X-Hop: one\r\n", RESULT));
        row(
                "duplicated header",
                "A header stands there twice",
                "on: tools/call index, do: { duplicate-header: Content-Type }",
                server -> server.on(toolCall("index")).does(duplicateHeader("Content-Type")),
                rig -> rig.expect(CALL, "Content-Type: text/event-stream\r\n", "Content-Type: text/event-stream\r\n"));
        row(
                "bad chunk",
                "What is no chunk stands where a chunk should, then a FIN",
                "on: tools/call index, after: head, do: bad-chunk",
                server -> server.on(toolCall("index")).afterHead().does(badChunk()),
                rig -> rig.expectEnd(CALL, End.FIN, "\r\n\r\nno chunk size\r\n"));
        row(
                "oversized head",
                "A header line of so many bytes",
                "on: tools/call index, do: { oversize-head: 100000 }",
                server -> server.on(toolCall("index")).does(oversizeHead(100_000)),
                rig -> assertThat(rig.expect(CALL, RESULT)).contains("X-Filler: " + "x".repeat(99_988)));
        row(
                "oversized body",
                "So many bytes more, which mean nothing",
                "on: tools/call index, do: { oversize-body: 100000 }",
                server -> server.on(toolCall("index")).does(oversizeBody(100_000)),
                rig -> assertThat(rig.expect(CALL, RESULT)).hasSizeGreaterThan(100_000));
        row(
                "slow head",
                "Status and headers come byte by byte",
                "on: tools/call index, do: { slow-head: 200us }",
                server -> server.on(toolCall("index")).does(slowHead(fixed(Duration.ofNanos(200_000)))),
                rig -> rig.expect(CALL, "HTTP/1.1 200 OK", RESULT));
        row(
                "throttle",
                "No more than so many bytes a second",
                "on: tools/call index, do: { throttle: 20000 }",
                server -> server.on(toolCall("index")).throttle(20_000),
                rig -> rig.expect(CALL, "HTTP/1.1 200 OK", RESULT));
    }

    private void eventStream() {
        group = "event stream";
        row(
                "comment",
                "A comment line, which means nothing",
                "on: tools/call index, after: 1 event, do: { comment: hello }",
                server -> server.on(toolCall("index")).after(events(1)).does(comment("hello")),
                rig -> rig.expect(CALL, "\"progress\":0.5", "\r\n: hello\n\n\r\n", RESULT));
        row(
                "retry",
                "How long clients wait before they reconnect",
                "on: tools/call index, after: head, do: { retry: 10ms }",
                server -> server.on(toolCall("index")).afterHead().does(retry(Duration.ofMillis(10))),
                rig -> rig.expect(CALL, "\r\n\r\nb\r\nretry: 10\n\n\r\n", RESULT));
        row(
                "empty-data event",
                "An event whose data is empty, besides the one that primes a stream",
                "on: tools/call index, after: 1 event, do: empty-event",
                server -> server.on(toolCall("index")).after(events(1)).does(emptyEvent()),
                rig -> rig.expect(CALL, "\"progress\":0.5", "\r\ndata: \n\n\r\n", RESULT));
        row(
                "missing id",
                "No event has an id: the stream cannot be resumed",
                "on: tools/call index, do: { spell-events: without-id }",
                server -> server.on(toolCall("index")).does(withoutEventIds()),
                rig -> assertThat(rig.expect(CALL, RESULT)).doesNotContain("id: "));
        row(
                "unknown event type",
                "Events have a type that nobody knows",
                "on: tools/call index, do: { spell-events: unknown-type }",
                server -> server.on(toolCall("index")).does(unknownEventType()),
                rig -> rig.expect(CALL, "event: no-such-type\n", RESULT));
        row(
                "CR",
                "Lines end with CR",
                "on: tools/call index, do: { spell-events: cr }",
                server -> server.on(toolCall("index")).does(carriageReturns()),
                rig -> rig.expect(CALL, "id: 2-2\rdata: {", "}\r\r"));
        row(
                "CR LF",
                "Lines end with CR LF",
                "on: tools/call index, do: { spell-events: crlf }",
                server -> server.on(toolCall("index")).does(carriageReturnsAndLineFeeds()),
                rig -> rig.expect(CALL, "id: 2-2\r\ndata: {", "}\r\n\r\n"));
        row(
                "multi-line data",
                "The data of an event stands on several lines",
                "on: tools/call index, do: { spell-events: multi-line }",
                server -> server.on(toolCall("index")).does(multiLineData()),
                rig -> rig.expect(CALL, "data: {\"jsonrpc\":\"2.0\",\ndata: "));
        row(
                "BOM",
                "The stream begins with a byte order mark",
                "on: tools/call index, do: { spell-events: bom }",
                server -> server.on(toolCall("index")).does(byteOrderMark()),
                rig -> assertThat(rig.expect(CALL, "\uFEFFid: 2-1\n", RESULT).split("\uFEFF", -1))
                        .hasSize(2));
        row(
                "character split over chunks",
                "The bytes of one character come in two chunks",
                "on: tools/call plain, do: { spell-events: split-character }",
                server -> server.on(toolCall("plain")).does(splitCharacter()),
                rig -> assertThat(rig.expect(Rig.call("plain"), LAST_CHUNK)).containsPattern("gr.?\r\n[0-9a-f]+\r\n"));
        row(
                "event without final blank line",
                "The last event has none: a parser never sees its end",
                "on: tools/call index, do: { spell-events: without-blank-line }",
                server -> server.on(toolCall("index")).does(withoutFinalBlankLine()),
                rig -> rig.expect(CALL, "\"progress\":0.5", "\n\nid: ", RESULT, "}\n" + LAST_CHUNK));
        row(
                "clean end without a response",
                "The stream ends in good order, and the response never came; it can be resumed",
                "on: tools/call index, before: response, do: close-stream",
                server -> server.on(toolCall("index")).beforeResponse().closeStream(),
                rig -> assertThat(rig.expect(CALL, LAST_CHUNK)).contains("0.5").doesNotContain(RESULT));
        row(
                "duplicate event",
                "An event is sent twice, id and all",
                "on: tools/call index, after: 1 progress event, do: duplicate",
                server -> server.on(toolCall("index")).after(progressEvents(1)).does(duplicateEvent()),
                rig -> rig.expect(CALL, "id: 2-2\n", "\"progress\":0.5", "id: 2-2\n", "\"progress\":0.5", RESULT));
        row(
                "response on another stream",
                "The response goes out on the standing stream",
                "on: tools/call index, do: answer-on-standing-stream",
                server -> server.on(toolCall("index")).does(answerOnStandingStream()),
                rig -> rig.expectOnStandingStream(
                        () -> assertThat(rig.expect(CALL, LAST_CHUNK)).doesNotContain(RESULT), RESULT));
        row(
                "replay, complete",
                "A resumed stream brings just what was missed: what the mock does anyway",
                "on: stream resumption, do: { replay: complete }",
                server -> server.on(streamResumption()).replay(Fault.Extent.COMPLETE),
                rig -> assertThat(replayed(rig)).contains(RESULT).doesNotContain("0.5"));
        row(
                "replay, partial",
                "All but the first event that was missed",
                "on: stream resumption, do: { replay: partial }",
                server -> server.on(streamResumption()).replay(Fault.Extent.PARTIAL),
                rig -> assertThat(replayed(rig)).doesNotContain(RESULT));
        row(
                "replay, duplicated",
                "What was missed, and the event before it once more",
                "on: stream resumption, do: { replay: duplicated }",
                server -> server.on(streamResumption()).replay(Fault.Extent.DUPLICATED),
                rig -> assertThat(replayed(rig)).contains("0.5", RESULT));
        row(
                "replay, nothing",
                "A resumed stream brings nothing",
                "on: stream resumption, do: { replay: nothing }",
                server -> server.on(streamResumption()).replay(Fault.Extent.NOTHING),
                rig -> assertThat(replayed(rig)).doesNotContain("0.5", RESULT));
    }

    /** What comes when a stream is resumed that broke after its progress. */
    private static String replayed(Rig rig) throws Exception {
        rig.server.on(toolCall("index")).first().after(progressEvents(1)).closeStream();
        rig.expect(CALL, "id: 2-2\n", LAST_CHUNK);
        try (RawCall raw = new RawCall(rig.server)) {
            return raw.get(rig.peer, "Last-Event-ID: 2-2\r\n").readUntil(LAST_CHUNK);
        }
    }

    private void jsonRpc() {
        group = "JSON-RPC";
        row(
                "malformed JSON",
                "The text of the response breaks off in its middle",
                "on: tools/call index, do: malformed-json",
                server -> server.on(toolCall("index")).does(malformedJson()),
                rig -> assertThat(rig.expect(CALL, "\"id\":9,\"result\":", LAST_CHUNK))
                        .doesNotContain("structuredContent"));
        row(
                "wrong id",
                "The response has the id of no request",
                "on: tools/call index, do: wrong-id",
                server -> server.on(toolCall("index")).does(wrongId()),
                rig -> rig.expect(CALL, "\"id\":1000000016,\"result\""));
        row(
                "null id",
                "The response has a null id",
                "on: tools/call index, do: null-id",
                server -> server.on(toolCall("index")).does(nullId()),
                rig -> rig.expect(CALL, "\"id\":null,\"result\""));
        row(
                "string for number id",
                "A text where the request had a number, and the other way round",
                "on: tools/call index, do: id-of-other-type",
                server -> server.on(toolCall("index")).does(idOfOtherType()),
                rig -> rig.expect(CALL, "\"id\":\"9\",\"result\""));
        row(
                "float id",
                "9.0 for 9",
                "on: tools/call index, do: float-id",
                server -> server.on(toolCall("index")).does(floatId()),
                rig -> rig.expect(CALL, "\"id\":9.0,\"result\""));
        row(
                "missing id",
                "The response has no id",
                "on: tools/call index, do: without-id",
                server -> server.on(toolCall("index")).does(withoutId()),
                rig -> rig.expect(CALL, "{\"jsonrpc\":\"2.0\",\"result\""));
        row(
                "missing version",
                "The response has no `jsonrpc` member",
                "on: tools/call index, do: without-version",
                server -> server.on(toolCall("index")).does(withoutVersion()),
                rig -> rig.expect(CALL, "data: {\"id\":9,\"result\""));
        row(
                "result and error",
                "The response has both",
                "on: tools/call index, do: result-and-error",
                server -> server.on(toolCall("index")).does(resultAndError()),
                rig -> rig.expect(CALL, RESULT, "},\"error\":{\"code\":-32603,"));
        row(
                "neither result nor error",
                "The response has neither",
                "on: tools/call index, do: neither-result-nor-error",
                server -> server.on(toolCall("index")).does(neitherResultNorError()),
                rig -> rig.expect(CALL, "{\"jsonrpc\":\"2.0\",\"id\":9}"));
        row(
                "batch, alone",
                "The response stands alone in an array",
                "on: tools/call index, do: batch",
                server -> server.on(toolCall("index")).does(batch()),
                rig -> rig.expect(CALL, "data: [{\"jsonrpc\":\"2.0\"," + RESULT, "}]\n"));
        row(
                "batch, with others",
                "In an array, between a log message and a response to no request",
                "on: tools/call index, do: batch-with-others",
                server -> server.on(toolCall("index")).does(batchWithOthers()),
                rig -> rig.expect(
                        CALL, "data: [{", "notifications/message", RESULT, "\"id\":\"no-such-request\"", "}]\n"));
        row(
                "duplicate response",
                "The response is sent twice on its stream",
                "on: tools/call index, do: duplicate-response",
                server -> server.on(toolCall("index")).does(duplicateResponse()),
                rig -> rig.expect(CALL, RESULT, RESULT, LAST_CHUNK));
        row(
                "duplicate response, later",
                "The second comes so much later; the stream stays open till then",
                "on: tools/call index, do: { duplicate-response: { after: 1h } }",
                server -> server.on(toolCall("index")).does(duplicateResponse(Duration.ofHours(1))),
                rig -> afterAnHour(rig, RESULT, RESULT));
        row(
                "duplicate response on the standing stream",
                "The second goes out on the standing stream",
                "on: tools/call index, do: { duplicate-response: { on: standing-stream } }",
                server -> server.on(toolCall("index")).does(duplicateResponseOnStandingStream()),
                rig -> rig.expectOnStandingStream(() -> rig.expect(CALL, RESULT, LAST_CHUNK), RESULT));
        row(
                "response never",
                "The stream stays open, and what else belongs on it comes",
                "on: tools/call index, do: never-respond",
                server -> server.on(toolCall("index")).does(neverRespond()),
                rig -> rig.expectStall(CALL, "\"progress\":0.5", RESULT));
        row(
                "response late",
                "So much later, whether the client still waits or not; its notifications come in time",
                "on: tools/call index, do: { respond-late: 1h }",
                server -> server.on(toolCall("index")).does(respondLate(Duration.ofHours(1))),
                rig -> afterAnHour(rig, "\"progress\":0.5", RESULT));
        row(
                "out of order",
                "The response overtakes the notifications that lead up to it",
                "on: tools/call index, do: respond-first",
                server -> server.on(toolCall("index")).does(respondFirst()),
                rig -> rig.expect(CALL, RESULT, "\"progress\":0.5", LAST_CHUNK));
        row(
                "replies out of order",
                "Replies wait until so many have arrived, and go out in reverse",
                "on: tools/call, hold: { until: 2, order: reversed }",
                server -> server.on(toolCall()).holdUntilArrived(2).thenReplyInReverse(),
                FaultCatalogue::repliesInReverse);
        row(
                "unknown extra fields",
                "Members that nobody knows, in the envelope and in the result",
                "on: tools/call index, do: unknown-members",
                server -> server.on(toolCall("index")).does(unknownMembers()),
                rig -> rig.expect(CALL, RESULT, "\"x-unknown\":[", "\"x-unknown\":{"));
        row(
                "error",
                "A JSON-RPC error in place of the response",
                "on: tools/call index, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).failWith(internalError("boom")),
                rig -> rig.expect(CALL, "\"id\":9,\"error\":{\"code\":-32603,\"message\":\"boom\"}"));
        row(
                "error with data",
                "The same, with data",
                "on: tools/call index, do: { fail: { code: -32602, message: boom, data: { why: test } } }",
                server -> server.on(toolCall("index")).failWith(error(INVALID_PARAMS, "boom", Map.of("why", "test"))),
                rig -> rig.expect(CALL, "\"message\":\"boom\",\"data\":{\"why\":\"test\"}"));
        row(
                "null members",
                "Members that may be absent are there, and null",
                "on: tools/call index, do: null-members",
                server -> server.on(toolCall("index")).does(nullMembers()),
                rig -> rig.expect(CALL, RESULT, "\"_meta\":null", "\"nextCursor\":null", "\"error\":null"));
        row(
                "deep nesting",
                "Lists in lists, so many levels deep",
                "on: tools/call index, do: { deep-nesting: 5000 }",
                server -> server.on(toolCall("index")).does(deepNesting(5_000)),
                rig -> rig.expect(CALL, "\"nested\":" + "[".repeat(5_000) + "]".repeat(5_000)));
        row(
                "large result",
                "So many bytes more: 20 kB, 16 MB",
                "on: tools/call index, do: { large-result: 16000000 }",
                server -> server.on(toolCall("index")).does(largeResult(16_000_000)),
                rig -> assertThat(rig.expectWhole(CALL)).isGreaterThan(16_000_000));
        row(
                "any member",
                "A member of the response has another value, or is not there",
                "on: tools/call index, do: { change-message: { set: { result.extra: 1 } } }",
                server -> server.on(toolCall("index")).respondWith("result.extra", 1),
                rig -> rig.expect(CALL, RESULT, "\"extra\":1"));
    }

    private static void afterAnHour(Rig rig, String before, String after) throws Exception {
        rig.advance(Duration.ZERO);
        try (RawCall raw = new RawCall(rig.server)) {
            raw.post(rig.peer, CALL).readUntil(before);
            assertThat(raw.readFor(100).bytes()).doesNotContain(after);
            rig.advance(Duration.ofHours(1));
            raw.readUntil(after);
            raw.readUntil(LAST_CHUNK);
        }
    }

    private static void repliesInReverse(Rig rig) throws Exception {
        try (RawCall first = new RawCall(rig.server);
                RawCall second = new RawCall(rig.server)) {
            first.post(rig.peer, CALL);
            // It has arrived, and waits.
            rig.awaitFiring();
            second.post(rig.peer, Rig.call("plain"));
            second.readUntil(RESULT);
            first.readUntil(RESULT);
        }
        assertThat(rig.server.journal().entries(dev.mcptestbench.journal.JournalEntry.MessageSent.class).stream()
                        .filter(sent -> sent.message().kind() == Message.Kind.RESULT)
                        .map(sent -> sent.message().at("content.0.text"))
                        .filter(java.util.Objects::nonNull))
                .containsExactly("grün", "{\"files\":42}");
    }

    private void session() {
        group = "session";
        row(
                "no session id",
                "The initialize response gives none",
                "on: initialize, do: without-session-id",
                server -> server.on(initialize()).does(withoutSessionId()),
                rig -> assertThat(handshake(rig, "c").http().headers().firstValue("Mcp-Session-Id"))
                        .isEmpty());
        row(
                "changed id",
                "A reply names another session id than the session's",
                "on: initialize, do: { change-session-id: another }",
                server -> server.on(initialize()).does(changeSessionId("another")),
                rig -> assertThat(handshake(rig, "c").http().headers().firstValue("Mcp-Session-Id"))
                        .hasValue("another"));
        row(
                "404 once",
                "One request is told that there is no such session; the next is served",
                "on: ping, first: true, do: { status: 404 }",
                server -> server.on(ping()).first().status(404),
                rig -> {
                    rig.expect(PING, "HTTP/1.1 404 ");
                    rig.expect(PING, "HTTP/1.1 200 ");
                });
        row(
                "404 for good",
                "The session is gone",
                "on: ping, first: true, do: expire-session",
                server -> server.on(ping()).first().expireSession(),
                rig -> {
                    rig.expect(PING, "HTTP/1.1 404 ");
                    rig.expect(PING, "HTTP/1.1 404 ");
                });
        row(
                "400",
                "The request is refused as if it named no session",
                "on: ping, do: { status: 400 }",
                server -> server.on(ping()).status(400),
                rig -> rig.expect(PING, "HTTP/1.1 400 "));
        row(
                "expire after n requests",
                "The session serves two requests, and is gone with the third",
                "on: any request, nth: 3, do: expire-session",
                server -> server.on(anyRequest()).nth(3).expireSession(),
                rig -> {
                    rig.expect(PING, "HTTP/1.1 200 ");
                    rig.expect(PING, "HTTP/1.1 200 ");
                    rig.expect(PING, "HTTP/1.1 404 ");
                    rig.expect(PING, "HTTP/1.1 404 ");
                });
        row(
                "DELETE refused",
                "The client may not end its session",
                "on: session end, do: { status: 405 }",
                server -> server.on(sessionEnd()).status(405),
                rig -> {
                    assertThat(rig.peer.delete().status()).isEqualTo(405);
                    rig.expect(PING, "HTTP/1.1 200 ");
                });
        row(
                "DELETE hangs",
                "The client's DELETE is never answered",
                "on: session end, do: never-answer",
                server -> server.on(sessionEnd()).neverAnswer(),
                rig -> {
                    try (RawCall raw = new RawCall(rig.server)) {
                        raw.send("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: " + rig.peer.session()
                                + "\r\n\r\n");
                        assertThat(raw.readFor(300)).isEqualTo(new Answer("", End.OPEN));
                    }
                });
        row(
                "initialize fails n times",
                "And works from then on",
                "on: initialize, times: 2, do: { fail: { code: -32603, message: not yet } }",
                server -> server.on(initialize()).times(2).failWith(ErrorCode.INTERNAL_ERROR, "not yet"),
                rig -> {
                    assertThat(handshake(rig, "a").last().kind()).isEqualTo(Message.Kind.ERROR);
                    assertThat(handshake(rig, "b").last().kind()).isEqualTo(Message.Kind.ERROR);
                    assertThat(handshake(rig, "c").last().kind()).isEqualTo(Message.Kind.RESULT);
                });
        row(
                "version the client did not offer",
                "The initialize response names this revision",
                "on: initialize, do: { negotiate-version: 1999-01-01 }",
                server -> server.on(initialize()).does(negotiateVersion("1999-01-01")),
                rig -> assertThat(handshake(rig, "c").at("protocolVersion")).isEqualTo("1999-01-01"));
        row(
                "capabilities missing",
                "The initialize response declares none",
                "on: initialize, do: without-capabilities",
                server -> server.on(initialize()).does(withoutCapabilities()),
                rig -> assertThat(handshake(rig, "c").last().result())
                        .containsKey("serverInfo")
                        .doesNotContainKey("capabilities"));
    }

    private static Peer.Reply handshake(Rig rig, String name) {
        return new Peer(rig.server).initialize(name, "2025-11-25");
    }

    private void notifications() {
        group = "notification";
        row(
                "burst",
                "Many at once",
                "on: tools/call index, times: 1000, send: { logging: { level: info, data: \"tick {n}\" } }",
                server -> server.on(toolCall("index")).send(logging(INFO, "tick {n}"), Duration.ZERO, 1000),
                rig -> rig.expect(CALL, "tick 1\"", "tick 500\"", "tick 1000\"", RESULT));
        row(
                "at intervals",
                "One after the other, on the test clock",
                "on: standing stream, every: 1h, times: 2, send: { logging: { level: info, data: \"tick {n}\" } }",
                server -> server.on(standingStream()).send(logging(INFO, "tick {n}"), Duration.ofHours(1), 2),
                rig -> {
                    rig.advance(Duration.ZERO);
                    rig.expectOnStandingStream(() -> rig.advance(Duration.ofHours(1)), "tick 1\"", "tick 2\"");
                });
        row(
                "before the ack",
                "It comes before the 202 of the client's notification",
                "on: notifications/initialized, send: tools-changed",
                server -> server.on(method("notifications/initialized")).send(toolsChanged()),
                rig -> rig.expectOnStandingStream(
                        () -> rig.expect(INITIALIZED, "HTTP/1.1 202 "), "tools/list_changed"));
        row(
                "before the initialize response",
                "On the stream of the handshake",
                "on: initialize, send: { logging: { level: info, data: early } }",
                server -> server.on(initialize()).send(logging(INFO, "early")),
                rig -> assertThat(handshake(rig, "c").messages())
                        .extracting(Message::kind)
                        .containsExactly(Message.Kind.NOTIFICATION, Message.Kind.RESULT));
        row(
                "progress after the result",
                "On the same stream, once the call is answered",
                "on: tools/call index, after: response, send: { progress: 0.75 }",
                server -> server.on(toolCall("index")).afterResponse().send(progress(0.75)),
                rig -> rig.expect(CALL, RESULT, "\"progressToken\":1,\"progress\":0.75", LAST_CHUNK));
        row(
                "progress beyond 100 %",
                "More than the total",
                "on: tools/call index, send: { progress: { value: 150, total: 100 } }",
                server -> server.on(toolCall("index")).send(progress(150, 100)),
                rig -> rig.expect(CALL, "\"progress\":150.0,\"total\":100.0", RESULT));
        row(
                "unknown progress token",
                "Progress of a call that nobody made",
                "on: tools/call index, send: { notifications/progress: { progressToken: nobody, progress: 1 } }",
                server -> server.on(toolCall("index"))
                        .send(notification("notifications/progress", Map.of("progressToken", "nobody", "progress", 1))),
                rig -> rig.expect(CALL, "\"progressToken\":\"nobody\"", RESULT));
        row(
                "list_changed without change",
                "The list is as it was",
                "on: tools/call index, send: tools-changed, to: standing stream",
                server -> server.on(toolCall("index")).send(toolsChanged()).onStandingStream(),
                rig -> rig.expectOnStandingStream(() -> rig.expect(CALL, RESULT), "tools/list_changed"));
        row(
                "list_changed with change",
                "A tool is withdrawn, and clients are told",
                "on: tools/call index, do: { withdraw-tool: plain }",
                server -> server.on(toolCall("index")).does(withdrawTool("plain")),
                rig -> {
                    rig.expectOnStandingStream(() -> rig.expect(CALL, LAST_CHUNK), "tools/list_changed");
                    assertThat(rig.expect(LIST, "\"id\":9,", "]}}")).doesNotContain("\"plain\"");
                });
        row(
                "update for a URI not subscribed",
                "A resource has changed that the client did not ask about",
                "on: tools/call index, send: { resource-updated: \"file:///notes.txt\" }, to: standing stream",
                server -> server.on(toolCall("index"))
                        .send(resourceUpdated("file:///notes.txt"))
                        .onStandingStream(),
                rig -> rig.expectOnStandingStream(
                        () -> rig.expect(CALL, RESULT), "notifications/resources/updated", "file:///notes.txt"));
        row(
                "for another client",
                "What one client's call makes the server say to another",
                "on: tools/call index, send: { logging: { level: info, data: not yours } }, to: { client: other }",
                server -> server.on(toolCall("index"))
                        .send(logging(INFO, "not yours"))
                        .to("other"),
                rig -> {
                    try (RawCall others = rig.standing(Peer.connected(rig.server, "other"))) {
                        assertThat(rig.expect(CALL, LAST_CHUNK)).doesNotContain("not yours");
                        others.readUntil("not yours");
                    }
                });
        row(
                "to all",
                "To every initialized client",
                "on: tools/call index, send: { logging: { level: info, data: hear } }, to: all",
                server ->
                        server.on(toolCall("index")).send(logging(INFO, "hear")).toAll(),
                rig -> {
                    try (RawCall others = rig.standing(Peer.connected(rig.server, "other"))) {
                        rig.expectOnStandingStream(() -> rig.expect(CALL, RESULT), "hear");
                        others.readUntil("hear");
                    }
                });
    }

    private void serverRequests() {
        group = "server request";
        row(
                "ping during a call",
                "The server asks on the stream of the request, and does not wait for the answer",
                "on: tools/call index, ask: ping",
                server -> server.on(toolCall("index")).ask(pingRequest()),
                rig -> rig.expect(CALL, "\"method\":\"ping\"", RESULT));
        row(
                "sampling during a call",
                "After an event of the reply; the client may never answer",
                "on: tools/call index, after: 1 progress event, ask: { sampling: 1 + 1? }",
                server -> server.on(toolCall("index")).after(progressEvents(1)).ask(samplingRequest("1 + 1?")),
                rig -> rig.expect(CALL, "\"progress\":0.5", "\"method\":\"sampling/createMessage\"", "1 + 1?", RESULT));
        row(
                "elicitation during a call",
                "Before the response",
                "on: tools/call index, before: response, ask: { elicitation: Which city? }",
                server -> server.on(toolCall("index")).beforeResponse().ask(elicitationRequest("Which city?")),
                rig -> rig.expect(CALL, "\"method\":\"elicitation/create\"", "Which city?", RESULT));
        row(
                "roots on the standing stream",
                "The client is asked elsewhere than on its request's stream",
                "on: tools/call index, ask: roots, to: standing stream",
                server -> server.on(toolCall("index")).ask(rootsRequest()).onStandingStream(),
                rig -> rig.expectOnStandingStream(() -> rig.expect(CALL, RESULT), "\"method\":\"roots/list\""));
        row(
                "before initialized",
                "On the stream of the handshake",
                "on: initialize, ask: roots",
                server -> server.on(initialize()).ask(rootsRequest()),
                rig -> assertThat(handshake(rig, "c").messages())
                        .extracting(Message::kind)
                        .containsExactly(Message.Kind.REQUEST, Message.Kind.RESULT));
        row(
                "twice with the same id",
                "The request is sent a second time",
                "on: tools/call index, ask: { roots: , twice: true }",
                server -> server.on(toolCall("index")).ask(rootsRequest().twice()),
                rig -> rig.expect(
                        CALL, "\"id\":\"server-1\",\"method\":\"roots/list\"", "\"id\":\"server-1\"", RESULT));
        row(
                "cancelled by the server",
                "The server takes its request back",
                "on: tools/call index, after: 1 progress event, ask: { sampling: Wait, cancel: 10ms }",
                server -> server.on(toolCall("index"))
                        .after(progressEvents(1))
                        .ask(samplingRequest("Wait").cancelledAfter(Duration.ofMillis(10))),
                rig -> rig.expect(
                        CALL, "sampling/createMessage", "notifications/cancelled", "\"requestId\":\"rule-1-", RESULT));
        row(
                "any request",
                "Of any method, with any parameters",
                "on: tools/call index, ask: { request: { method: acme/ask, params: { a: 1 } } }",
                server -> server.on(toolCall("index")).ask(serverRequest("acme/ask", Map.of("a", 1))),
                rig -> rig.expect(CALL, "\"method\":\"acme/ask\",\"params\":{\"a\":1}", RESULT));
    }

    private void tool() {
        group = "tool";
        row(
                "isError",
                "The tool says that it failed",
                "on: tools/call index, do: { tool-error: no such city }",
                server -> server.on(toolCall("index")).does(reportToolError("no such city")),
                rig -> rig.expect(CALL, RESULT, "no such city", "\"isError\":true"));
        row(
                "slow",
                "The whole reply comes later, by a latency",
                "on: tools/call index, delay: 1h",
                server -> server.on(toolCall("index")).delay(Duration.ofHours(1)),
                rig -> {
                    rig.advance(Duration.ZERO);
                    try (RawCall raw = new RawCall(rig.server)) {
                        raw.post(rig.peer, CALL);
                        assertThat(raw.readFor(100).bytes()).isEmpty();
                        rig.advance(Duration.ofHours(1));
                        raw.readUntil(RESULT);
                    }
                });
        row(
                "hangs until cancelled",
                "The call goes on until the client cancels it, and ends without a response",
                "on: tools/call index, do: hang-until-cancelled",
                server -> server.on(toolCall("index")).does(hangUntilCancelled()),
                rig -> {
                    try (RawCall raw = new RawCall(rig.server)) {
                        raw.post(rig.peer, CALL).readUntil("\"progress\":0.5");
                        assertThat(raw.readFor(100).end()).isEqualTo(End.OPEN);
                        rig.peer.send(Message.notification("notifications/cancelled", Map.of("requestId", 9)));
                        assertThat(raw.readUntil("0\r\n\r\n")).doesNotContain(RESULT);
                    }
                });
        row(
                "structured content that breaks its schema",
                "Its members have values of other types than they should",
                "on: tools/call index, do: broken-structured-content",
                server -> server.on(toolCall("index")).does(brokenStructuredContent()),
                rig -> rig.expect(CALL, "\"structuredContent\":{\"files\":\"no number\"}"));
        row(
                "vanishes between list and call",
                "The list shows it, and the call finds it gone; nobody is told",
                "on: tools/list, do: { withdraw-tool: { tool: index, told: false } }",
                server -> server.on(method("tools/list")).does(withdrawToolSilently("index")),
                rig -> {
                    rig.expect(LIST, "\"name\":\"index\"", "]}}");
                    rig.awaitFiring();
                    rig.expect(CALL, "Unknown tool: index");
                });
        row(
                "schema changes",
                "The tool is listed otherwise from here on",
                "on: tools/list, do: { change-tool: { tool: index, set: { inputSchema: { type: object, required: [path] } } } }",
                server -> server.on(method("tools/list"))
                        .does(changeTool(
                                "index", "inputSchema", Map.of("type", "object", "required", List.of("path")))),
                rig -> {
                    assertThat(rig.expect(LIST, "\"name\":\"index\"", "]}}")).doesNotContain("required");
                    rig.awaitFiring();
                    rig.expect(LIST, "\"required\":[\"path\"]");
                });
        row(
                "schema changes without telling",
                "The same, and no client hears of it",
                "on: tools/list, do: { change-tool: { tool: index, set: { title: New }, told: false } }",
                server -> server.on(method("tools/list")).does(changeToolSilently("index", "title", "New")),
                rig -> {
                    rig.expect(LIST, "\"name\":\"index\"", "]}}");
                    rig.awaitFiring();
                    rig.expect(LIST, "\"title\":\"New\"");
                    assertThat(rig.server.journal().entries(dev.mcptestbench.journal.JournalEntry.MessageSent.class))
                            .noneMatch(sent ->
                                    String.valueOf(sent.message().method()).contains("list_changed"));
                });
    }

    private void positions() {
        group = "position";
        row(
                "before the reply",
                "The request does not take effect: the tool is not asked",
                "on: tools/call index, do: reset-connection",
                server -> server.on(toolCall("index")).resetConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.RST)).isEmpty());
        row(
                "after commit",
                "The request took effect, and the reply is lost",
                "on: session end, after: commit, do: reset-connection",
                server -> server.on(sessionEnd()).afterCommit().resetConnection(),
                rig -> {
                    try (RawCall raw = new RawCall(rig.server)) {
                        raw.send("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: " + rig.peer.session()
                                + "\r\n\r\n");
                        assertThat(raw.readFor(20_000)).isEqualTo(new Answer("", End.RST));
                    }
                    rig.expect(PING, "HTTP/1.1 404 ");
                });
        row(
                "after the head",
                "Status and headers are out",
                "on: tools/call index, after: head, do: reset-connection",
                server -> server.on(toolCall("index")).afterHead().resetConnection(),
                rig -> rig.expectEnd(CALL, End.RST));
        row(
                "after n events",
                "Events are counted, whatever they carry",
                "on: tools/call index, after: 1 event, do: close-connection",
                server -> server.on(toolCall("index")).after(events(1)).closeConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.FIN, "0.5")).doesNotContain(RESULT));
        row(
                "after n progress notifications",
                "Only progress is counted",
                "on: tools/call index, after: 1 progress event, do: close-connection",
                server -> server.on(toolCall("index")).after(progressEvents(1)).closeConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.FIN, "0.5")).doesNotContain(RESULT));
        row(
                "mid-event",
                "Within an event, after so many of its bytes",
                "on: tools/call index, at: { event: 2, byte: 4 }, do: close-connection",
                server -> server.on(toolCall("index")).withinEvent(2, 4).closeConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.FIN, "0.5")).endsWith("4\r\nid: \r\n"));
        row(
                "after n bytes",
                "After so many bytes of the body",
                "on: tools/call index, after: 2 bytes, do: close-connection",
                server -> server.on(toolCall("index")).after(bytes(2)).closeConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.FIN)).endsWith("\r\n\r\n2\r\nid\r\n"));
        row(
                "before the final response",
                "After the notifications that lead up to it",
                "on: tools/call index, before: response, do: close-connection",
                server -> server.on(toolCall("index")).beforeResponse().closeConnection(),
                rig -> assertThat(rig.expectEnd(CALL, End.FIN, "0.5")).doesNotContain(RESULT));
        row(
                "after the final response",
                "The reply is complete",
                "on: tools/call index, after: response, do: reset-connection",
                server -> server.on(toolCall("index")).afterResponse().resetConnection(),
                rig -> rig.expectEnd(CALL, End.RST));
        row(
                "on the standing GET stream",
                "All positions are those of the stream that belongs to no request, too",
                "on: standing stream, after: 1 event, do: close-connection",
                server -> server.on(standingStream()).after(events(1)).closeConnection(),
                rig -> {
                    try (RawCall standing = rig.standing()) {
                        rig.server.send(logging(INFO, "one"));
                        Answer answer = standing.readFor(20_000);
                        assertThat(answer.bytes()).contains("one");
                        assertThat(answer.end()).isEqualTo(End.FIN);
                    }
                });
    }

    private void triggers() {
        group = "trigger";
        row(
                "a stream opened",
                "The client opens the stream that belongs to no request",
                "on: standing stream, do: { status: 405 }",
                server -> server.on(standingStream()).status(405),
                rig -> {
                    try (RawCall raw = new RawCall(rig.server)) {
                        raw.get(rig.peer, "").readUntil("HTTP/1.1 405 ");
                    }
                });
        row(
                "a stream closed",
                "It ends, whoever ends it; what is said then waits for the next",
                "on: standing stream closed, send: { logging: { level: info, data: you left } }",
                server -> server.on(standingStreamClosed()).send(logging(INFO, "you left")),
                rig -> {
                    rig.standing().close();
                    rig.awaitFiring();
                    try (RawCall again = new RawCall(rig.server)) {
                        again.get(rig.peer, "").readUntil("you left");
                    }
                });
        row(
                "a session initialized",
                "The client has said that it is",
                "on: connected, send: tools-changed",
                server -> server.on(connected()).send(toolsChanged()),
                rig -> {
                    Peer late = Peer.connected(rig.server, "late");
                    try (RawCall standing = new RawCall(rig.server)) {
                        standing.get(late, "").readUntil("tools/list_changed");
                    }
                });
        row(
                "a point in time",
                "So much after the rule was scripted, on the test clock",
                "on: time 1h, send: { logging: { level: info, data: the hour } }, to: all",
                server -> server.on(elapsed(Duration.ofHours(1)))
                        .send(logging(INFO, "the hour"))
                        .toAll(),
                rig -> {
                    rig.advance(Duration.ZERO);
                    rig.expectOnStandingStream(() -> rig.advance(Duration.ofHours(1)), "the hour");
                });
        row(
                "a notification from the client",
                "Of any method",
                "on: notifications/roots/list_changed, do: { status: 500 }",
                server -> server.on(method("notifications/roots/list_changed")).status(500),
                rig -> rig.expect(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}", "HTTP/1.1 500 "));
        row(
                "a response from the client",
                "The client answers a request of the server's",
                "on: response to roots/list, do: { status: 500 }",
                server -> server.on(response("roots/list")).status(500),
                rig -> {
                    rig.server.on(toolCall("index")).ask(rootsRequest());
                    rig.expect(CALL, "\"id\":\"server-1\"", RESULT);
                    rig.expect("{\"jsonrpc\":\"2.0\",\"id\":\"server-1\",\"result\":{\"roots\":[]}}", "HTTP/1.1 500 ");
                });
    }
}
