package dev.mcptestbench.client;

import dev.mcptestbench.client.transport.ServerUnreachableException;
import dev.mcptestbench.client.transport.SessionExpiredException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.time.TimeText;
import dev.mcptestbench.time.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client from beginning to end: it waits for the connection, is sent, and is sent again where the wire says
 * that it took no effect: once after its session had expired, and, with patience, whenever the server could not be reached
 * at all. One time-out covers all of it.
 */
final class OngoingCall {

    /** How often one call has its session renewed. */
    private static final int MAX_RENEWALS = 1;

    /** What a call does where its server cannot be reached. */
    enum Patience {
        /** It waits until the server is found again. */
        WAITS,
        /** It fails as soon as one attempt to reach it has failed: there may be another server. */
        FAILS_FAST
    }

    private final Connection connection;
    private final Requests requests;
    private final Surroundings surroundings;
    private final Outgoing request;
    private final Duration timeout;
    private final Patience patience;
    private final CompletableFuture<Message> outcome = new CompletableFuture<>();

    private final Object lock = new Object();
    private @Nullable Object waitingId;
    private @Nullable Link waitingOn;
    private @Nullable Exception trouble;
    private int renewals;
    private boolean exposed;

    OngoingCall(
            Connection connection,
            Requests requests,
            Surroundings surroundings,
            Outgoing request,
            Duration timeout,
            Patience patience) {
        this.connection = connection;
        this.requests = requests;
        this.surroundings = surroundings;
        this.request = request;
        this.timeout = timeout;
        this.patience = patience;
    }

    /** Whether it was sent and nothing says that it took no effect; settled once there is an outcome. */
    boolean mayHaveTakenEffect() {
        synchronized (lock) {
            return exposed;
        }
    }

    /** Begins; the outcome is the response, result or error, or the reason why there is none. */
    CompletionStage<Message> start() {
        Timer timer = TimeLimit.of(surroundings, timeout, () -> abandon("within " + TimeText.words(timeout)));
        sendOver(patience == Patience.WAITS ? connection.connect() : connection.atOnce(connection::connect));
        return outcome.whenComplete((response, failure) -> timer.cancel());
    }

    private void sendOver(CompletionStage<Link> ready) {
        ready.whenComplete((link, failure) -> {
            if (failure != null) {
                outcome.completeExceptionally(Failures.of(failure));
            } else {
                send(link);
            }
        });
    }

    private void send(Link link) {
        Object id = link.nextId();
        int epoch = connection.epoch();
        synchronized (lock) {
            if (outcome.isDone()) {
                return;
            }
            waitingId = id;
            waitingOn = link;
            exposed = true;
        }
        requests.send(link.transport(), Message.request(id, request.method(), withToken(id)), id)
                .whenComplete((response, failure) -> {
                    if (failure == null) {
                        outcome.complete(response);
                    } else {
                        failed(Failures.of(failure), epoch);
                    }
                });
    }

    private Map<String, ? extends @Nullable Object> withToken(Object id) {
        Map<String, ? extends @Nullable Object> params = request.params();
        if (!Methods.TOOLS_CALL.equals(request.method())) {
            return params;
        }
        Map<String, @Nullable Object> meta = new LinkedHashMap<>();
        if (params.get("_meta") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> meta.put(String.valueOf(name), value));
        }
        meta.putIfAbsent("progressToken", id);
        Map<String, @Nullable Object> complete = new LinkedHashMap<>(params);
        complete.put("_meta", meta);
        return complete;
    }

    private void failed(Exception cause, int epoch) {
        boolean again;
        synchronized (lock) {
            trouble = cause;
            exposed = !RepeatRule.tookNoEffect(cause);
            again = cause instanceof ServerUnreachableException
                    || (cause instanceof SessionExpiredException && renewals++ < MAX_RENEWALS);
        }
        if (!again) {
            outcome.completeExceptionally(cause);
        } else if (cause instanceof SessionExpiredException) {
            if (patience == Patience.WAITS) {
                connection.sessionExpired(epoch);
                sendOver(connection.ready());
            } else {
                sendOver(connection.atOnce(() -> connection.sessionExpired(epoch)));
            }
        } else {
            connection.unreachable(epoch, cause);
            if (patience == Patience.WAITS) {
                sendOver(connection.ready());
            } else {
                outcome.completeExceptionally(cause);
            }
        }
    }

    /**
     * Stops waiting, and tells the server so (basic/utilities/cancellation).
     *
     * @param howLong how long was waited, as it ends the sentence "was not answered"
     */
    void abandon(String howLong) {
        Object id;
        Link link;
        Exception last;
        synchronized (lock) {
            id = waitingId;
            link = waitingOn;
            last = trouble;
        }
        String why = last == null ? "" : "; last trouble: " + last.getMessage();
        if (!outcome.completeExceptionally(
                new CallTimeoutException(request.label() + " was not answered " + howLong + why, last))) {
            return;
        }
        if (id != null && link != null && requests.forget(id)) {
            Map<String, Object> cancelled = new HashMap<>();
            cancelled.put("requestId", id);
            cancelled.put("reason", "not answered " + howLong);
            CompletionStage<Void> told = link.transport().send(Message.notification(Methods.CANCELLED, cancelled));
            told.exceptionally(nobodyCares -> null);
        }
    }
}
