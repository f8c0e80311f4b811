package dev.mcptestbench.script;

import org.apiguardian.api.API;

/**
 * A kind of notification, by its method; any method of one's own will do.
 *
 * @param method the JSON-RPC method, such as {@code notifications/progress}
 */
@API(status = API.Status.EXPERIMENTAL)
public record NotificationType(String method) {

    /** The last word of the well-known ones, the method of all others: {@code progress}, {@code logging}. */
    @Override
    public String toString() {
        if (method.equals("notifications/message")) {
            return "logging";
        }
        return method.startsWith("notifications/") ? method.substring("notifications/".length()) : method;
    }
}
