package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.JournalEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What goes wrong with tools themselves. */
final class ToolFaults extends FaultGroup {

    ToolFaults() {
        super("tool");
        row(
                "isError",
                "The tool says that it failed",
                "on: tools/call index, do: { tool-error: no such city }",
                server -> server.on(toolCall("index")).does(reportToolError("no such city")),
                rig -> rig.expect(rig.call(), RESULT, "no such city", "\"isError\":true"));
        row(
                "slow",
                "The whole reply comes later, by a latency",
                "on: tools/call index, delay: 1h",
                server -> server.on(toolCall("index")).delay(Duration.ofHours(1)),
                rig -> rig.expectAfterAnHour("", RESULT));
        row(
                        "hangs until cancelled",
                        "The call goes on until the client cancels it, and ends without a response",
                        "on: tools/call index, do: hang-until-cancelled",
                        server -> server.on(toolCall("index")).does(hangUntilCancelled()),
                        rig -> {
                            Ear ear = rig.seat.ask(rig.call());
                            Rig.stalls(ear, "\"progress\":0.5", RESULT);
                            rig.seat.post(rig.seat.notification("notifications/cancelled", Map.of("requestId", 9)));
                            assertThat(rig.rest(ear, "\r\n\r\n")).doesNotContain(RESULT);
                        })
                .in(Cell.HTTP, rig -> {
                    Ear ear = rig.seat.ask(rig.call());
                    Rig.stalls(ear, "\"progress\":0.5", RESULT);
                    rig.seat.post(rig.seat.notification("notifications/cancelled", Map.of("requestId", 9)));
                    assertThat(ear.readUntil("0\r\n\r\n")).doesNotContain(RESULT);
                })
                .in(Cell.HTTP_MODERN, rig -> {
                    Ear ear = rig.seat.ask(rig.call());
                    Rig.stalls(ear, "\"progress\":0.5", RESULT);
                    // Which is how it is cancelled there.
                    ear.close();
                    assertThat(rig.whole(rig.callOf("plain", 10), "\"id\":10")).doesNotContain(RESULT);
                });
        row(
                "structured content that breaks its schema",
                "Its members have values of other types than they should",
                "on: tools/call index, do: broken-structured-content",
                server -> server.on(toolCall("index")).does(brokenStructuredContent()),
                rig -> rig.expect(rig.call(), "\"structuredContent\":{\"files\":\"no number\"}"));
        row(
                "vanishes between list and call",
                "The list shows it, and the call finds it gone; nobody is told",
                "on: tools/list, do: { withdraw-tool: { tool: index, told: false } }",
                server -> server.on(method("tools/list")).does(withdrawToolSilently("index")),
                rig -> {
                    rig.whole(rig.list(), "\"name\":\"index\"");
                    rig.awaitFiring();
                    rig.expect(rig.call(), "Unknown tool: index");
                });
        row(
                "schema changes",
                "The tool is listed otherwise from here on",
                "on: tools/list, do: { change-tool: { tool: index, set: { inputSchema: { type: object, required: [path] } } } }",
                server -> server.on(method("tools/list"))
                        .does(changeTool(
                                "index", "inputSchema", Map.of("type", "object", "required", List.of("path")))),
                rig -> {
                    assertThat(rig.whole(rig.list(), "\"name\":\"index\"")).doesNotContain("required");
                    rig.awaitFiring();
                    rig.expect(rig.list(), "\"required\":[\"path\"]");
                });
        row(
                "schema changes without telling",
                "The same, and no client hears of it",
                "on: tools/list, do: { change-tool: { tool: index, set: { title: New }, told: false } }",
                server -> server.on(method("tools/list")).does(changeToolSilently("index", "title", "New")),
                rig -> {
                    rig.whole(rig.list(), "\"name\":\"index\"");
                    rig.awaitFiring();
                    rig.expect(rig.list(), "\"title\":\"New\"");
                    assertThat(rig.server.journal().entries(JournalEntry.MessageSent.class))
                            .noneMatch(sent ->
                                    String.valueOf(sent.message().method()).contains("list_changed"));
                });
    }
}
