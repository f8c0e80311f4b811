package dev.mcptestbench;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.Trigger;
import java.time.Duration;
import java.util.Map;

/** Triggers and positions among the words of {@link Mcp}. */
abstract class McpTriggers extends McpNames {

    /** A call of any tool. */
    public static Trigger.OfMessage toolCall() {
        return method(Methods.TOOLS_CALL);
    }

    /** A call of this tool. */
    public static Trigger.OfMessage toolCall(String tool) {
        return new Trigger.OfMessage(Methods.TOOLS_CALL, tool, Map.of(), null);
    }

    /** A read of this resource. */
    public static Trigger.OfMessage resourceRead(String uri) {
        return new Trigger.OfMessage(Methods.RESOURCES_READ, uri, Map.of(), null);
    }

    /** A get of this prompt. */
    public static Trigger.OfMessage promptGet(String prompt) {
        return new Trigger.OfMessage(Methods.PROMPTS_GET, prompt, Map.of(), null);
    }

    /** The initialize request. */
    public static Trigger.OfMessage initialize() {
        return method(Methods.INITIALIZE);
    }

    /** A ping from the client. */
    public static Trigger.OfMessage ping() {
        return method(Methods.PING);
    }

    /** A request or notification of any method. */
    public static Trigger.OfMessage method(String method) {
        return new Trigger.OfMessage(method, null, Map.of(), null);
    }

    /** Any request. */
    public static Trigger.OfMessage anyRequest() {
        return new Trigger.OfMessage(null, null, Map.of(), null);
    }

    /** The client opens the stream that belongs to no request: by GET, in 2026-07-28 by {@code subscriptions/listen}. */
    public static Trigger.OfStream standingStream() {
        return new Trigger.OfStream(Trigger.StreamKind.STANDING, null);
    }

    /** The client takes up a broken stream, by {@code Last-Event-ID}. In 2026-07-28 streams are not taken up. */
    public static Trigger.OfStream streamResumption() {
        return new Trigger.OfStream(Trigger.StreamKind.RESUMPTION, null);
    }

    /**
     * A client can be spoken to: it has initialized its session. In 2026-07-28, where there are no sessions, it is the first
     * request of a client that the server has not heard of, by its name in {@code clientInfo}; what a rule sends then goes
     * out as soon as that client listens.
     */
    public static Trigger.OfSession connected() {
        return new Trigger.OfSession(Trigger.Moment.INITIALIZED, null);
    }

    /** A client ends its session with DELETE. In 2026-07-28 there are none. */
    public static Trigger.OfSession sessionEnd() {
        return new Trigger.OfSession(Trigger.Moment.DELETED, null);
    }

    /** A connection is made. */
    public static Trigger.OfConnection connection() {
        return new Trigger.OfConnection();
    }

    /** The client answers a request of the server's, whichever. */
    public static Trigger.OfResponse response() {
        return new Trigger.OfResponse(null, null);
    }

    /** The client answers a request of this method, such as {@code sampling/createMessage}. */
    public static Trigger.OfResponse response(String method) {
        return new Trigger.OfResponse(method, null);
    }

    /** A client's stream that belongs to no request comes to its end, whoever ends it. */
    public static Trigger.OfStreamEnd standingStreamClosed() {
        return new Trigger.OfStreamEnd(null);
    }

    /** So much time has passed, on the test clock, since the rule was scripted at the server. */
    public static Trigger.OfTime elapsed(Duration since) {
        return new Trigger.OfTime(since);
    }

    // ── positions ───────────────────────────────────────────────────────────────────────────────────────────────────

    /** After so many events, whatever they carry. */
    public static Position events(int n) {
        return new Position.AfterEvents(n);
    }

    /** After so many progress notifications. */
    public static Position progressEvents(int n) {
        return new Position.AfterProgress(n);
    }

    /** After so many bytes of the body. */
    public static Position bytes(int n) {
        return new Position.AfterBytes(n);
    }
}
