package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** On what occasion something goes wrong, besides requests. */
final class TriggerRows extends FaultGroup {

    TriggerRows() {
        super("trigger");
        row(
                        "a stream opened",
                        "The client opens the stream that belongs to no request",
                        "on: standing stream, do: { status: 405 }",
                        server -> server.on(standingStream()).status(405),
                        rig -> rig.seat.resume("").readUntil("HTTP/1.1 405 "))
                .in(
                        Cell.HTTP_MODERN,
                        rig -> rig.expectHead(
                                rig.seat.request(9, "subscriptions/listen", Map.of("notifications", Map.of())),
                                "HTTP/1.1 405 "))
                .in(Cell.SSE, rig -> {
                    try (RawCall raw = new RawCall(rig.server)) {
                        raw.send("GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
                        raw.readUntil("HTTP/1.1 405 ");
                    }
                });
        row(
                "a stream closed",
                "It ends, whoever ends it",
                "on: standing stream closed, client: late, send: { logging: { level: info, data: one left } }, to: all",
                server -> server.on(standingStreamClosed().from("late"))
                        .send(logging(INFO, "one left"))
                        .toAll(),
                rig -> {
                    Ear standing = rig.seat.standing();
                    Seat late = rig.other("late").connected();
                    late.leaveStanding(late.standing());
                    standing.readUntil("one left");
                });
        row(
                "a session initialized",
                "The client has said that it is; in the modern era it is heard of for the first time",
                "on: connected, send: tools-changed",
                server -> server.on(connected()).send(toolsChanged()),
                rig -> rig.other("late").connected().standing().readUntil("tools/list_changed"));
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
                "on: notifications/cancelled, send: { logging: { level: info, data: why } }",
                server -> server.on(method("notifications/cancelled")).send(logging(INFO, "why")),
                rig -> rig.expectOnStandingStream(() -> say(rig), "why"));
        row(
                "a response from the client",
                "The client answers a request of the server's",
                "on: response to roots/list, send: { logging: { level: info, data: thanks } }",
                server -> server.on(response("roots/list")).send(logging(INFO, "thanks")),
                rig -> {
                    rig.server.on(toolCall("index")).ask(rootsRequest());
                    rig.expect(rig.call(), "\"id\":\"server-1\"", RESULT);
                    rig.expectOnStandingStream(
                            () -> rig.seat.post("{\"jsonrpc\":\"2.0\",\"id\":\"server-1\",\"result\":{\"roots\":[]}}"),
                            "thanks");
                });
    }

    private static void say(Rig rig) throws IOException {
        rig.seat.post(rig.seat.notification("notifications/cancelled", Map.of("requestId", 99)));
    }
}
