package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Message;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A notification as it is scripted, and as an assertion asks for it. Texts in it may hold templates:
 * {@code {n}}, {@code {arguments.city}}, {@code {client}}.
 *
 * @param method the JSON-RPC method
 * @param params its parameters; the progress token of the call is added when a progress notification is sent
 */
@API(status = API.Status.EXPERIMENTAL)
public record Notification(String method, Map<String, Object> params) {

    /** Copies the parameters. */
    public Notification {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    /** Its type. */
    public NotificationType type() {
        return new NotificationType(method);
    }

    /** The message to send, with templates filled in. */
    public Message toMessage(Template.Values values, @Nullable Object progressToken) {
        Map<String, Object> filled = new LinkedHashMap<>();
        if (method.equals("notifications/progress") && progressToken != null && !params.containsKey("progressToken")) {
            filled.put("progressToken", progressToken);
        }
        params.forEach((name, value) -> filled.put(name, Template.fill(value, values)));
        return Message.notification(method, filled);
    }

    /** Whether it is progress of a call that gave no token, and has none of its own: nobody is to be told of it. */
    public boolean lacksToken(@Nullable Object progressToken) {
        return method.equals("notifications/progress") && progressToken == null && !params.containsKey("progressToken");
    }

    /** Whether a message is this notification: same method, and at least these parameters. */
    public boolean matches(Message message) {
        return new Trigger.OfMessage(method, null, params, null).matches(message, null);
    }

    @Override
    public String toString() {
        return describe(type(), params);
    }

    /** A message in a few words, as {@link #toString()} has it where it is a notification. */
    public static String describe(Message message) {
        return message.kind() == Message.Kind.NOTIFICATION
                ? describe(new NotificationType(String.valueOf(message.method())), message.params())
                : message.toString();
    }

    /** {@code progress 0.5}, {@code logging "tick 1"}: a notification in a few words. */
    public static String describe(NotificationType type, Map<String, ?> params) {
        if (params.get("progress") instanceof Number progress) {
            Object total = params.get("total");
            return type + " " + progress + (total == null ? "" : "/" + total);
        }
        Object data = params.get("data");
        if (data != null) {
            return type + " " + Words.value(data);
        }
        if (params.get("uri") instanceof String uri) {
            return type + " " + uri;
        }
        return type.toString();
    }
}
