package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.protocol.Message;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The requests that wait for an answer on a connection that carries everything, so that its end is theirs. Thread-safe. */
final class Unanswered {

    private final Set<Object> ids = ConcurrentHashMap.newKeySet();

    /** The message goes out. */
    void sent(Message message) {
        Object id = message.id();
        if (message.kind() == Message.Kind.REQUEST && id != null) {
            ids.add(id);
        }
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
        for (Object id : List.copyOf(ids)) {
            if (ids.remove(id)) {
                listener.lost(id, cause);
            }
        }
    }
}
