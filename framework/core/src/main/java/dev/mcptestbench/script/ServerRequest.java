package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A request of the server's, as a rule asks it. In the legacy era nothing waits for the answer; it is journaled when it
 * comes, and a rule may wait for it. In the modern era it becomes part of a result, and the client comes again with the
 * answer. Texts in the parameters may hold templates. Immutable.
 *
 * @param method the JSON-RPC method, such as {@code sampling/createMessage}
 * @param params its parameters
 * @param repeated whether it is sent a second time with the same id, which the specification forbids
 * @param cancelledAfter how long until the server cancels it, or {@code null} if it never does
 */
@API(status = API.Status.EXPERIMENTAL)
public record ServerRequest(
        String method,
        Map<String, Object> params,
        boolean repeated,
        @Nullable Duration cancelledAfter) {

    private static final int MAX_TOKENS = 100;

    /** Checks the duration and copies the parameters. */
    public ServerRequest {
        params = Copies.map(params);
        if (cancelledAfter != null && cancelledAfter.isNegative()) {
            throw new IllegalArgumentException("A request is cancelled after a time, not after " + cancelledAfter);
        }
    }

    /** Any request, asked once. */
    public static ServerRequest of(String method, Map<String, Object> params) {
        return new ServerRequest(method, params, false, null);
    }

    /** A ping. */
    public static ServerRequest ping() {
        return of("ping", Map.of());
    }

    /** A request for the client's roots. */
    public static ServerRequest roots() {
        return of("roots/list", Map.of());
    }

    /** A request for a message of the client's model. */
    public static ServerRequest sampling(String prompt) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("messages", List.of(ReplyWords.message("user", ReplyWords.textBlock(prompt))));
        params.put("maxTokens", MAX_TOKENS);
        return of("sampling/createMessage", params);
    }

    /** A request for one text, {@code answer}, of the user's. */
    public static ServerRequest elicitation(String message) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("message", message);
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", Map.of("answer", Map.of("type", "string")));
        params.put("requestedSchema", schema);
        return of("elicitation/create", params);
    }

    /** The same, sent a second time with the same id. */
    public ServerRequest twice() {
        return new ServerRequest(method, params, true, cancelledAfter);
    }

    /** The same, cancelled by the server after so long. */
    public ServerRequest cancelledAfter(Duration duration) {
        return new ServerRequest(method, params, repeated, duration);
    }

    @SuppressWarnings("unchecked") // a map is filled in to a map of the same names
    private Map<String, Object> params(Template.Values values) {
        return (Map<String, Object>) java.util.Objects.requireNonNull(Template.fill(params, values));
    }

    /** The request, with its templates filled in. */
    public Message toMessage(String requestId, Template.Values values) {
        return Message.request(requestId, method, params(values));
    }

    /** What is asked, as a part of a result, with its templates filled in. */
    public Question toQuestion(Template.Values values) {
        return new Question(method, params(values));
    }

    /** What the server says when it cancels the request. */
    public Message cancellation(String requestId) {
        Map<String, Object> cancelled = new LinkedHashMap<>();
        cancelled.put("requestId", requestId);
        cancelled.put("reason", "Scripted to be cancelled");
        return Message.notification("notifications/cancelled", cancelled);
    }

    @Override
    public String toString() {
        return method
                + (repeated ? " twice" : "")
                + (cancelledAfter == null ? "" : ", cancelled after " + Words.duration(cancelledAfter));
    }
}
