package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** What goes wrong with responses. */
final class JsonRpcFaults extends FaultGroup {

    JsonRpcFaults() {
        super("JSON-RPC");
        row(
                "malformed JSON",
                "The text of the response breaks off in its middle",
                "on: tools/call index, do: malformed-json",
                server -> server.on(toolCall("index")).does(malformedJson()),
                rig -> assertThat(rig.whole(rig.call(), "\"id\":9,\"result\":"))
                        .doesNotContain("\"structuredContent\":{\"files\":42}"));
        row(
                "wrong id",
                "The response has the id of no request",
                "on: tools/call index, do: wrong-id",
                server -> server.on(toolCall("index")).does(wrongId()),
                rig -> rig.expect(rig.call(), "\"id\":1000000016,\"result\""));
        row(
                "null id",
                "The response has a null id",
                "on: tools/call index, do: null-id",
                server -> server.on(toolCall("index")).does(nullId()),
                rig -> rig.expect(rig.call(), "\"id\":null,\"result\""));
        row(
                "string for number id",
                "A text where the request had a number, and the other way round",
                "on: tools/call index, do: id-of-other-type",
                server -> server.on(toolCall("index")).does(idOfOtherType()),
                rig -> rig.expect(rig.call(), "\"id\":\"9\",\"result\""));
        row(
                "float id",
                "9.0 for 9",
                "on: tools/call index, do: float-id",
                server -> server.on(toolCall("index")).does(floatId()),
                rig -> rig.expect(rig.call(), "\"id\":9.0,\"result\""));
        row(
                "missing id",
                "The response has no id",
                "on: tools/call index, do: without-id",
                server -> server.on(toolCall("index")).does(withoutId()),
                rig -> rig.expect(rig.call(), "{\"jsonrpc\":\"2.0\",\"result\""));
        row(
                "missing version",
                "The response has no `jsonrpc` member",
                "on: tools/call index, do: without-version",
                server -> server.on(toolCall("index")).does(withoutVersion()),
                rig -> rig.expect(rig.call(), "{\"id\":9,\"result\""));
        row(
                "result and error",
                "The response has both",
                "on: tools/call index, do: result-and-error",
                server -> server.on(toolCall("index")).does(resultAndError()),
                rig -> rig.expect(rig.call(), RESULT, "},\"error\":{\"code\":-32603,"));
        row(
                "neither result nor error",
                "The response has neither",
                "on: tools/call index, do: neither-result-nor-error",
                server -> server.on(toolCall("index")).does(neitherResultNorError()),
                rig -> rig.expect(rig.call(), "{\"jsonrpc\":\"2.0\",\"id\":9}"));
        row(
                "batch, alone",
                "The response stands alone in an array",
                "on: tools/call index, do: batch",
                server -> server.on(toolCall("index")).does(batch()),
                rig -> rig.expect(rig.call(), "[{\"jsonrpc\":\"2.0\"," + RESULT, "}]"));
        row(
                "batch, with others",
                "In an array, between a log message and a response to no request",
                "on: tools/call index, do: batch-with-others",
                server -> server.on(toolCall("index")).does(batchWithOthers()),
                rig -> rig.expect(
                        rig.call(), "[{", "notifications/message", RESULT, "\"id\":\"no-such-request\"", "}]"));
        row(
                "duplicate response",
                "The response is sent twice on its stream",
                "on: tools/call index, do: duplicate-response",
                server -> server.on(toolCall("index")).does(duplicateResponse()),
                rig -> rig.whole(rig.call(), RESULT, RESULT));
        row(
                "duplicate response, later",
                "The second comes so much later; the stream stays open till then",
                "on: tools/call index, do: { duplicate-response: { after: 1h } }",
                server -> server.on(toolCall("index")).does(duplicateResponse(Duration.ofHours(1))),
                rig -> rig.expectAfterAnHour(RESULT, RESULT));
        row(
                "duplicate response on the standing stream",
                "The second goes out on the standing stream",
                "on: tools/call index, do: { duplicate-response: { on: standing-stream } }",
                server -> server.on(toolCall("index")).does(duplicateResponseOnStandingStream()),
                rig -> rig.expectOnStandingStream(() -> rig.whole(rig.call(), RESULT), RESULT));
        row(
                "response never",
                "The stream stays open, and what else belongs on it comes",
                "on: tools/call index, do: never-respond",
                server -> server.on(toolCall("index")).does(neverRespond()),
                rig -> rig.expectStall(rig.call(), "\"progress\":0.5", RESULT));
        row(
                "response late",
                "So much later, whether the client still waits or not; its notifications come in time",
                "on: tools/call index, do: { respond-late: 1h }",
                server -> server.on(toolCall("index")).does(respondLate(Duration.ofHours(1))),
                rig -> rig.expectAfterAnHour("\"progress\":0.5", RESULT));
        row(
                "out of order",
                "The response overtakes the notifications that lead up to it",
                "on: tools/call index, do: respond-first",
                server -> server.on(toolCall("index")).does(respondFirst()),
                rig -> rig.whole(rig.call(), RESULT, "\"progress\":0.5"));
        row(
                "replies out of order",
                "Replies wait until so many have arrived, and go out in reverse",
                "on: tools/call, hold: { until: 2, order: reversed }",
                server -> server.on(toolCall()).holdUntilArrived(2).thenReplyInReverse(),
                JsonRpcFaults::repliesInReverse);
        row(
                "unknown extra fields",
                "Members that nobody knows, in the envelope and in the result",
                "on: tools/call index, do: unknown-members",
                server -> server.on(toolCall("index")).does(unknownMembers()),
                rig -> rig.expect(rig.call(), RESULT, "\"x-unknown\":[", "\"x-unknown\":{"));
        row(
                "error",
                "A JSON-RPC error in place of the response",
                "on: tools/call index, do: { fail: { code: -32603, message: boom } }",
                server -> server.on(toolCall("index")).failWith(internalError("boom")),
                rig -> rig.expect(rig.call(), "\"id\":9,\"error\":{\"code\":-32603,\"message\":\"boom\"}"));
        row(
                "error with data",
                "The same, with data",
                "on: tools/call index, do: { fail: { code: -32602, message: boom, data: { why: test } } }",
                server -> server.on(toolCall("index")).failWith(error(INVALID_PARAMS, "boom", Map.of("why", "test"))),
                rig -> rig.expect(rig.call(), "\"message\":\"boom\",\"data\":{\"why\":\"test\"}"));
        row(
                "null members",
                "Members that may be absent are there, and null",
                "on: tools/call index, do: null-members",
                server -> server.on(toolCall("index")).does(nullMembers()),
                rig -> rig.expect(rig.call(), RESULT, "\"nextCursor\":null", "\"error\":null"));
        row(
                "deep nesting",
                "Lists in lists, so many levels deep",
                "on: tools/call index, do: { deep-nesting: 5000 }",
                server -> server.on(toolCall("index")).does(deepNesting(5_000)),
                rig -> rig.expect(rig.call(), "\"nested\":" + "[".repeat(5_000) + "]".repeat(5_000)));
        row(
                "large result",
                "So many bytes more, from 20 kB to 16 MB",
                "on: tools/call index, do: { large-result: 16000000 }",
                server -> server.on(toolCall("index")).does(largeResult(16_000_000)),
                rig -> assertThat(rig.expectWhole(rig.call())).isGreaterThan(16_000_000));
        row(
                "any member",
                "A member of the response has another value, or is not there",
                "on: tools/call index, do: { change-message: { set: { result.extra: 1 } } }",
                server -> server.on(toolCall("index")).respondWith("result.extra", 1),
                rig -> rig.expect(rig.call(), RESULT, "\"extra\":1"));
        row(
                "large result of 20 kB",
                "The smallest of them",
                "on: tools/call index, do: { large-result: 20000 }",
                server -> server.on(toolCall("index")).does(largeResult(20_000)),
                rig -> assertThat(rig.expectWhole(rig.call())).isBetween(20_000L, 22_000L));
    }

    private static void repliesInReverse(Rig rig) throws IOException {
        Ear first = rig.seat.ask(rig.call());
        // It has arrived, and waits.
        rig.awaitFiring();
        Ear second = rig.seat.ask(rig.callOf("plain", 10));
        second.readUntil("\"id\":10,\"result\"");
        first.readUntil(RESULT);
        assertThat(rig.server.journal().entries(JournalEntry.MessageSent.class).stream()
                        .filter(sent -> sent.message().kind() == Message.Kind.RESULT)
                        .map(sent -> sent.message().at("content.0.text"))
                        .filter(Objects::nonNull))
                .containsExactly("grün", "{\"files\":42}");
    }
}
