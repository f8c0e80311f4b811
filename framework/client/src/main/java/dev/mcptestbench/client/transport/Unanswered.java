package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The requests that wait for an answer on a connection that carries everything, so that its end is theirs. Thread-safe. */
final class Unanswered {

    private final Set<Object> ids = ConcurrentHashMap.newKeySet();
    private volatile boolean lost;

    /** The message is about to go out; {@code false} if all is lost, and nobody would tell of the loss of this one. */
    boolean sent(Message message) {
        Object id = message.id();
        if (message.kind() == Message.Kind.REQUEST && id != null) {
            ids.add(id);
            // Whoever loses all says so before he looks: either he sees this one, or we see that.
            return !lost || !ids.remove(id);
        }
        if (Methods.CANCELLED.equals(message.method())) {
            Object cancelled = message.params().get("requestId");
            if (cancelled != null) {
                ids.remove(cancelled);
            }
        }
        return !lost;
    }

    /** The message came in. */
    void received(Message message) {
        Object id = message.id();
        if (id != null && message.kind() != Message.Kind.REQUEST) {
            ids.remove(id);
        }
    }

    /** None of them will be answered. */
    void loseAll(MessageListener listener, Exception cause) {
        lost = true;
        for (Object id : List.copyOf(ids)) {
            if (ids.remove(id)) {
                listener.lost(id, cause);
            }
        }
    }
}
