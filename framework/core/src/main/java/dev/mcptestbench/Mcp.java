package dev.mcptestbench;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Call;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.Metric;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationFilter;
import dev.mcptestbench.script.NotificationType;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.ServerRequest;
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
public final class Mcp extends McpAnswers {

    private Mcp() {}

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

    // ── requests of the server's ────────────────────────────────────────────────────────────────────────────────────

    /** A ping of the server's, for rules that {@code ask}. */
    public static ServerRequest pingRequest() {
        return ServerRequest.ping();
    }

    /** A request for the client's roots, for rules that {@code ask}. */
    public static ServerRequest rootsRequest() {
        return ServerRequest.roots();
    }

    /** A request for a message of the client's model, for rules that {@code ask}. */
    public static ServerRequest samplingRequest(String prompt) {
        return ServerRequest.sampling(prompt);
    }

    /** A request for one text of the user's, for rules that {@code ask}. */
    public static ServerRequest elicitationRequest(String message) {
        return ServerRequest.elicitation(message);
    }

    /** Any request of the server's, for rules that {@code ask}. */
    public static ServerRequest serverRequest(String method, Map<String, Object> params) {
        return ServerRequest.of(method, params);
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
