package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.time.Timer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The one {@code subscriptions/listen} by which a client of 2026-07-28 hears what belongs to no request
 * (basic/patterns/subscriptions): whatever the server offers, and the resources that are subscribed to. When it breaks or
 * the server ends it, it is asked for again. Another filter is another subscription, and the old one is cancelled once
 * the new one is acknowledged, so that nothing is missed between. Thread-safe.
 */
final class ListenStream {

    /** What a server that has it declares in its capabilities, and what the filter then asks for. */
    private static final Map<String, String> OFFERS = Map.of(
            "tools.listChanged", "toolsListChanged",
            "prompts.listChanged", "promptsListChanged",
            "resources.listChanged", "resourcesListChanged");

    private final StatelessTransport transport;
    private final TestClock clock;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Reconnection reconnection = new Reconnection();
    private final Set<String> kinds = new LinkedHashSet<>();
    private final Set<String> uris = new LinkedHashSet<>();
    private @Nullable Object current;
    private @Nullable Attempt attempt;
    private @Nullable Timer timer;
    private boolean opened;
    private boolean closed;
    private int count;

    ListenStream(StatelessTransport transport, TestClock clock) {
        this.transport = transport;
        this.clock = clock;
    }

    /** A subscription that is not acknowledged yet; done with what the server agreed to, or with {@code null} if it did not. */
    private record Attempt(Object id, CompletableFuture<@Nullable Object> acknowledged) {}

    /** What the server can tell of by itself. */
    synchronized void offered(@Nullable Object capabilities) {
        kinds.clear();
        OFFERS.forEach((capability, kind) -> {
            if (Boolean.TRUE.equals(Json.at(capabilities, capability))) {
                kinds.add(kind);
            }
        });
    }

    /** Begins to listen, if there is anything to listen to. */
    void open() {
        synchronized (this) {
            opened = true;
            if (isNothingWanted()) {
                settled.complete(null);
                return;
            }
        }
        subscribe();
    }

    private boolean isNothingWanted() {
        return kinds.isEmpty() && uris.isEmpty();
    }

    /** Done when the first attempt has shown whether the server agrees. */
    CompletionStage<Void> settled() {
        return settled;
    }

    /**
     * Listens to one resource more, or less.
     *
     * @return {@code null} once the server has agreed, or why it does not
     */
    CompletionStage<@Nullable String> change(String uri, boolean more) {
        synchronized (this) {
            boolean changed = more ? uris.add(uri) : uris.remove(uri);
            if (!changed) {
                return CompletableFuture.completedFuture(null);
            }
            if (isNothingWanted()) {
                cancel(current);
                current = null;
                return CompletableFuture.completedFuture(null);
            }
        }
        return subscribe().handle((filter, failure) -> {
            boolean agreed = filter instanceof Map<?, ?> map
                    && map.get("resourceSubscriptions") instanceof List<?> list
                    && list.contains(uri);
            if (!more || agreed) {
                return null;
            }
            synchronized (this) {
                uris.remove(uri);
            }
            return "The server did not agree to tell of changes of " + uri
                    + (failure == null ? "" : ": " + failure.getMessage());
        });
    }

    /** Tries once to listen again. */
    CompletionStage<Void> reopen() {
        synchronized (this) {
            if (isNothingWanted() || !opened) {
                return transport
                        .sendOwn("reachable-" + ++count, Methods.SERVER_DISCOVER, Map.of())
                        .handle((taken, failure) -> failure)
                        .thenCompose(failure -> failure instanceof ServerUnreachableException
                                        || failure instanceof ConnectionLostException
                                ? CompletableFuture.failedFuture(failure)
                                : CompletableFuture.completedFuture(null));
            }
        }
        return subscribe().thenApply(filter -> null);
    }

    private CompletionStage<@Nullable Object> subscribe() {
        Attempt begun;
        Map<String, @Nullable Object> filter = new LinkedHashMap<>();
        synchronized (this) {
            cancelTimer();
            if (closed) {
                return CompletableFuture.failedFuture(new ConnectionLostException("The transport was closed", null));
            }
            Attempt under = attempt;
            if (under != null) {
                // What it asks for is out of date.
                cancel(under.id());
                under.acknowledged().complete(null);
            }
            kinds.forEach(kind -> filter.put(kind, true));
            if (!uris.isEmpty()) {
                filter.put("resourceSubscriptions", List.copyOf(uris));
            }
            begun = new Attempt("listen-" + ++count, new CompletableFuture<>());
            attempt = begun;
        }
        transport
                .sendOwn(begun.id(), Methods.SUBSCRIPTIONS_LISTEN, Map.of("notifications", filter))
                .whenComplete((taken, failure) -> {
                    if (failure != null) {
                        lost(begun.id(), StatelessTransport.beneath(failure));
                    }
                });
        return begun.acknowledged();
    }

