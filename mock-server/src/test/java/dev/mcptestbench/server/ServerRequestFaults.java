package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

/** What goes wrong with requests of the server's. */
final class ServerRequestFaults extends FaultGroup {

    ServerRequestFaults() {
        super("server request");
        row(
                "ping during a call",
                "The server asks on the stream of the request, and does not wait for the answer",
                "on: tools/call index, ask: ping",
                server -> server.on(toolCall("index")).ask(pingRequest()),
                rig -> rig.expect(rig.call(), "\"method\":\"ping\"", RESULT));
        row(
                "sampling during a call",
                "After an event of the reply; the client may never answer",
                "on: tools/call index, after: 1 progress event, ask: { sampling: 1 + 1? }",
                server -> server.on(toolCall("index")).after(progressEvents(1)).ask(samplingRequest("1 + 1?")),
                rig -> rig.expect(
                        rig.call(), "\"progress\":0.5", "\"method\":\"sampling/createMessage\"", "1 + 1?", RESULT));
        row(
                "elicitation during a call",
                "Before the response",
                "on: tools/call index, before: response, ask: { elicitation: Which city? }",
                server -> server.on(toolCall("index")).beforeResponse().ask(elicitationRequest("Which city?")),
                rig -> rig.expect(rig.call(), "\"method\":\"elicitation/create\"", "Which city?", RESULT));
        row(
                "roots on the standing stream",
                "The client is asked elsewhere than on its request's stream",
                "on: tools/call index, ask: roots, to: standing stream",
                server -> server.on(toolCall("index")).ask(rootsRequest()).onStandingStream(),
                rig -> rig.expectOnStandingStream(() -> rig.expect(rig.call(), RESULT), "\"method\":\"roots/list\""));
        row(
                "before initialized",
                "On the stream of the handshake",
                "on: initialize, ask: roots",
                server -> server.on(initialize()).ask(rootsRequest()),
                rig -> rig.other("c").handshake("\"method\":\"roots/list\"", "\"id\":1,\"result\""));
        row(
                "twice with the same id",
                "The request is sent a second time",
                "on: tools/call index, ask: { roots: , twice: true }",
                server -> server.on(toolCall("index")).ask(rootsRequest().twice()),
                rig -> rig.expect(
                        rig.call(), "\"id\":\"server-1\",\"method\":\"roots/list\"", "\"id\":\"server-1\"", RESULT));
        row(
                "cancelled by the server",
                "The server takes its request back",
                "on: tools/call index, after: 1 progress event, ask: { sampling: Wait, cancel: 10ms }",
                server -> server.on(toolCall("index"))
                        .after(progressEvents(1))
                        .ask(samplingRequest("Wait").cancelledAfter(Duration.ofMillis(10))),
                rig -> rig.expect(
                        rig.call(),
                        "sampling/createMessage",
                        "notifications/cancelled",
                        "\"requestId\":\"rule-1-",
                        RESULT));
        row(
                "any request",
                "Of any method, with any parameters",
                "on: tools/call index, ask: { request: { method: acme/ask, params: { a: 1 } } }",
                server -> server.on(toolCall("index")).ask(serverRequest("acme/ask", Map.of("a", 1))),
                rig -> rig.expect(rig.call(), "\"method\":\"acme/ask\",\"params\":{\"a\":1}", RESULT));
        row(
                        "before anything else",
                        "As the first thing that comes; in the modern era in place of the result, which comes with the answer",
                        "on: tools/call index, ask: { elicitation: Which city? }",
                        server -> server.on(toolCall("index")).ask(elicitationRequest("Which city?")),
                        rig -> rig.expect(rig.call(), "\"method\":\"elicitation/create\"", "Which city?", RESULT))
                .in(Cell.MODERN, rig -> {
                    String asked = rig.whole(rig.call(), "\"resultType\":\"input_required\"", "Which city?");
                    assertThat(asked).doesNotContain("0.5");
                    rig.expect(ModernFaults.answered(rig.seat, "index", asked), "\"id\":10,\"result\":{", "42");
                });
        row(
                "never answered by the client",
                "Asked for good, and nothing waits: a call goes on without",
                "on: connected, ask: roots",
                server -> server.on(connected()).ask(rootsRequest()),
                rig -> {
                    Seat late = rig.other("late").connected();
                    late.standing().readUntil("\"method\":\"roots/list\"");
                    late.ask(late.request(9, "tools/list", Map.of())).readUntil(RESULT);
                });
    }
}
