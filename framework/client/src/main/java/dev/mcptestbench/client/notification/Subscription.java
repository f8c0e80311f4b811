package dev.mcptestbench.client.notification;

import dev.mcptestbench.script.NotificationFilter;
import dev.mcptestbench.wire.Workers;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber of a {@link NotificationBus}. It is called on a worker, one notification after the other, in the order in
 * which they were heard; if it is slow it keeps no other waiting. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Subscription implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** How many notifications wait for a slow subscriber before the oldest are dropped. */
    private static final int MAX_WAITING = 100_000;

    private final NotificationFilter filter;
    private final Consumer<HeardNotification> subscriber;
    private final Workers workers;
    private final Consumer<Subscription> onClose;
    private final Queue<HeardNotification> waiting = new ArrayDeque<>();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private boolean delivering;
    private volatile boolean closed;
    private volatile @Nullable Throwable lastFailure;

    Subscription(
            NotificationFilter filter,
            Consumer<HeardNotification> subscriber,
            Workers workers,
            Consumer<Subscription> onClose) {
        this.filter = filter;
        this.subscriber = subscriber;
        this.workers = workers;
        this.onClose = onClose;
    }

    void offer(HeardNotification heard) {
        if (closed || !filter.covers(heard.client(), heard.message().method())) {
            return;
        }
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING) {
                waiting.remove();
                dropped.incrementAndGet();
            }
            waiting.add(heard);
            if (delivering) {
                return;
            }
            delivering = true;
        }
        workers.execute(this::deliver);
    }

    private void deliver() {
        for (HeardNotification next = next(); next != null; next = next()) {
            try {
                subscriber.accept(next);
            } catch (Throwable e) {
                failures.incrementAndGet();
                lastFailure = e;
                LOG.warn("A subscriber to {} failed on {}", filter, next, e);
            }
        }
    }

    private @Nullable HeardNotification next() {
        synchronized (waiting) {
            HeardNotification next = closed ? null : waiting.poll();
            if (next == null) {
                delivering = false;
            }
            return next;
        }
    }

    /** How often the subscriber threw. */
    public long failures() {
        return failures.get();
    }

    /** What it threw last, or {@code null}. */
    public @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    /** How many notifications were dropped because too many waited. */
    public long dropped() {
        return dropped.get();
    }

    /** Ends the subscription: the subscriber is not called again once a call under way has returned. Idempotent. */
    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
    }

    @Override
    public String toString() {
        return "subscription to " + filter + (closed ? " (closed)" : "");
    }
}
