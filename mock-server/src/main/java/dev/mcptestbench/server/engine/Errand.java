package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Template;
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

    /** Whether nobody waits for it any more. */
    boolean isOver();

    /** Asks the client; see {@link dev.mcptestbench.script.ToolCall#askAll}. */
    Map<String, Map<String, Object>> ask(Map<String, Question> questions);

    /** Whether the client has declared a capability. */
    boolean clientDeclares(String capability);

    /** Goes on as a task from here, if it can; see {@link dev.mcptestbench.script.ToolCall#becomeTask}. */
    default void becomeTask() {}

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
        return Template.Values.of(request(), client());
    }
}