    // ── what comes ──────────────────────────────────────────────────────────────────────────────────────────────────

    /** A notification came that belongs to a subscription; whether those above are to hear it. */
    boolean heard(Object subscription, Message notification) {
        Attempt acknowledged;
        Object old;
        synchronized (this) {
            if (subscription.equals(current)) {
                return !Methods.SUBSCRIPTIONS_ACKNOWLEDGED.equals(notification.method());
            }
            acknowledged = attempt;
            if (acknowledged == null || !subscription.equals(acknowledged.id())) {
                return false;
            }
            if (!Methods.SUBSCRIPTIONS_ACKNOWLEDGED.equals(notification.method())) {
                // Too early, but nothing is gained by not hearing it.
                return true;
            }
            old = current;
            current = acknowledged.id();
            attempt = null;
            reconnection.succeeded();
        }
        cancel(old);
        settled.complete(null);
        acknowledged.acknowledged().complete(notification.params().get("notifications"));
        return false;
    }

    /** A response came; whether it is to one of these requests. */
    boolean ended(Object id, Message response) {
        if (!isOurs(id)) {
            return false;
        }
        if (response.kind() == Message.Kind.ERROR) {
            lost(id, new MalformedReplyException("subscriptions/listen was answered with " + response.error(), null));
        } else {
            over(id, new NoResponseException("The server ended the subscription"));
        }
        return true;
    }

    private synchronized boolean isOurs(Object id) {
        Attempt under = attempt;
        return id.equals(current) || (under != null && id.equals(under.id()));
    }

    /** The stream of a subscription will bring nothing any more. */
    void lost(Object id, Exception cause) {
        boolean unreachable = cause instanceof ServerUnreachableException || cause instanceof ConnectionLostException;
        Attempt failed;
        synchronized (this) {
            failed = attempt;
            boolean first = failed != null && id.equals(failed.id());
            if (!first) {
                failed = null;
            } else {
                attempt = null;
            }
        }
        if (failed == null) {
            over(id, cause);
            return;
        }
        settled.complete(null);
        failed.acknowledged().completeExceptionally(cause);
        boolean passing = cause instanceof HttpStatusException status
                && (status.status() == 429 || (status.status() >= 500 && status.status() != 501));
        if (unreachable) {
            transport.tellBroken(cause);
        } else if (passing || cause instanceof NoResponseException) {
            later();
        }
        // Else the server does not have it.
    }

    private void over(Object id, Exception cause) {
        Attempt failed = null;
        synchronized (this) {
            if (id.equals(current)) {
                current = null;
            } else if (attempt != null && id.equals(attempt.id())) {
                failed = attempt;
                attempt = null;
            } else {
                return;
            }
        }
        if (failed != null) {
            settled.complete(null);
            failed.acknowledged().completeExceptionally(cause);
        }
        later();
    }

    private void later() {
        Duration delay;
        synchronized (this) {
            delay = reconnection.next(null);
            if (closed || reconnection.isExhausted()) {
                return;
            }
            if (!delay.isZero()) {
                timer = clock.schedule(delay, this::subscribe);
                return;
            }
        }
        subscribe();
    }

    private void cancel(@Nullable Object id) {
        if (id != null) {
            transport.sendOwn(id, Methods.CANCELLED, Map.of()).exceptionally(nobodyCares -> null);
        }
    }

    private void cancelTimer() {
        Timer waiting = timer;
        timer = null;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    void close() {
        Object last;
        Attempt under;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            cancelTimer();
            last = current;
            current = null;
            under = attempt;
            attempt = null;
        }
        cancel(last);
        settled.complete(null);
        if (under != null) {
            cancel(under.id());
            under.acknowledged().completeExceptionally(new ConnectionLostException("The transport was closed", null));
        }
    }
}
