package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.script.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What goes wrong with server-sent events, and with lines. */
final class EventStreamFaults extends FaultGroup {

    EventStreamFaults() {
        super("event stream");
        row(
                        "comment",
                        "A comment line, which means nothing",
                        "on: tools/call index, after: 1 event, do: { comment: hello }",
                        server -> server.on(toolCall("index")).after(events(1)).does(comment("hello")),
                        rig -> rig.expect(rig.call(), "\"progress\":0.5", "\n: hello\n\n", RESULT))
                .in(Cell.STREAMABLE, rig -> rig.expect(rig.call(), "\"progress\":0.5", "\r\n: hello\n\n\r\n", RESULT));
        row(
                "retry",
                "How long clients wait before they reconnect",
                "on: tools/call index, after: head, do: { retry: 10ms }",
                server -> server.on(toolCall("index")).afterHead().does(retry(Duration.ofMillis(10))),
                rig -> rig.expect(rig.call(), "b\r\nretry: 10\n\n\r\n", RESULT));
        row(
                "empty-data event",
                "An event whose data is empty, besides the one that primes a stream",
                "on: tools/call index, after: 1 event, do: empty-event",
                server -> server.on(toolCall("index")).after(events(1)).does(emptyEvent()),
                rig -> rig.expect(rig.call(), "\"progress\":0.5", "\ndata: \n\n", RESULT));
        row(
                        "ids",
                        "Events have ids, and a stream begins with an event of nothing else: what the mock does anyway",
                        "on: tools/call index, do: { spell-events: lf }",
                        server -> server.on(toolCall("index")).spellEvents(Fault.EventSpelling.LF),
                        rig -> rig.expect(rig.call(), "\"progress\":0.5", "\n", RESULT, "}\n"))
                .in(
                        Cell.HTTP,
                        rig -> assertThat(rig.expect(rig.call(), "\"progress\":0.5", RESULT))
                                .containsPattern("id: \\d+-1\ndata: \n\n")
                                .containsPattern("id: \\d+-2\ndata: \\{")
                                .containsPattern("id: \\d+-3\ndata: \\{"));
        row(
                "missing id",
                "No event has an id: the stream cannot be resumed",
                "on: tools/call index, do: { spell-events: without-id }",
                server -> server.on(toolCall("index")).does(withoutEventIds()),
                rig -> assertThat(rig.expect(rig.call(), RESULT)).doesNotContain("id: "));
        row(
                "unknown event type",
                "Events have a type that nobody knows",
                "on: tools/call index, do: { spell-events: unknown-type }",
                server -> server.on(toolCall("index")).does(unknownEventType()),
                rig -> rig.expect(rig.call(), "event: no-such-type\n", "0.5", "event: no-such-type\n", RESULT));
        row(
                        "CR",
                        "Lines end with CR",
                        "on: tools/call index, do: { spell-events: cr }",
                        server -> server.on(toolCall("index")).does(carriageReturns()),
                        rig -> assertThat(rig.expect(rig.call(), "\rdata: {", "}\r\r", RESULT, "}\r\r"))
                                .doesNotContain("}\n"))
                .in(
                        Cell.LINES,
                        rig -> assertThat(rig.expect(rig.call(), "0.5}}\r{", RESULT, "}\r"))
                                .doesNotContain("\n"))
                .in(
                        Cell.HTTP_MODERN,
                        rig -> assertThat(rig.expect(rig.call(), "\ndata: {", "}\r\r", RESULT, "}\r\r"))
                                .doesNotContain("}\n"));
        row(
                        "CR LF",
                        "Lines end with CR LF",
                        "on: tools/call index, do: { spell-events: crlf }",
                        server -> server.on(toolCall("index")).does(carriageReturnsAndLineFeeds()),
                        rig -> rig.expect(rig.call(), "data: {", "}\r\n\r\n", RESULT, "}\r\n\r\n"))
                .in(Cell.LINES, rig -> rig.expect(rig.call(), "0.5}}\r\n{", RESULT, "}\r\n"));
        row(
                        "multi-line data",
                        "The data of an event stands on several lines",
                        "on: tools/call index, do: { spell-events: multi-line }",
                        server -> server.on(toolCall("index")).does(multiLineData()),
                        rig -> rig.expect(rig.call(), "data: {\"jsonrpc\":\"2.0\",\ndata: ", "42"))
                .in(Cell.LINES, rig -> rig.expect(rig.call(), "{\"jsonrpc\":\"2.0\",\n\"method", "42"));
        row(
                        "BOM",
                        "The stream begins with a byte order mark",
                        "on: tools/call index, do: { spell-events: bom }",
                        server -> server.on(toolCall("index")).does(byteOrderMark()),
                        rig -> assertThat(
                                        rig.expect(rig.call(), "\uFEFF", RESULT).split("\uFEFF", -1))
                                .hasSize(2))
                .in(Cell.LINES, rig -> rig.expect(rig.call(), "\uFEFF{", "0.5", "\uFEFF{", RESULT));
        row(
                        "character split over chunks",
                        "The bytes of one character come in two chunks",
                        "on: tools/call plain, do: { spell-events: split-character }",
                        server -> server.on(toolCall("plain")).does(splitCharacter()),
                        rig -> assertThat(rig.expect(rig.callOf("plain", 9), "n\"}"))
                                .containsPattern("gr.?\r\n[0-9a-f]+\r\n"))
                .in(Cell.LINES, rig -> {
                    rig.expect(rig.callOf("plain", 9), "grün");
                    assertThat(((Tap) rig.seat.ownStream()).pieces())
                            .anyMatch(piece -> piece[piece.length - 1] == (byte) 0xC3);
                });
        row(
                "in another encoding",
                "UTF-16, which nobody has agreed to",
                "on: tools/call index, do: { spell-events: utf-16 }",
                server -> server.on(toolCall("index")).spellEvents(Fault.EventSpelling.UTF_16),
                rig -> rig.seat
                        .ask(rig.call())
                        .readUntil("\"id\":9,\"result\":{".getBytes(StandardCharsets.UTF_16LE), "UTF-16"));
        row(
                        "event without final blank line",
                        "The last event has none: a parser never sees its end",
                        "on: tools/call index, do: { spell-events: without-blank-line }",
                        server -> server.on(toolCall("index")).does(withoutFinalBlankLine()),
                        rig -> rig.expect(rig.call(), "\"progress\":0.5", RESULT, "}\n" + LAST_CHUNK))
                .in(
                        Cell.SSE,
                        rig -> assertThat(rig.whole(rig.call(), RESULT)).containsPattern("\\}\n\r\n[0-9a-f]+\r\nevent"))
                .in(Cell.LINES, rig -> assertThat(rig.whole(rig.call(), RESULT)).contains("}{\"jsonrpc\""));
        row(
                "clean end without a response",
                "The stream ends in good order, and the response never came; it can be resumed",
                "on: tools/call index, before: response, do: close-stream",
                server -> server.on(toolCall("index")).beforeResponse().closeStream(),
                rig -> assertThat(rig.expect(rig.call(), "0.5", LAST_CHUNK)).doesNotContain(RESULT));
        row(
                "duplicate event",
                "An event is sent twice, id and all",
                "on: tools/call index, after: 1 progress event, do: duplicate",
                server -> server.on(toolCall("index")).after(progressEvents(1)).does(duplicateEvent()),
                rig -> assertThat(rig.expect(rig.call(), "\"progress\":0.5", "\"progress\":0.5", RESULT))
                        .satisfies(bytes -> assertThat(bytes.split("id: \\d+-2\n", -1).length)
                                .isEqualTo(rig.cell == Cell.HTTP ? 3 : 1)));
        row(
                "response on another stream",
                "The response goes out on the standing stream",
                "on: tools/call index, do: answer-on-standing-stream",
                server -> server.on(toolCall("index")).does(answerOnStandingStream()),
                rig -> rig.expectOnStandingStream(
                        () -> assertThat(rig.whole(rig.call(), "0.5")).doesNotContain(RESULT), RESULT));
        row(
                "replay, complete",
                "A resumed stream brings just what was missed: what the mock does anyway",
                "on: stream resumption, do: { replay: complete }",
                server -> server.on(streamResumption()).replay(Fault.Extent.COMPLETE),
                rig -> assertThat(replayed(rig)).isEqualTo("1.0 done"));
        row(
                "replay, partial",
                "All but the first event that was missed",
                "on: stream resumption, do: { replay: partial }",
                server -> server.on(streamResumption()).replay(Fault.Extent.PARTIAL),
                rig -> assertThat(replayed(rig)).isEqualTo("done"));
        row(
                "replay, duplicated",
                "What was missed, and the event before it once more",
                "on: stream resumption, do: { replay: duplicated }",
                server -> server.on(streamResumption()).replay(Fault.Extent.DUPLICATED),
                rig -> assertThat(replayed(rig)).isEqualTo("0.5 1.0 done"));
        row(
                "replay, nothing",
                "A resumed stream brings nothing",
                "on: stream resumption, do: { replay: nothing }",
                server -> server.on(streamResumption()).replay(Fault.Extent.NOTHING),
                rig -> assertThat(replayed(rig)).isEqualTo(""));
    }

    /** What comes when a stream is resumed that broke after half of its progress. */
    private static String replayed(Rig rig) throws IOException {
        rig.server.on(toolCall("steps")).first().after(progressEvents(2)).closeStream();
        String cut = rig.whole(rig.callOf("steps", 9), "\"progress\":0.5");
        String id = cut.substring(cut.lastIndexOf("id: ") + 4, cut.lastIndexOf("\ndata: "));
        String resumed = rig.seat.resume("Last-Event-ID: " + id + "\r\n").readUntil(LAST_CHUNK);
        return Pattern.compile("\"progress\":([0-9.]+)|(done)")
                .matcher(resumed)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .collect(Collectors.joining(" "));
    }
}
