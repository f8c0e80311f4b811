package dev.mcptestbench.client.notification;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationType;
import java.time.Duration;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A notification that a managed client has heard.
 *
 * @param client the client's name
 * @param message the notification, just as it came
 * @param eventId the id of the event that carried it, or {@code null}
 * @param stream which of the client's streams it came on: the request it belongs to, or {@code standing}
 * @param at when, counted from the journal's opening, on the test's clock
 */
@API(status = API.Status.EXPERIMENTAL)
public record HeardNotification(
        String client, Message message, @Nullable String eventId, String stream, Duration at) {

    /** Its type. */
    public NotificationType type() {
        return new NotificationType(String.valueOf(message.method()));
    }

    /** Its parameters, empty if there are none. */
    public Map<String, @Nullable Object> params() {
        return message.params();
    }

    /** Whether it was heard then or later; so as the journal's entries tell the time. */
    public boolean isSince(Duration time) {
        return at.compareTo(time) >= 0;
    }

    /** What it says: the data of a log message, the number of a progress, else what there is. */
    public String text() {
        Object data = message.params().get("data");
        if (data != null) {
            return data instanceof String text ? text : dev.mcptestbench.protocol.Json.write(data);
        }
        if (message.params().get("progress") instanceof Number progress) {
            Object total = message.params().get("total");
            return total == null ? progress.toString() : progress + "/" + total;
        }
        return message.params().isEmpty() ? type().toString() : Notification.describe(type(), message.params());
    }

    /** Type and text, such as {@code logging "tick 1"}. */
    @Override
    public String toString() {
        return Notification.describe(type(), message.params()) + " heard by \"" + client + "\"";
    }
}
