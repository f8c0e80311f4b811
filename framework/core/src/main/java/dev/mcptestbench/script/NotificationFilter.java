package dev.mcptestbench.script;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Which notifications are meant: of a client, of a type, of both, or all.
 *
 * @param client the client that hears them, or {@code null} for any
 * @param type their type, or {@code null} for any
 */
@API(status = API.Status.EXPERIMENTAL)
public record NotificationFilter(
        @Nullable String client, @Nullable NotificationType type) {

    /** All of them. */
    public static final NotificationFilter ALL = new NotificationFilter(null, null);

    /** Only of this type. */
    public NotificationFilter type(NotificationType only) {
        return new NotificationFilter(client, only);
    }

    /** Only those that this client hears. */
    public NotificationFilter from(String clientName) {
        return new NotificationFilter(clientName, type);
    }

    /** Whether a notification with this method, heard by this client, is meant. */
    public boolean covers(String heardBy, @Nullable String method) {
        return (client == null || client.equals(heardBy))
                && (type == null || type.method().equals(method));
    }

    @Override
    public String toString() {
        return (type == null ? "any type" : "type " + type) + (client == null ? "" : " from \"" + client + "\"");
    }
}
