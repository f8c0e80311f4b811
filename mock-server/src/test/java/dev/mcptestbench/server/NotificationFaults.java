package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

/** What goes wrong with notifications. */
final class NotificationFaults extends FaultGroup {

    NotificationFaults() {
        super("notification");
        row(
                "burst",
                "Many at once",
                "on: tools/call index, times: 1000, send: { logging: { level: info, data: \"tick {n}\" } }",
                server -> server.on(toolCall("index")).send(logging(INFO, "tick {n}"), Duration.ZERO, 1000),
                rig -> rig.expect(rig.call(), "tick 1\"", "tick 500\"", "tick 1000\"", RESULT));
        row(
                "at intervals",
                "One after the other, on the test clock",
                "on: standing stream, every: 1h, times: 2, send: { logging: { level: info, data: \"tick {n}\" } }",
                server -> server.on(standingStream()).send(logging(INFO, "tick {n}"), Duration.ofHours(1), 2),
                rig -> {
                    rig.advance(Duration.ZERO);
                    Ear standing = rig.other("late").connected().standing();
                    standing.readUntil("tick 1\"");
                    assertThat(standing.readFor(Rig.IDLE_MILLIS).bytes()).doesNotContain("tick 2");
                    rig.advance(Duration.ofHours(1));
                    standing.readUntil("tick 2\"");
                });
        row(
                "before the ack",
                "It comes before what the client has said is acknowledged",
                "on: notifications/initialized, send: tools-changed",
                server -> server.on(method("notifications/initialized")).send(toolsChanged()),
                rig -> rig.expectOnStandingStream(
                        () -> rig.seat.post(rig.seat.notification("notifications/initialized", Map.of())),
                        "tools/list_changed"));
        row(
                "before the initialize response",
                "On the stream of the handshake",
                "on: initialize, send: { logging: { level: info, data: early } }",
                server -> server.on(initialize()).send(logging(INFO, "early")),
                rig -> rig.other("c").handshake("early", "\"id\":1,\"result\""));
        row(
                "progress after the result",
                "On the same stream, once the call is answered",
                "on: tools/call index, after: response, send: { progress: 0.75 }",
                server -> server.on(toolCall("index")).afterResponse().send(progress(0.75)),
                rig -> rig.whole(rig.call(), RESULT, "\"progressToken\":1,\"progress\":0.75"));
        row(
                "progress beyond 100 %",
                "More than the total",
                "on: tools/call index, send: { progress: { value: 150, total: 100 } }",
                server -> server.on(toolCall("index")).send(progress(150, 100)),
                rig -> rig.expect(rig.call(), "\"progress\":150.0,\"total\":100.0", RESULT));
        row(
                "unknown progress token",
                "Progress of a call that nobody made",
                "on: tools/call index, send: { notifications/progress: { progressToken: nobody, progress: 1 } }",
                server -> server.on(toolCall("index"))
                        .send(notification("notifications/progress", Map.of("progressToken", "nobody", "progress", 1))),
                rig -> rig.expect(rig.call(), "\"progressToken\":\"nobody\"", RESULT));
        row(
                "list_changed without change",
                "The list is as it was",
                "on: tools/call index, send: tools-changed, to: standing stream",
                server -> server.on(toolCall("index")).send(toolsChanged()).onStandingStream(),
                rig -> rig.expectOnStandingStream(() -> rig.expect(rig.call(), RESULT), "tools/list_changed"));
        row(
                "list_changed with change",
                "A tool is withdrawn, and clients are told",
                "on: tools/call index, do: { withdraw-tool: plain }",
                server -> server.on(toolCall("index")).does(withdrawTool("plain")),
                rig -> {
                    rig.expectOnStandingStream(() -> rig.seat.post(rig.call()), "tools/list_changed");
                    assertThat(rig.whole(rig.list(), "\"id\":9,", "\"count\"")).doesNotContain("\"plain\"");
                });
        row(
                "update for a URI not subscribed",
                "A resource has changed that the client did not ask about",
                "on: tools/call index, send: { resource-updated: \"file:///notes.txt\" }, to: all",
                server -> server.on(toolCall("index"))
                        .send(resourceUpdated("file:///notes.txt"))
                        .toAll(),
                rig -> rig.expectOnStandingStream(
                        () -> rig.seat.post(rig.call()), "notifications/resources/updated", "file:///notes.txt"));
        row(
                "for another client",
                "What one client's call makes the server say to another",
                "on: tools/call index, send: { logging: { level: info, data: not yours } }, to: { client: other }",
                server -> server.on(toolCall("index"))
                        .send(logging(INFO, "not yours"))
                        .to("other"),
                rig -> {
                    Ear others = rig.other("other").connected().standing();
                    assertThat(rig.whole(rig.call(), RESULT)).doesNotContain("not yours");
                    others.readUntil("not yours");
                });
        row(
                "to all",
                "To every client that can be spoken to",
                "on: tools/call index, send: { logging: { level: info, data: hear } }, to: all",
                server ->
                        server.on(toolCall("index")).send(logging(INFO, "hear")).toAll(),
                rig -> {
                    Ear others = rig.other("other").connected().standing();
                    rig.expectOnStandingStream(() -> rig.seat.post(rig.call()), "hear");
                    others.readUntil("hear");
                });
    }
}
