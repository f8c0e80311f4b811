package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.Notification;
import org.jspecify.annotations.Nullable;

/** Which notifications about a request its client has asked for. */
final class Wanted {

    private Wanted() {}

    /** Progress goes to whoever gave a token for it; a notification that brings one of its own means to break the rule. */
    static boolean forToken(Notification notification, @Nullable Object progressToken) {
        return !notification.method().equals(Methods.PROGRESS)
                || progressToken != null
                || notification.params().containsKey("progressToken");
    }

    /** Whether it is a log message of a level below the least that is wanted. */
    static boolean isBelow(Notification notification, LogLevel least) {
        return notification.method().equals(Methods.MESSAGE)
                && notification.params().get("level") instanceof String text
                && LogLevel.of(text).map(level -> level.compareTo(least) < 0).orElse(false);
    }
}
