package dev.mcptestbench;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.MessageFault;
import dev.mcptestbench.script.MessageFault.Spelling;
import dev.mcptestbench.script.ToolFault;
import java.time.Duration;
import java.util.Map;

/** Faults of messages and tools among the words of {@link Mcp}. */
abstract class McpMessageFaults extends McpFaults {

    /** An internal error, -32603, in place of the response. */
    public static Fault.FailWith internalError(String message) {
        return error(ErrorCode.INTERNAL_ERROR, message);
    }

    /** A JSON-RPC error in place of the response. */
    public static Fault.FailWith error(ErrorCode code, String message) {
        return new Fault.FailWith(code, message, null);
    }

    /** A JSON-RPC error with data in place of the response. */
    public static Fault.FailWith error(ErrorCode code, String message, Object data) {
        return new Fault.FailWith(code, message, data);
    }

    /** The text of the response breaks off in its middle: no parser takes it. */
    public static Fault malformedJson() {
        return misspelled(Spelling.MALFORMED_JSON);
    }

    /** The response has the id of no request. */
    public static Fault wrongId() {
        return misspelled(Spelling.WRONG_ID);
    }

    /** The response has a null id. */
    public static Fault nullId() {
        return misspelled(Spelling.NULL_ID);
    }

    /** The response has a text for an id where the request had a number: {@code "7"} for 7; and the other way round. */
    public static Fault idOfOtherType() {
        return misspelled(Spelling.ID_OF_OTHER_TYPE);
    }

    /** The response has a number with a fraction for an id: 7.0 for 7. */
    public static Fault floatId() {
        return misspelled(Spelling.FLOAT_ID);
    }

    /** The response has no id. */
    public static Fault withoutId() {
        return misspelled(Spelling.WITHOUT_ID);
    }

    /** The response has no {@code jsonrpc} member. */
    public static Fault withoutVersion() {
        return misspelled(Spelling.WITHOUT_VERSION);
    }

    /** The response has a result and an error. */
    public static Fault resultAndError() {
        return misspelled(Spelling.RESULT_AND_ERROR);
    }

    /** The response has neither result nor error. */
    public static Fault neitherResultNorError() {
        return misspelled(Spelling.NEITHER_RESULT_NOR_ERROR);
    }

    /** Members of the response that may be absent are there, and null. */
    public static Fault nullMembers() {
        return misspelled(Spelling.NULL_MEMBERS);
    }

    /** The response has members that nobody knows. */
    public static Fault unknownMembers() {
        return misspelled(Spelling.UNKNOWN_MEMBERS);
    }

    /** The response stands alone in an array. */
    public static Fault batch() {
        return misspelled(Spelling.BATCH);
    }

    /** The response stands in an array, between a log message and a response to no request. */
    public static Fault batchWithOthers() {
        return misspelled(Spelling.BATCH_WITH_OTHERS);
    }

    private static Fault misspelled(Spelling spelling) {
        return new MessageFault.Misspell(spelling);
    }

    /** The result holds lists in lists, so many levels deep. */
    public static Fault deepNesting(int levels) {
        return new MessageFault.Nest(levels);
    }

    /** The result is so many bytes larger, up to 64 MiB. */
    public static Fault largeResult(int bytes) {
        return new MessageFault.Enlarge(bytes);
    }

    /** The response is sent twice, one right after the other. */
    public static Fault duplicateResponse() {
        return duplicateResponse(Duration.ZERO);
    }

    /** The response is sent, and so much later once more, on the same stream, which stays open till then. */
    public static Fault duplicateResponse(Duration after) {
        return new MessageFault.DuplicateResponse(new Latency.Fixed(after), MessageFault.Place.SAME_STREAM);
    }

    /** The response is sent, and once more on the standing stream. */
    public static Fault duplicateResponseOnStandingStream() {
        return new MessageFault.DuplicateResponse(new Latency.Fixed(Duration.ZERO), MessageFault.Place.STANDING_STREAM);
    }

    /** The response never comes; the stream stays open, and what else belongs on it comes. */
    public static Fault neverRespond() {
        return new MessageFault.Withhold();
    }

    /** The response comes so late, whether the client still waits or not; what belongs before it does not wait. */
    public static Fault respondLate(Duration after) {
        return new MessageFault.RespondLate(new Latency.Fixed(after));
    }

    /** The response overtakes the notifications that lead up to it: progress after the result. */
    public static Fault respondFirst() {
        return new MessageFault.Overtake();
    }

    // ── tools ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /** The tool says that it failed: a result with {@code isError} and this text. */
    public static Fault reportToolError(String text) {
        return new MessageFault.ToolError(text);
    }

    /** The call goes on until the client cancels it, and then ends without a response. */
    public static Fault hangUntilCancelled() {
        return new ToolFault.HangUntilCancelled();
    }

    /** The members of structured content have values of other types than they should. */
    public static Fault brokenStructuredContent() {
        return misspelled(Spelling.BROKEN_STRUCTURED_CONTENT);
    }

    /** The tool is no more, once the reply is out; clients are told that the list has changed. */
    public static Fault withdrawTool(String tool) {
        return new ToolFault.ChangeTool(tool, null, true);
    }

    /** The tool is no more, once the reply is out; clients are not told. */
    public static Fault withdrawToolSilently(String tool) {
        return new ToolFault.ChangeTool(tool, null, false);
    }

    /** The tool is listed otherwise, once the reply is out; clients are told that the list has changed. */
    public static Fault changeTool(String tool, String member, Object value) {
        return new ToolFault.ChangeTool(tool, Map.of(member, value), true);
    }

    /** The tool is listed otherwise, once the reply is out; clients are not told. */
    public static Fault changeToolSilently(String tool, String member, Object value) {
        return new ToolFault.ChangeTool(tool, Map.of(member, value), false);
    }
}
