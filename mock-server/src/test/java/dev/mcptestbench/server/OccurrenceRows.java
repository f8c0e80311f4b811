package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Which of the times something goes wrong, all shown with errors among seven calls. */
final class OccurrenceRows extends FaultGroup {

    OccurrenceRows() {
        super("occurrence");
        row(
                "always",
                "Every time: what a rule does if it says nothing else",
                "on: tools/call index, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).always().failWith(internalError("boom")),
                rig -> assertThat(sevenCalls(rig)).isEqualTo("xxxxxxx"));
        row(
                "first",
                "Only the first time",
                "on: tools/call index, first: true, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).first().failWith(internalError("boom")),
                rig -> assertThat(sevenCalls(rig)).isEqualTo("x......"));
        row(
                "nth",
                "Only the n-th time",
                "on: tools/call index, nth: 3, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).nth(3).failWith(internalError("boom")),
                rig -> assertThat(sevenCalls(rig)).isEqualTo("..x...."));
        row(
                "times n",
                "The first n times",
                "on: tools/call index, times: 3, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).times(3).failWith(internalError("boom")),
                rig -> assertThat(sevenCalls(rig)).isEqualTo("xxx...."));
        row(
                "every n",
                "Each n-th time",
                "on: tools/call index, every: 3, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).every(3).failWith(internalError("boom")),
                rig -> assertThat(sevenCalls(rig)).isEqualTo("..x..x."));
        row(
                "from n",
                "From the n-th time on",
                "on: tools/call index, from: 6, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).from(6).failWith(internalError("boom")),
                rig -> assertThat(sevenCalls(rig)).isEqualTo(".....xx"));
        row(
                "with probability",
                "Drawn from the scenario's seed: the same times in each run",
                "on: tools/call index, probability: 0.5, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).withProbability(0.5).failWith(internalError("boom")),
                rig -> assertThat(sevenCalls(rig)).isEqualTo("..xx..x"));
    }

    /** For each of seven calls whether it failed. */
    private static String sevenCalls(Rig rig) throws IOException {
        StringBuilder outcomes = new StringBuilder();
        for (int id = 1; id <= 7; id++) {
            Ear ear = rig.seat.ask(rig.callOf("index", id));
            ear.readUntil("\"id\":" + id + ",\"");
            String outcome = ear.readUntil("\":{");
            outcomes.append(outcome.startsWith("error") ? 'x' : '.');
        }
        return outcomes.toString();
    }
}
