package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;

import dev.mcptestbench.script.ChallengeFault;
import java.util.List;

/** What a server says that does not let a request in. */
final class AuthorizationFaults extends FaultGroup {

    private static final String HEADER = "WWW-Authenticate: ";

    AuthorizationFaults() {
        super("authorization");
        row(
                "token required",
                "401, and no word of what was wrong; a guarded server adds `resource_metadata` to each challenge",
                "on: tools/call index, do: challenge",
                server -> server.on(toolCall("index")).challenge(tokenRequired()),
                rig -> rig.expectHead(rig.call(), "HTTP/1.1 401 ", HEADER + "Bearer\r\n", "\r\n\r\n"));
        row(
                "invalid token",
                "401 also for a fresh token",
                "on: tools/call index, do: { challenge: { error: invalid_token } }",
                server -> server.on(toolCall("index")).challenge(invalidToken()),
                rig -> rig.expectHead(rig.call(), "HTTP/1.1 401 ", HEADER + "Bearer error=\"invalid_token\"\r\n"));
        row(
                "insufficient scope",
                "403 that asks for more scopes, once or for ever",
                "on: tools/call index, first: true, do: { challenge: { error: insufficient_scope, scope: \"mcp:read mcp:write\" } }",
                server -> server.on(toolCall("index")).first().challenge(insufficientScope("mcp:read", "mcp:write")),
                rig -> {
                    rig.expectHead(
                            rig.call(),
                            "HTTP/1.1 403 ",
                            HEADER + "Bearer error=\"insufficient_scope\", scope=\"mcp:read mcp:write\"\r\n");
                    rig.expect(rig.call(), RESULT);
                });
        row(
                "invalid request",
                "400 for credentials that are said to be malformed",
                "on: tools/call index, do: { challenge: { error: invalid_request } }",
                server -> server.on(toolCall("index")).challenge(invalidRequest()),
                rig -> rig.expectHead(rig.call(), "HTTP/1.1 400 ", HEADER + "Bearer error=\"invalid_request\"\r\n"));
        row(
                "any challenge",
                "Another status than that of the error",
                "on: tools/call index, do: { challenge: { error: insufficient_scope, scope: a, status: 401 } }",
                server -> server.on(toolCall("index"))
                        .challenge(new ChallengeFault.Challenge(401, "insufficient_scope", List.of("a"))),
                rig -> rig.expectHead(
                        rig.call(), "HTTP/1.1 401 ", HEADER + "Bearer error=\"insufficient_scope\", scope=\"a\"\r\n"));
        row(
                "duplicate parameters",
                "Each parameter of the challenge stands there twice",
                "on: tools/call index, do: { spell-challenge: duplicate-parameters }",
                server -> server.on(toolCall("index")).does(duplicateChallengeParameters()),
                spelled("Bearer error=\"invalid_token\", error=\"invalid_token\", scope=\"a b\", scope=\"a b\""));
        row(
                "Negotiate first",
                "A challenge of another scheme comes first",
                "on: tools/call index, do: { spell-challenge: negotiate-first }",
                server -> server.on(toolCall("index")).does(negotiateFirst()),
                spelled("Negotiate, Bearer error=\"invalid_token\", scope=\"a b\""));
        row(
                "spaces in a challenge",
                "White space around equals signs and commas",
                "on: tools/call index, do: { spell-challenge: spaces }",
                server -> server.on(toolCall("index")).does(spacesInChallenge()),
                spelled("Bearer   error = \"invalid_token\" ,  scope = \"a b\""));
        row(
                "unquoted challenge",
                "No value is in quotes",
                "on: tools/call index, do: { spell-challenge: unquoted }",
                server -> server.on(toolCall("index")).does(unquotedChallenge()),
                spelled("Bearer error=invalid_token, scope=a b"));
    }

    /** Nobody guards the server, so a rule has to send the challenge. */
    private static Probe spelled(String header) {
        return rig -> {
            rig.server.on(toolCall("index")).challenge(invalidToken("a", "b"));
            rig.expectHead(rig.call(), "HTTP/1.1 401 ", HEADER + header + "\r\n");
        };
    }
}
