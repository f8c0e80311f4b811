package dev.mcptestbench;

import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Call;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.Metric;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationFilter;
import dev.mcptestbench.script.NotificationType;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.Trigger;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import org.apiguardian.api.API;

/**
 * The words of the DSL, made to be imported with a star: {@code import static dev.mcptestbench.Mcp.*;}. They make
 * triggers, positions, faults, latencies, replies and notifications; all of them are immutable values.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Mcp {

    /** JSON-RPC error -32700. */
    public static final ErrorCode PARSE_ERROR = ErrorCode.PARSE_ERROR;

    /** JSON-RPC error -32600. */
    public static final ErrorCode INVALID_REQUEST = ErrorCode.INVALID_REQUEST;

    /** JSON-RPC error -32601. */
    public static final ErrorCode METHOD_NOT_FOUND = ErrorCode.METHOD_NOT_FOUND;

    /** JSON-RPC error -32602. */
    public static final ErrorCode INVALID_PARAMS = ErrorCode.INVALID_PARAMS;

    /** JSON-RPC error -32603. */
    public static final ErrorCode INTERNAL_ERROR = ErrorCode.INTERNAL_ERROR;

    /** MCP error -32002. */
    public static final ErrorCode RESOURCE_NOT_FOUND = ErrorCode.RESOURCE_NOT_FOUND;

    /** Not connected, and not trying to be. */
    public static final ClientState DISCONNECTED = ClientState.DISCONNECTED;

    /** The first attempt to connect is under way. */
    public static final ClientState CONNECTING = ClientState.CONNECTING;

    /** Initialized, and able to call. */
    public static final ClientState CONNECTED = ClientState.CONNECTED;

    /** Connected before, and trying to find the server again. */
    public static final ClientState RECONNECTING = ClientState.RECONNECTING;

    /** Has given up. */
    public static final ClientState FAILED = ClientState.FAILED;

    /** Closed for good. */
    public static final ClientState CLOSED = ClientState.CLOSED;

    /** Log level {@code debug}. */
    public static final LogLevel DEBUG = LogLevel.DEBUG;

    /** Log level {@code info}. */
    public static final LogLevel INFO = LogLevel.INFO;

    /** Log level {@code warning}. */
    public static final LogLevel WARNING = LogLevel.WARNING;

    /** Log level {@code error}. */
    public static final LogLevel ERROR = LogLevel.ERROR;

    /** Log notifications. */
    public static final NotificationType LOGGING = new NotificationType(Methods.MESSAGE);

    /** Progress notifications. */
    public static final NotificationType PROGRESS = new NotificationType(Methods.PROGRESS);

    /** Notifications that the list of tools has changed. */
    public static final NotificationType TOOLS_CHANGED = new NotificationType(Methods.TOOLS_LIST_CHANGED);

    /** Notifications that the list of resources has changed. */
    public static final NotificationType RESOURCES_CHANGED = new NotificationType(Methods.RESOURCES_LIST_CHANGED);

    /** Notifications that the list of prompts has changed. */
    public static final NotificationType PROMPTS_CHANGED = new NotificationType(Methods.PROMPTS_LIST_CHANGED);

    /** Notifications that a resource has changed. */
    public static final NotificationType RESOURCE_UPDATED = new NotificationType(Methods.RESOURCES_UPDATED);

    private Mcp() {}

    // ── triggers ────────────────────────────────────────────────────────────────────────────────────────────────────

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

    // ── faults ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /** An internal error, -32603. */
    public static Fault.FailWith internalError(String message) {
        return error(ErrorCode.INTERNAL_ERROR, message);
    }

    /** A JSON-RPC error. */
    public static Fault.FailWith error(ErrorCode code, String message) {
        return new Fault.FailWith(code, message, null);
    }

    // ── latencies ───────────────────────────────────────────────────────────────────────────────────────────────────

    /** Always so long. */
    public static Latency fixed(Duration duration) {
        return new Latency.Fixed(duration);
    }

    /** Anything between two bounds, each as likely. */
    public static Latency uniform(Duration from, Duration to) {
        return new Latency.Uniform(from, to);
    }

    /** Normally distributed. */
    public static Latency normal(Duration mean, Duration stddev) {
        return new Latency.Normal(mean, stddev);
    }

    /** Log-normally distributed: mostly near the median, now and then much longer. */
    public static Latency logNormal(Duration median, double sigma) {
        return new Latency.LogNormal(median, sigma);
    }

    /** By a table of percentiles. */
    public static Latency percentiles(NavigableMap<Double, Duration> table) {
        return new Latency.Percentiles(table);
    }

    // ── replies ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /** A text. */
    public static Reply text(String text) {
        return Reply.of(block("type", "text", "text", text));
    }

    /** A text with which the tool says that it failed. */
    public static Reply toolError(String text) {
        return text(text).asError();
    }

    /** An image. */
    public static Reply image(byte[] bytes, String mimeType) {
        return Reply.of(block("type", "image", "data", base64(bytes), "mimeType", mimeType));
    }

    /** A sound. From revision 2025-03-26 on. */
    public static Reply audio(byte[] bytes, String mimeType) {
        return Reply.of(block("type", "audio", "data", base64(bytes), "mimeType", mimeType));
    }

    /** A text resource, embedded. */
    public static Reply embedded(String uri, String mimeType, String text) {
        return Reply.of(block("type", "resource", "resource", block("uri", uri, "mimeType", mimeType, "text", text)));
    }

    /** Structured content, and the same as text, as the specification asks for. */
    public static Reply structured(Map<String, Object> value) {
        return text(dev.mcptestbench.protocol.Json.write(value)).withStructured(value);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Map<String, Object> block(Object... namesAndValues) {
        Map<String, Object> block = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return block;
    }

    // ── questions ───────────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * Asks the client's user to fill in a form.
     *
     * @param requestedSchema the JSON schema of the form: an object of plain values
     */
    public static Question elicitation(String message, Map<String, Object> requestedSchema) {
        return new Question(Methods.ELICITATION_CREATE, block("message", message, "requestedSchema", requestedSchema));
    }

    /** Asks the client's model. */
    public static Question sampling(String prompt, int maxTokens) {
        Map<String, Object> message = block("role", "user", "content", block("type", "text", "text", prompt));
        return new Question(
                Methods.SAMPLING_CREATE_MESSAGE, block("messages", java.util.List.of(message), "maxTokens", maxTokens));
    }

    /** Asks for the client's roots. */
    public static Question roots() {
        return new Question(Methods.ROOTS_LIST, Map.of());
    }

    // ── notifications ───────────────────────────────────────────────────────────────────────────────────────────────

    /** Progress, without a total. */
    public static Notification progress(double value) {
        return new Notification(Methods.PROGRESS, block("progress", value));
    }

    /** Progress towards a total. */
    public static Notification progress(double value, double total) {
        return new Notification(Methods.PROGRESS, block("progress", value, "total", total));
    }

    /** A log message; text or any value of JSON. */
    public static Notification logging(LogLevel level, Object data) {
        return new Notification(Methods.MESSAGE, block("level", level.text(), "data", data));
    }

    /** The list of tools has changed. */
    public static Notification toolsChanged() {
        return notification(Methods.TOOLS_LIST_CHANGED, Map.of());
    }

    /** The list of resources has changed. */
    public static Notification resourcesChanged() {
        return notification(Methods.RESOURCES_LIST_CHANGED, Map.of());
    }

    /** The list of prompts has changed. */
    public static Notification promptsChanged() {
        return notification(Methods.PROMPTS_LIST_CHANGED, Map.of());
    }

    /** A resource has changed. */
    public static Notification resourceUpdated(String uri) {
        return notification(Methods.RESOURCES_UPDATED, Map.of("uri", uri));
    }

    /** Any notification, also of a method of one's own. */
    public static Notification notification(String method, Map<String, Object> params) {
        return new Notification(method, params);
    }

    /** Any notification of this type. */
    public static Notification notification(NotificationType type) {
        return new Notification(type.method(), Map.of());
    }

    /** Notifications that this client hears. */
    public static NotificationFilter from(String client) {
        return NotificationFilter.ALL.from(client);
    }

    // ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /** A call of a tool by a client. */
    public static Call call(String client, String tool, Map<String, Object> arguments) {
        return new Call(client, tool, arguments);
    }

    // ── metrics ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /** All calls that have ended. */
    public static Metric calls() {
        return Metric.CALLS;
    }

    /** The calls that succeeded. */
    public static Metric successes() {
        return Metric.SUCCESSES;
    }

    /** The calls that did not succeed. */
    public static Metric errors() {
        return Metric.ERRORS;
    }
}
