package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.server.RawCall.End;
import java.time.Duration;
import java.util.Map;

/** What goes wrong with status, headers and body. */
final class HttpFaults extends FaultGroup {

    HttpFaults() {
        super("HTTP");
        row(
                "status",
                "Any status",
                "on: tools/call index, do: { status: 503 }",
                server -> server.on(toolCall("index")).status(503),
                rig -> rig.expectHead(rig.call(), "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"));
        row(
                "status with headers and body",
                "Any status with any body",
                "on: tools/call index, do: { status: { code: 500, headers: { X-Why: test }, body: broken } }",
                server -> server.on(toolCall("index")).status(500, Map.of("X-Why", "test"), "broken"),
                rig -> rig.expectHead(rig.call(), "HTTP/1.1 500 ", "X-Why: test\r\n", "\r\n\r\nbroken"));
        row(
                "too many requests",
                "429 with `Retry-After`",
                "on: tools/call index, first: true, do: { too-many-requests: 2s }",
                server -> server.on(toolCall("index")).first().does(tooManyRequests(Duration.ofSeconds(2))),
                rig -> {
                    rig.expectHead(rig.call(), "HTTP/1.1 429 ", "Retry-After: 2\r\n");
                    rig.expect(rig.call(), RESULT);
                });
        row(
                "HTML page",
                "200 with a web page, as a log-in page or a proxy sends it",
                "on: tools/call index, do: html-page",
                server -> server.on(toolCall("index")).does(htmlPage()),
                rig -> rig.expectHead(
                        rig.call(), "HTTP/1.1 200 ", "Content-Type: text/html; charset=utf-8\r\n", "<!doctype html>"));
        row(
                "redirect to the same origin",
                "307 or 308",
                "on: tools/call index, do: { redirect: { code: 307, location: /elsewhere } }",
                server -> server.on(toolCall("index")).redirect(307, "/elsewhere"),
                rig -> rig.expectHead(rig.call(), "HTTP/1.1 307 ", "Location: /elsewhere\r\n"));
        row(
                "redirect to another origin",
                "307 or 308",
                "on: tools/call index, do: { redirect: { code: 308, location: \"http://127.0.0.1:9/mcp\" } }",
                server -> server.on(toolCall("index")).redirect(308, "http://127.0.0.1:9/mcp"),
                rig -> rig.expectHead(rig.call(), "HTTP/1.1 308 ", "Location: http://127.0.0.1:9/mcp\r\n"));
        row(
                "202 with text/plain",
                "A notification is accepted with a body nobody asked for",
                "on: notifications/cancelled, after: commit, do: { status: { code: 202, headers: { Content-Type: text/plain }, body: ok } }",
                server -> server.on(method("notifications/cancelled"))
                        .afterCommit()
                        .status(202, Map.of("Content-Type", "text/plain"), "ok"),
                rig -> rig.expectHead(cancelled(rig), "HTTP/1.1 202 ", "Content-Type: text/plain\r\n", "\r\n\r\nok"));
        row(
                "202 with an empty body",
                "A notification is accepted as it should be, with a type for nothing",
                "on: notifications/cancelled, after: commit, do: { status: { code: 202, headers: { Content-Type: application/json } } }",
                server -> server.on(method("notifications/cancelled"))
                        .afterCommit()
                        .status(202, Map.of("Content-Type", "application/json"), ""),
                rig -> rig.expectHead(
                        cancelled(rig),
                        "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"));
        row(
                "200 instead of 202",
                "A notification is answered with 200 and an empty body",
                "on: notifications/cancelled, after: commit, do: { status: 200 }",
                server -> server.on(method("notifications/cancelled"))
                        .afterCommit()
                        .status(200),
                rig -> rig.expectHead(cancelled(rig), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        row(
                        "202 for a request",
                        "A request is accepted, and never answered",
                        "on: tools/call index, do: { status: 202 }",
                        server -> server.on(toolCall("index")).status(202),
                        rig -> rig.expectHead(rig.call(), "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"))
                .in(Cell.SSE, rig -> {
                    rig.expectHead(rig.call(), "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
                    assertThat(rig.whole(rig.callOf("plain", 10), "\"id\":10")).doesNotContain(RESULT);
                });
        row(
                "wrong Content-Type",
                "The reply goes out as another media type than it is",
                "on: tools/call index, do: { content-type: text/plain }",
                server -> server.on(toolCall("index")).does(contentType("text/plain")),
                rig -> rig.expectHeadAndReply(rig.call(), "Content-Type: text/plain\r\n", RESULT));
        row(
                "missing Content-Type",
                "The reply tells no media type",
                "on: tools/call index, do: { without-header: Content-Type }",
                server -> server.on(toolCall("index")).withoutHeader("Content-Type"),
                rig -> assertThat(rig.expectHead(rig.call(), "HTTP/1.1 20", "\r\n\r\n"))
                        .doesNotContain("Content-Type"));
        row(
                        "missing Content-Length",
                        "A single body comes in chunks",
                        "on: tools/call plain, do: { without-header: Content-Length }",
                        server -> server.on(toolCall("plain")).withoutHeader("Content-Length"),
                        rig -> assertThat(rig.expectHead(
                                        rig.callOf("plain", 9), "Transfer-Encoding: chunked", RESULT, LAST_CHUNK))
                                .doesNotContain("Content-Length"))
                .in(
                        Cell.SSE,
                        rig -> assertThat(rig.expectHead(
                                        rig.callOf("plain", 9), "202 ", "Transfer-Encoding: chunked", "\r\n0\r\n\r\n"))
                                .doesNotContain("Content-Length"));
        row(
                "any header",
                "A header of one's own, or in place of the reply's",
                "on: tools/call index, do: { change-head: { set: { X-Hop: one } } }",
                server -> server.on(toolCall("index")).header("X-Hop", "one"),
                rig -> rig.expectHeadAndReply(rig.call(), "X-Hop: one\r\n", RESULT));
        row(
                "duplicated header",
                "A header stands there twice",
                "on: tools/call plain, do: { duplicate-header: Content-Length }",
                server -> server.on(toolCall("plain")).does(duplicateHeader("Content-Length")),
                rig -> assertThat(rig.expectHead(rig.callOf("plain", 9), "\r\n\r\n"))
                        .containsPattern("Content-Length: (\\d+)\r\nContent-Length: \\1\r\n"));
        row(
                        "bad chunk",
                        "What is no chunk stands where a chunk should, then a FIN",
                        "on: tools/call index, after: head, do: bad-chunk",
                        server -> server.on(toolCall("index")).afterHead().does(badChunk()),
                        rig -> rig.expectEnd(rig.call(), End.FIN, "\r\n\r\nno chunk size\r\n"))
                .in(Cell.SSE, rig -> rig.expectEnd(rig.call(), End.FIN, "no chunk size\r\n"));
        row(
                "oversized head",
                "A header line of so many bytes",
                "on: tools/call index, do: { oversize-head: 20000 }",
                server -> server.on(toolCall("index")).does(oversizeHead(20_000)),
                rig -> rig.expectHeadAndReply(rig.call(), "X-Filler: " + "x".repeat(19_988) + "\r\n", RESULT));
        row(
                "oversized body",
                "So many bytes more, which mean nothing",
                "on: tools/call index, do: { oversize-body: 100000 }",
                server -> server.on(toolCall("index")).does(oversizeBody(100_000)),
                rig -> assertThat(rig.expect(rig.call(), RESULT)).hasSizeGreaterThan(100_000));
        row(
                "slow head",
                "Status and headers come byte by byte",
                "on: tools/call index, do: { slow-head: 10s }",
                server -> server.on(toolCall("index")).does(slowHead(fixed(Duration.ofSeconds(10)))),
                rig -> {
                    rig.advance(Duration.ZERO);
                    Ear ear = rig.seat.post(rig.call());
                    rig.awaitFiring();
                    assertThat(ear.readFor(Rig.IDLE_MILLIS).bytes()).hasSizeLessThan(10);
                    rig.advance(Duration.ofHours(1));
                    ear.readUntil("\r\n\r\n");
                });
        row(
                "throttle",
                "No more than so many bytes a second",
                "on: tools/call index, do: { throttle: 40 }",
                server -> server.on(toolCall("index")).throttle(40),
                rig -> {
                    rig.advance(Duration.ZERO);
                    Ear ear = rig.seat.ask(rig.call());
                    rig.awaitFiring();
                    assertThat(ear.readFor(Rig.IDLE_MILLIS).bytes()).hasSizeLessThan(40);
                    rig.advance(Duration.ofMinutes(10));
                    StringBuilder bytes = new StringBuilder();
                    while (!withoutChunks(bytes).contains(RESULT)) {
                        bytes.append(ear.readBytes(1));
                    }
                });
    }

    /** On HTTP+SSE each slice is a chunk of its own. */
    private static String withoutChunks(CharSequence bytes) {
        return bytes.toString().replaceAll("\r\n[0-9a-f]+\r\n", "");
    }

    private static String cancelled(Rig rig) {
        return rig.seat.notification("notifications/cancelled", Map.of("requestId", 99));
    }
}
