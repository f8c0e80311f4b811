package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.script.Fault;
import dev.mcptestbench.server.RawCall.End;
import java.time.Duration;

/** What goes wrong with connections. */
final class ConnectionFaults extends FaultGroup {

    ConnectionFaults() {
        super("connection");
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
                    rig.expect(rig.call(), RESULT);
                    rig.expectRefusal();
                    rig.advance(Duration.ofSeconds(2));
                    rig.expectAcceptance();
                    rig.expect(rig.list(), RESULT);
                });
        row(
                "accept and never answer",
                "The connection is taken, and nothing ever comes on it",
                "on: connection, do: never-answer",
                server -> server.on(connection()).does(new Fault.Hang()),
                rig -> {
                    Ear ear = rig.knockAndAsk();
                    rig.awaitFiring();
                    Rig.stalls(ear, "", "HTTP");
                });
        row(
                "close on connect",
                "A new connection ends with a FIN",
                "on: connection, do: close-connection",
                server -> server.on(connection()).closeConnection(),
                rig -> assertThat(rig.knock().readToTheEnd().end()).isEqualTo(End.FIN));
        row(
                "reset on connect",
                "A new connection ends with an RST",
                "on: connection, do: reset-connection",
                server -> server.on(connection()).resetConnection(),
                rig -> assertThat(rig.knock().readToTheEnd().end()).isEqualTo(End.RST));
        row(
                "FIN",
                "The connection ends in place of the reply",
                "on: tools/call index, do: close-connection",
                server -> server.on(toolCall("index")).closeConnection(),
                rig -> rig.expectNothingBut(End.FIN, rig.call()));
        row(
                "RST",
                "The connection is reset in place of the reply",
                "on: tools/call index, do: reset-connection",
                server -> server.on(toolCall("index")).resetConnection(),
                rig -> rig.expectNothingBut(End.RST, rig.call()));
        row(
                "never answer",
                "Nothing comes, and the connection stays open",
                "on: tools/call index, do: never-answer",
                server -> server.on(toolCall("index")).neverAnswer(),
                rig -> rig.expectStall(rig.call(), "", "HTTP"));
        row(
                        "close after the head",
                        "Status and headers come, then a FIN",
                        "on: tools/call index, after: head, do: close-connection",
                        server -> server.on(toolCall("index")).afterHead().closeConnection(),
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "HTTP/1.1 200 OK"))
                                .endsWith("\r\n\r\n"))
                .in(Cell.SSE, rig -> rig.expectNothingOnTheStream(End.FIN, "HTTP/1.1 202 "));
        row(
                "close mid-chunk",
                "A chunk is announced and begun, then a FIN",
                "on: tools/call index, after: 1 event, do: close-mid-chunk",
                server -> server.on(toolCall("index")).after(events(1)).does(closeMidChunk()),
                rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "\"progress\":0.5"))
                        .endsWith("40\r\ndata: "));
        row(
                "half-close",
                "The server's half of the connection is closed; it still reads",
                "on: tools/call index, do: half-close-connection",
                server -> server.on(toolCall("index")).halfCloseConnection(),
                rig -> rig.expectHalfAnEnd(rig.call()));
        row(
                "drop all streams",
                "Every connection of the server breaks",
                "on: tools/call index, do: drop-all-streams",
                server -> server.on(toolCall("index")).does(dropAllStreams()),
                rig -> {
                    Ear standing = rig.seat.standing();
                    assertThat(rig.seat.post(rig.call()).readToTheEnd().end()).isEqualTo(End.FIN);
                    assertThat(standing.readToTheEnd().end()).isEqualTo(End.FIN);
                });
        row(
                "crash",
                "Connections are reset, new ones refused, sessions lost",
                "on: tools/call index, do: crash",
                server -> server.on(toolCall("index")).crash(),
                rig -> {
                    rig.expectNothingBut(End.RST, rig.call());
                    rig.expectRefusal();
                });
        row(
                        "keep-alive connection closed between requests",
                        "The reply is whole, and the connection gone when the next request comes",
                        "on: tools/call index, after: response, do: close-connection",
                        server -> server.on(toolCall("index")).afterResponse().closeConnection(),
                        rig -> rig.expectEnd(rig.call(), End.FIN, RESULT))
                .in(
                        Cell.STREAMABLE,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, RESULT))
                                .endsWith(LAST_CHUNK));
    }
}
