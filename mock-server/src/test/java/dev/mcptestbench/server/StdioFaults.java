package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.server.RawCall.End;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** What goes wrong with a server that is a process. Some of it is looked at in a real one. */
final class StdioFaults extends FaultGroup {

    private static final String PROGRESS = "\"progress\":0.5}}\n";

    StdioFaults() {
        super("stdio");
        process();
        lines();
    }

    private void process() {
        row(
                        "process dies",
                        "It exits with a code, wherever the reply stands",
                        "on: tools/call index, after: 1 event, do: { exit-process: 3 }",
                        server -> server.on(toolCall("index")).after(events(1)).exitProcess(3),
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN)).endsWith(PROGRESS))
                .in(Cell.STDIO, rig -> {
                    try (Launched client = Launched.initialized(rig.server)) {
                        client.call("index");
                        assertThat(client.exitCode()).isEqualTo(3);
                        assertThat(new String(client.out().toTheEnd(), StandardCharsets.UTF_8))
                                .endsWith(PROGRESS);
                    }
                });
        row(
                        "process dies at its start",
                        "It exits before it has said anything",
                        "on: connection, do: { exit-process: 127 }",
                        server -> server.on(connection()).exitProcess(127),
                        rig -> assertThat(rig.knock().readToTheEnd().end()).isEqualTo(End.FIN))
                .in(Cell.STDIO, rig -> {
                    try (Launched client = Launched.by(rig.server)) {
                        assertThat(client.exitCode()).isEqualTo(127);
                    }
                });
        row(
                        "stderr flood",
                        "Lines on the standard error stream, however many",
                        "on: tools/call index, do: { print-to-stderr: { line: warning, times: 50000 } }",
                        server -> server.on(toolCall("index")).printToStderr("warning", 50_000),
                        rig -> rig.expect(rig.call(), RESULT))
                .in(Cell.STDIO, rig -> {
                    try (Launched client = Launched.initialized(rig.server)) {
                        client.call("index");
                        assertThat(client.err().atLeast(50_000 * 8)).hasSize(50_000 * 8);
                        assertThat(client.out().until(line -> line.contains("\"result\"")))
                                .contains("42");
                    }
                });
        row(
                        "a line on stderr at the start",
                        "A warning, as many servers have one",
                        "on: connection, do: { print-to-stderr: deprecated }",
                        server -> server.on(connection()).printToStderr("deprecated"),
                        rig -> rig.knockAndAsk().readUntil(RESULT.substring(0, 7)))
                .in(Cell.STDIO, rig -> {
                    try (Launched client = Launched.by(rig.server)) {
                        assertThat(client.err().until(line -> true)).isEqualTo("deprecated");
                        client.initialize("late");
                    }
                });
        row(
                "slow start",
                "The process is there, and serves so much later; in memory the connection",
                "on: connection, delay: 5m",
                server -> server.on(connection()).delay(Duration.ofMinutes(5)),
                rig -> {
                    rig.advance(Duration.ZERO);
                    Ear ear = rig.knockAndAsk();
                    assertThat(ear.readFor(Rig.IDLE_MILLIS).bytes()).isEmpty();
                    rig.advance(Duration.ofMinutes(5));
                    ear.readUntil("\"id\":9,");
                });
        row(
                "ignores EOF",
                "The client has closed the input, and the process lives on",
                "on: session end, over: stdio, do: never-answer",
                server -> server.on(sessionEnd()).over(Carrier.STDIO).neverAnswer(),
                rig -> {
                    Ear ear = rig.seat.leave();
                    rig.awaitFiring();
                    assertThat(ear.readFor(Rig.IDLE_MILLIS).end()).isEqualTo(End.OPEN);
                });
    }

    private void lines() {
        row(
                        "no JSON on stdout",
                        "A line that is no message, between two that are; elsewhere something between two messages",
                        "on: tools/call index, after: 1 event, do: { insert: \"Loading…\\n\" }",
                        server -> server.on(toolCall("index")).after(events(1)).insert("Loading…\n"),
                        rig -> rig.expect(rig.call(), "\"progress\":0.5", "Loading…\n", RESULT))
                .in(
                        Set.of(Cell.STDIO, Cell.STDIO_MODERN),
                        rig -> rig.expect(rig.call(), PROGRESS + "Loading…\n{", RESULT));
        row(
                "half a line",
                "A line breaks off, and nothing follows",
                "on: tools/call index, at: { event: 1, byte: 7 }, over: stdio, do: { exit-process: 1 }",
                server -> server.on(toolCall("index"))
                        .over(Carrier.STDIO)
                        .withinEvent(1, 7)
                        .exitProcess(1),
                rig -> assertThat(rig.expectEnd(rig.call(), End.FIN)).isEqualTo("{\"jsonr"));
        row(
                "CR LF",
                "Lines end with CR LF",
                "on: tools/call index, over: stdio, do: { spell-events: crlf }",
                server -> server.on(toolCall("index")).over(Carrier.STDIO).spellEvents(Fault.EventSpelling.CRLF),
                rig -> rig.expect(rig.call(), "0.5}}\r\n{", RESULT, "}\r\n"));
        row(
                "no UTF-8",
                "Lines in another encoding",
                "on: tools/call index, over: stdio, do: { spell-events: utf-16 }",
                server -> server.on(toolCall("index")).over(Carrier.STDIO).spellEvents(Fault.EventSpelling.UTF_16),
                rig -> rig.seat
                        .ask(rig.call())
                        .readUntil("\"id\":9,\"result\":{".getBytes(StandardCharsets.UTF_16LE), "UTF-16"));
    }
}
