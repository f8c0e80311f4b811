package dev.mcptestbench.client;

import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The requests of one client that wait for an answer, by id. Thread-safe; nothing in it waits for ever by itself. */
final class Requests {

    private record Waiting(Message request, CompletableFuture<Message> answer) {}

    private final Map<Object, Waiting> waiting = new ConcurrentHashMap<>();

    /**
     * Sends a request.
     *
     * @return the response, result or error; failed when it will not come
     */
    CompletionStage<Message> send(MessageTransport transport, Message request, Object id) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        waiting.put(id, new Waiting(request, answer));
        transport.send(request).whenComplete((taken, failure) -> {
            if (failure != null) {
                lost(id, Failures.of(failure));
            }
        });
        return answer;
    }

    /** A response came; one that nobody waits for, or waits for no more, is dropped. */
    void answered(Message response) {
        Object id = response.id();
        Waiting request = id == null ? null : waiting.remove(id);
        if (request != null) {
            request.answer().complete(response);
        }
    }

    /** The request will not be answered. */
    void lost(Object id, Exception cause) {
        Waiting request = waiting.remove(id);
        if (request != null) {
            request.answer().completeExceptionally(cause);
        }
    }

    /** Whether the request still waits; if so, it does no more. */
    boolean forget(Object id) {
        return waiting.remove(id) != null;
    }

    /** No request will be answered any more. */
    void loseAll(Function<Message, Exception> cause) {
        List<Object> ids = new ArrayList<>(waiting.keySet());
        for (Object id : ids) {
            @Nullable Waiting request = waiting.remove(id);
            if (request != null) {
                request.answer().completeExceptionally(cause.apply(request.request()));
            }
        }
    }

    int size() {
        return waiting.size();
    }
}
