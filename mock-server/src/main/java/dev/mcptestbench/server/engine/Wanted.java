package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.Notification;

/** Which notifications about a request its client has asked for. */
final class Wanted {

    private Wanted() {}

    /** Whether it is a log message of a level below the least that is wanted. */
    static boolean isBelow(Notification notification, LogLevel least) {
        return notification.method().equals(Methods.MESSAGE)
                && notification.params().get("level") instanceof String text
                && LogLevel.of(text).map(level -> level.compareTo(least) < 0).orElse(false);
    }
}
