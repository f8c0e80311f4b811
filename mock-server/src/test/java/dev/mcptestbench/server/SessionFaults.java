package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;

/** What goes wrong with sessions and their beginning. */
final class SessionFaults extends FaultGroup {

    SessionFaults() {
        super("session");
        row(
                "no session id",
                "The initialize response gives none",
                "on: initialize, do: without-session-id",
                server -> server.on(initialize()).does(withoutSessionId()),
                rig -> assertThat(rig.other("c").handshake("\"serverInfo\"")).doesNotContain("Mcp-Session-Id"));
        row(
                "changed id",
                "A reply names another session id than the session's",
                "on: initialize, do: { change-session-id: another }",
                server -> server.on(initialize()).does(changeSessionId("another")),
                rig -> rig.other("c").handshake("Mcp-Session-Id: another\r\n", "\"serverInfo\""));
        row(
                "404 once",
                "One request is told that there is no such session; the next is served",
                "on: tools/call index, first: true, do: { status: 404 }",
                server -> server.on(toolCall("index")).first().status(404),
                rig -> {
                    rig.expectHead(rig.call(), "HTTP/1.1 404 ");
                    rig.expect(rig.call(), RESULT);
                });
        row(
                "404 for good",
                "The session is gone",
                "on: tools/call index, first: true, do: expire-session",
                server -> server.on(toolCall("index")).first().expireSession(),
                rig -> {
                    rig.expectHead(rig.call(), "HTTP/1.1 404 ");
                    rig.expectHead(rig.call(), "HTTP/1.1 404 ");
                });
        row(
                "400",
                "The request is refused as if it named no session",
                "on: tools/call index, do: { status: 400 }",
                server -> server.on(toolCall("index")).status(400),
                rig -> rig.expectHead(rig.call(), "HTTP/1.1 400 "));
        row(
                "expire after n requests",
                "The session serves two requests, and is gone with the third",
                "on: any request, nth: 3, do: expire-session",
                server -> server.on(anyRequest()).nth(3).expireSession(),
                rig -> {
                    rig.expect(rig.call(), RESULT);
                    rig.expect(rig.call(), RESULT);
                    rig.expectHead(rig.call(), "HTTP/1.1 404 ");
                    rig.expectHead(rig.call(), "HTTP/1.1 404 ");
                });
        row(
                "DELETE refused",
                "The client may not end its session",
                "on: session end, do: { status: 405 }",
                server -> server.on(sessionEnd()).status(405),
                rig -> {
                    rig.seat.leave().readUntil("HTTP/1.1 405 ");
                    rig.expect(rig.call(), RESULT);
                });
        row(
                "DELETE hangs",
                "The client's leave is never answered: not its DELETE, nor that its input has ended",
                "on: session end, do: never-answer",
                server -> server.on(sessionEnd()).neverAnswer(),
                rig -> {
                    Ear ear = rig.seat.leave();
                    rig.awaitFiring();
                    assertThat(ear.readFor(Rig.IDLE_MILLIS)).isEqualTo(new Answer("", End.OPEN));
                });
        row(
                "initialize fails n times",
                "And works from then on",
                "on: initialize, times: 2, do: { fail: { code: -32603, message: not yet } }",
                server -> server.on(initialize()).times(2).failWith(ErrorCode.INTERNAL_ERROR, "not yet"),
                rig -> {
                    rig.other("a").handshake("\"id\":1,\"error\":{", "not yet");
                    rig.other("b").handshake("\"id\":1,\"error\":{", "not yet");
                    rig.other("c").handshake("\"id\":1,\"result\":{", "\"serverInfo\"");
                });
        row(
                "version the client did not offer",
                "The initialize response names this revision",
                "on: initialize, do: { negotiate-version: 1999-01-01 }",
                server -> server.on(initialize()).does(negotiateVersion("1999-01-01")),
                rig -> rig.other("c").handshake("\"protocolVersion\":\"1999-01-01\""));
        row(
                "capabilities missing",
                "The initialize response declares none",
                "on: initialize, do: without-capabilities",
                server -> server.on(initialize()).does(withoutCapabilities()),
                rig -> assertThat(rig.other("c").handshake("\"serverInfo\"")).doesNotContain("capabilities"));
    }
}
