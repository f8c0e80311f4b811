package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for an answer on a connection that carries everything, so that its end is theirs, and what the
 * server makes of their ids, too. Thread-safe.
 */
final class Unanswered {

    private static final int MOST_REMEMBERED = 4096;

    /** Those that wait, in words, by id. */
    private final Map<Object, String> waiting = new LinkedHashMap<>();

    /** Those that wait no more, whose answers may come late or twice. */
    private final Set<Object> before = new LinkedHashSet<>();

    private boolean spokenTo;
    private @Nullable TransportException lost;

    private record Loss(Object id, TransportException cause) {}

    /**
     * The message is about to go out.
     *
     * @return {@code null}, or why it must not, since all is lost and nobody would tell of the loss of this one; the first
     *     message learns what has gone wrong as if it had come in time to be lost
     */
    synchronized @Nullable TransportException sent(Message message) {
        boolean first = !spokenTo;
        spokenTo = true;
        TransportException cause = lost;
        if (cause != null) {
            return first
                    ? cause
                    : new ServerUnreachableException(message + " was not sent: " + cause.getMessage(), cause);
        }
        Object id = message.id();
        if (message.kind() == Message.Kind.REQUEST && id != null) {
            waiting.put(id, message.toString());
        }
        if (Methods.CANCELLED.equals(message.method())) {
            settle(message.params().get("requestId"));
        }
        return null;
    }

    private @Nullable String settle(@Nullable Object id) {
        String request = id == null ? null : waiting.remove(id);
        if (id != null && request != null) {
            before.add(id);
            if (before.size() > MOST_REMEMBERED) {
                before.remove(before.iterator().next());
            }
        }
        return request;
    }

    /** These messages came in together. The listener is told of a request whose response turns out to be none. */
    void received(List<Message> messages, MessageListener listener) {
        Loss loss = lossBy(messages);
        if (loss != null) {
            listener.lost(loss.id(), loss.cause());
        }
    }

    private synchronized @Nullable Loss lossBy(List<Message> messages) {
        Loss loss = null;
        Message stray = null;
        for (Message message : messages) {
            if (message.members().containsKey("method")) {
                continue;
            }
            Object id = message.id();
            String request = settle(id);
            if (id != null && request != null && message.kind() == Message.Kind.MALFORMED) {
                loss = new Loss(id, malformed("The response to " + request + " is no JSON-RPC response", message));
            } else if (request == null && (id == null || !before.contains(id))) {
                stray = message;
            }
        }
        return loss == null && stray != null && waiting.size() == 1 ? lossBy(stray) : loss;
    }

    /** Where just one request waits it is its response that has an id which nobody gave. */
    private Loss lossBy(Message stray) {
        Map.Entry<Object, String> only = waiting.entrySet().iterator().next();
        Object id = only.getKey();
        String what = "The server answered " + (stray.id() == null ? "no id that can be one" : "id " + stray.id())
                + ", though nothing waits but " + only.getValue();
        settle(id);
        return new Loss(id, malformed(what, stray));
    }

    private static MalformedReplyException malformed(String what, Message message) {
        return new MalformedReplyException(what + Excerpt.after(message.toJson()), null);
    }

    /** None of them will be answered. */
    void loseAll(MessageListener listener, TransportException cause) {
        List<Object> ids;
        synchronized (this) {
            lost = cause;
            ids = List.copyOf(waiting.keySet());
            waiting.clear();
        }
        ids.forEach(id -> listener.lost(id, cause));
    }
}
