package dev.mcptestbench;

import dev.mcptestbench.script.ChallengeFault;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.ReadyFaults;
import dev.mcptestbench.script.ServerFault;
import java.time.Duration;
import java.util.List;

/** Faults of connection, HTTP, event stream and session among the words of {@link Mcp}. */
abstract class McpFaults extends McpTriggers {

    // ── connection ──────────────────────────────────────────────────────────────────────────────────────────────────

    /** A chunk is begun, and the connection closed within it. */
    public static Fault closeMidChunk() {
        return new Fault.CloseMidChunk();
    }

    /** Every connection of the server breaks, and with them all streams. */
    public static Fault dropAllStreams() {
        return new Fault.DropAllStreams();
    }

    /** New connections are refused for good. */
    public static Fault refuseConnections() {
        return refuseConnections(Duration.ZERO);
    }

    /** New connections are refused for so long, on the test clock. */
    public static Fault refuseConnections(Duration lasting) {
        return new ServerFault.RefuseConnections(lasting);
    }

    // ── HTTP ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /** A web page, 200, in place of the reply, as a proxy or a log-in page sends it. */
    public static Fault htmlPage() {
        return ReadyFaults.htmlPage();
    }

    /** 429 with {@code Retry-After}, in whole seconds. */
    public static Fault tooManyRequests(Duration retryAfter) {
        return ReadyFaults.tooManyRequests(retryAfter);
    }

    /** The reply goes out as another media type than it is. */
    public static Fault contentType(String type) {
        return ReadyFaults.header("Content-Type", type);
    }

    /** The head has a header twice. */
    public static Fault duplicateHeader(String name) {
        return ReadyFaults.duplicateHeader(name);
    }

    /** The head has a header line of so many bytes more. */
    public static Fault oversizeHead(int bytes) {
        return new Fault.OversizeHead(bytes);
    }

    /** The body has so many bytes more, which mean nothing. */
    public static Fault oversizeBody(int bytes) {
        return new Fault.OversizeBody(bytes);
    }

    /** The head comes byte by byte, each so much after the one before. */
    public static Fault slowHead(Latency perByte) {
        return new Fault.SlowHead(perByte);
    }

    /** What is no chunk stands where a chunk should. */
    public static Fault badChunk() {
        return new Fault.BadChunk();
    }

    // ── authorization ───────────────────────────────────────────────────────────────────────────────────────────────

    /** 401: the request needs a token, of which nothing is known yet. */
    public static ChallengeFault.Challenge tokenRequired(String... scopes) {
        return ChallengeFault.Challenge.of("", List.of(scopes));
    }

    /** 401: the token is not good any more, or never was. */
    public static ChallengeFault.Challenge invalidToken(String... scopes) {
        return ChallengeFault.Challenge.of("invalid_token", List.of(scopes));
    }

    /** 403: the token is good, but the request needs these scopes. */
    public static ChallengeFault.Challenge insufficientScope(String... scopes) {
        return ChallengeFault.Challenge.of("insufficient_scope", List.of(scopes));
    }

    /** 400: the credentials are malformed. */
    public static ChallengeFault.Challenge invalidRequest() {
        return ChallengeFault.Challenge.of("invalid_request", List.of());
    }

    /** Each parameter of the challenge stands there twice. */
    public static Fault duplicateChallengeParameters() {
        return spelled(ChallengeFault.Spelling.DUPLICATE_PARAMETERS);
    }

    /** A challenge of another scheme, {@code Negotiate}, stands before that for Bearer tokens. */
    public static Fault negotiateFirst() {
        return spelled(ChallengeFault.Spelling.NEGOTIATE_FIRST);
    }

    /** The challenge has white space around equals signs and commas. */
    public static Fault spacesInChallenge() {
        return spelled(ChallengeFault.Spelling.SPACES);
    }

    /** No value of the challenge is in quotes. */
    public static Fault unquotedChallenge() {
        return spelled(ChallengeFault.Spelling.UNQUOTED);
    }

    private static Fault spelled(ChallengeFault.Spelling spelling) {
        return new ChallengeFault.SpellChallenge(spelling);
    }

    // ── server-sent events ──────────────────────────────────────────────────────────────────────────────────────────

    /** A comment line in the stream, which means nothing. */
    public static Fault comment(String text) {
        return ReadyFaults.comment(text);
    }

    /** A {@code retry:} line in the stream: how long clients wait before they reconnect. */
    public static Fault retry(Duration duration) {
        return ReadyFaults.retry(duration);
    }

    /** An event whose data is empty. */
    public static Fault emptyEvent() {
        return ReadyFaults.emptyEvent();
    }

    /** Lines end with CR. */
    public static Fault carriageReturns() {
        return spelled(Fault.EventSpelling.CR);
    }

    /** Lines end with CR LF. */
    public static Fault carriageReturnsAndLineFeeds() {
        return spelled(Fault.EventSpelling.CRLF);
    }

    /** No event has an id. */
    public static Fault withoutEventIds() {
        return spelled(Fault.EventSpelling.WITHOUT_ID);
    }

    /** Events have a type that nobody knows. */
    public static Fault unknownEventType() {
        return spelled(Fault.EventSpelling.UNKNOWN_TYPE);
    }

    /** The data of an event stands on several lines. */
    public static Fault multiLineData() {
        return spelled(Fault.EventSpelling.MULTI_LINE);
    }

    /** The stream begins with a byte order mark. */
    public static Fault byteOrderMark() {
        return spelled(Fault.EventSpelling.BOM);
    }

    /** A character of several bytes is split over two chunks. */
    public static Fault splitCharacter() {
        return spelled(Fault.EventSpelling.SPLIT_CHARACTER);
    }

    /** The last event has no blank line after it, so that a parser never sees its end. */
    public static Fault withoutFinalBlankLine() {
        return spelled(Fault.EventSpelling.WITHOUT_BLANK_LINE);
    }

    private static Fault spelled(Fault.EventSpelling spelling) {
        return new Fault.SpellEvents(spelling);
    }

    /** The event at this position is sent twice, id and all. */
    public static Fault duplicateEvent() {
        return new Fault.Duplicate();
    }

    /** The response goes out on the standing stream instead of on its own. */
    public static Fault answerOnStandingStream() {
        return new Fault.AnswerOnStandingStream();
    }

    // ── session ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /** The initialize response gives no session id, though the server goes by one. */
    public static Fault withoutSessionId() {
        return ReadyFaults.withoutHeader("Mcp-Session-Id");
    }

    /** The reply names another session id than the session's. */
    public static Fault changeSessionId(String id) {
        return ReadyFaults.header("Mcp-Session-Id", id);
    }

    /** The initialize response names this revision, whatever the client offered. */
    public static Fault negotiateVersion(String version) {
        return ReadyFaults.negotiateVersion(version);
    }

    /** The initialize response declares no capabilities. */
    public static Fault withoutCapabilities() {
        return ReadyFaults.withoutCapabilities();
    }
}
