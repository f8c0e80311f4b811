package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request under way, as the code that serves it sees it: what was asked, and how to speak of it to whoever asked. In
 * the legacy era that is a session, in the modern one the request alone.
 */
interface Errand {

    /** The request. */
    Message request();

    /** The revision that it is of. */
    Revision revision();

    /** Where messages about it leave. */
    Outlet outlet();

    /** The name that the client gave, or {@code null}. */
    @Nullable
    String client();

    /** Sends a notification about it, unless the client has not asked for such. */
    void notify(Notification notification, Template.Values values);

    /** Asks the client; see {@link dev.mcptestbench.script.ToolCall#askAll}. */
    Map<String, Map<String, Object>> ask(Map<String, Question> questions);

    /** Whether the client has declared a capability. */
    boolean clientDeclares(String capability);

    /** Takes note of what is to be cancelled if the client loses interest. */
    void started(Run run);

    /** Answers it with a message as it stands. */
    void respond(Message response);

    /** Answers it. */
    void succeed(Map<String, Object> result);

    /** Answers it with an error. */
    void fail(ErrorCode code, String message, @Nullable Object data);

    /** The arguments of the call, or none. */
    @SuppressWarnings("unchecked") // plain maps have strings for keys
    default Map<String, Object> arguments() {
        return request().params().get("arguments") instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** What the places in templates stand for. */
    default Template.Values values() {
        return new Template.Values(0, arguments(), client());
    }

    /** Sends scripted notifications about it. */
    default void stream(NotificationStream stream, TestClock clock) {
        Template.Values values = values();
        Duration interval = stream.interval(values);
        for (long n = 1; n <= stream.count(values); n++) {
            Template.Values nth = values.at(n);
            Duration delay = interval.multipliedBy(n - 1);
            if (delay.isZero()) {
                notify(stream.notification(), nth);
            } else {
                clock.schedule(delay, () -> notify(stream.notification(), nth));
            }
        }
    }
}
