package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Message;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A call as the code that answers it sees it. The code runs on a worker of its own and may block; what it sends goes out
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
     * Asks the client: sampling, elicitation, roots, ping. Blocks until it answers.
     *
     * @param method the method, such as {@code sampling/createMessage}
     * @param params its parameters
     * @return the client's result
     * @throws ClientRefusedException if it answered with an error, or has gone, or did not answer in 30 s
     */
    Map<String, Object> ask(String method, Map<String, Object> params);

    /** Whether the client has cancelled the call. */
    boolean isCancelled();

    /** Breaks the connection of the call's stream, which the client may resume; what follows waits there. */
    void closeStream();
}
