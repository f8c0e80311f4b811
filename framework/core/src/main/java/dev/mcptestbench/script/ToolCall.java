package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Message;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool, a get of a prompt or a read of a resource, as the code that answers it sees it. The code runs on a worker of its own and may block; what it sends goes out
 * on the stream of the call, in order.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface ToolCall {

    /** The request. */
    Message request();

    /** The client's name, or {@code null} where it gave none. */
    @Nullable
    String client();

    /** The arguments; empty if there are none. */
    Map<String, Object> arguments();

    /**
     * An argument that is a text.
     *
     * @throws IllegalArgumentException if it is missing or no text
     */
    default String string(String name) {
        if (arguments().get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("The call has no text argument \"" + name + "\": " + arguments());
    }

    /**
     * An argument that is a number.
     *
     * @throws IllegalArgumentException if it is missing or no number
     */
    default double number(String name) {
        if (arguments().get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("The call has no number argument \"" + name + "\": " + arguments());
    }

    /** Sends a notification. A progress notification is only sent where the client gave a progress token. */
    void send(Notification notification);

    /**
     * Asks the client several things at once: sampling, elicitation, roots.
     *
     * <p>In the legacy era the questions go out as requests on the stream of the call, and this blocks until all are
     * answered. In 2026-07-28 a server sends no requests: the call ends here with a result that asks for input, and when
     * the client calls again with its answers, the code runs anew from its beginning, with the answers there are. So code
     * that asks has to be repeatable: what it does before a question it does again. It must not catch {@code Throwable} or
     * {@code Error} around a question.
     *
     * @param questions what to ask, by keys that tell the answers apart; in 2026-07-28 the client sees them
     * @return the client's results, by the same keys
     * @throws ClientRefusedException if it answered with an error, or has gone, or did not answer in 30 s; in 2026-07-28
     *     if the question is of a kind that cannot be asked there
     */
    Map<String, Map<String, Object>> askAll(Map<String, Question> questions);

    /**
     * Asks the client one thing; see {@link #askAll}.
     *
     * @param key what the question is known by; in 2026-07-28 the client sees it
     */
    default Map<String, Object> ask(String key, Question question) {
        return java.util.Objects.requireNonNull(askAll(Map.of(key, question)).get(key));
    }

    /**
     * Asks the client one thing, and in the legacy era also to answer a ping; see {@link #askAll}. The key is made up, from
     * how many questions of this kind came before.
     *
     * @param method the method, such as {@code sampling/createMessage}
     * @param params its parameters
     */
    Map<String, Object> ask(String method, Map<String, Object> params);

    /** Whether the client has declared a capability, such as {@code sampling} or {@code elicitation.url}. */
    boolean clientDeclares(String capability);

    /**
     * Goes on as a task (the extension {@code io.modelcontextprotocol/tasks} of 2026-07-28): the client gets the task as the
     * result of its call, and this code runs anew within the task, with the answers that there are; what it asks then, it
     * asks as part of the task. Within a task, for a client that does not know tasks, and in the legacy era this does
     * nothing.
     */
    void becomeTask();

    /** Whether the client has cancelled the call. */
    boolean isCancelled();

    /** Breaks the connection of the call's stream, which the client may resume; what follows waits there. */
    void closeStream();
}
