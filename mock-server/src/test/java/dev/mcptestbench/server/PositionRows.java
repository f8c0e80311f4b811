package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.server.RawCall.End;

/** Where within a reply something goes wrong, all shown with a connection that closes there. */
final class PositionRows extends FaultGroup {

    PositionRows() {
        super("position");
        row(
                "before the reply",
                "The request does not take effect: the tool is not asked",
                "on: tools/call count, do: close-connection",
                server -> server.on(toolCall("count")).closeConnection(),
                rig -> {
                    rig.expectNothingBut(End.FIN, rig.callOf("count", 9));
                    assertThat(rig.counted).hasValue(0);
                });
        row(
                        "after commit",
                        "The request took effect, and the reply is lost",
                        "on: tools/call count, after: commit, do: close-connection",
                        server -> server.on(toolCall("count")).afterCommit().closeConnection(),
                        rig -> {
                            assertThat(rig.expectEnd(rig.callOf("count", 9), End.FIN))
                                    .doesNotContain("HTTP", "\"id\"");
                            assertThat(rig.counted).hasValue(1);
                        })
                .in(Cell.SSE, rig -> {
                    rig.expectNothingBut(End.FIN, rig.callOf("count", 9));
                    assertThat(rig.server.journal().await(() -> rig.counted.get() == 1, Rig.PATIENCE))
                            .isTrue();
                });
        row(
                "after commit, of a session's end",
                "The session is gone, and the client does not know",
                "on: session end, after: commit, do: reset-connection",
                server -> server.on(sessionEnd()).afterCommit().resetConnection(),
                rig -> {
                    assertThat(rig.seat.leave().readToTheEnd()).isEqualTo(new RawCall.Answer("", End.RST));
                    rig.expectHead(rig.call(), "HTTP/1.1 404 ");
                });
        row(
                        "after the head",
                        "Status and headers are out",
                        "on: tools/call index, after: head, do: reset-connection",
                        server -> server.on(toolCall("index")).afterHead().resetConnection(),
                        rig -> assertThat(rig.expectEnd(rig.call(), End.RST)).doesNotContain("0.5"))
                .in(Cell.SSE, rig -> rig.expectNothingOnTheStream(End.RST, "HTTP/1.1 202 "));
        row(
                "after n events",
                "Events are counted, whatever they carry",
                "on: tools/call index, after: 1 event, do: close-connection",
                server -> server.on(toolCall("index")).after(events(1)).closeConnection(),
                rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5")).doesNotContain(RESULT));
        row(
                "after n progress notifications",
                "Only progress is counted",
                "on: tools/call index, after: 1 progress event, do: close-connection",
                server -> server.on(toolCall("index")).after(progressEvents(1)).closeConnection(),
                rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5")).doesNotContain(RESULT));
        row(
                        "mid-event",
                        "Within an event, after so many of its bytes",
                        "on: tools/call index, at: { event: 2, byte: 4 }, do: close-connection",
                        server -> server.on(toolCall("index")).withinEvent(2, 4).closeConnection(),
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5"))
                                .endsWith("}\n{\"js"))
                .in(
                        Cell.HTTP,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5"))
                                .endsWith("\r\n4\r\nid: \r\n"))
                .in(
                        Cell.HTTP_MODERN,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5"))
                                .endsWith("\r\n4\r\ndata\r\n"))
                .in(
                        Cell.SSE,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5"))
                                .endsWith("\r\n4\r\neven\r\n"));
        row(
                        "after n bytes",
                        "After so many bytes of the body",
                        "on: tools/call index, after: 2 bytes, do: close-connection",
                        server -> server.on(toolCall("index")).after(bytes(2)).closeConnection(),
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN)).isEqualTo("{\""))
                .in(
                        Cell.HTTP,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN)).endsWith("\r\n\r\n2\r\nid\r\n"))
                .in(
                        Cell.HTTP_MODERN,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN)).endsWith("\r\n\r\n2\r\nda\r\n"))
                .in(
                        Cell.SSE,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN)).endsWith("2\r\nev\r\n"));
        row(
                "before the final response",
                "After the notifications that lead up to it",
                "on: tools/call index, before: response, do: close-connection",
                server -> server.on(toolCall("index")).beforeResponse().closeConnection(),
                rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5")).doesNotContain(RESULT));
        row(
                        "after the final response",
                        "The reply is complete",
                        "on: tools/call index, after: response, do: close-connection",
                        server -> server.on(toolCall("index")).afterResponse().closeConnection(),
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5", RESULT))
                                .endsWith("}\n"))
                .in(
                        Cell.SSE,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5", RESULT))
                                .endsWith("}\n\n\r\n"))
                .in(
                        Cell.STREAMABLE,
                        rig -> assertThat(rig.expectEnd(rig.call(), End.FIN, "0.5", RESULT))
                                .endsWith(LAST_CHUNK));
        row(
                        "on the standing GET stream",
                        "All positions are those of the stream that belongs to no request, too",
                        "on: standing stream, after: 1 event, do: close-connection",
                        server -> server.on(standingStream()).after(events(1)).closeConnection(),
                        rig -> {
                            // Its first event is the acknowledgement.
                            assertThat(rig.seat.standing().readToTheEnd().end()).isEqualTo(End.FIN);
                        })
                .in(Cell.HTTP, rig -> {
                    Ear standing = rig.seat.standing();
                    rig.server.send(logging(INFO, "one"));
                    assertThat(standing.readUntil("one")).doesNotContain("two");
                    assertThat(standing.readToTheEnd().end()).isEqualTo(End.FIN);
                })
                .in(Cell.SSE, rig -> {
                    Seat late = rig.other("late");
                    late.handshake("\"id\":1,\"result\"");
                    assertThat(late.standing().readToTheEnd().end()).isEqualTo(End.FIN);
                });
    }
}
