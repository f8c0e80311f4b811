package dev.mcptestbench.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one test. It runs with real time until the test first {@linkplain #advance advances} it; from then on it
 * stands still between advances, and timers fire only within {@code advance}, one by one, in the order of their due
 * times.
 *
 * <p>Thread-safe. Timers' tasks run on the thread that fires them (a daemon timer thread, or the one that advances) and
 * must be short.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class TestClock implements AutoCloseable {

    /** The longest, in real time, that one step of {@link #advance} waits for the work it started. */
    private static final Duration REST_BOUND = Duration.ofSeconds(2);

    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();
    private final Object lock = new Object();
    private final PriorityQueue<Waiting> queue = new PriorityQueue<>();
    private final List<RestProbe> probes = new CopyOnWriteArrayList<>();
    private final Object advancing = new Object();
    private long sequence;
    private boolean manual;
    private long manualNanos;
    private boolean closed;

    /** A clock that runs with real time until it is advanced. */
    public TestClock() {}

    /** The time since this clock was made, as this clock tells it. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos());
    }

    /** The current instant, as this clock tells it. */
    public Instant instant() {
        return start.plusNanos(nanos());
    }

    /** Whether the test has taken time into its own hands by {@link #advance}. */
    public boolean isAdvanced() {
        synchronized (lock) {
            return manual;
        }
    }

    /** This clock for code that takes a {@link Clock}, in UTC. */
    public Clock asClock() {
        return new View(ZoneOffset.UTC);
    }

    private long nanos() {
        synchronized (lock) {
            return manual ? manualNanos : System.nanoTime() - startNanos;
        }
    }

    /**
     * Runs a task once the delay has passed on this clock.
     *
     * @param delay how long from now; zero or negative means at once, on the timer thread
     * @param task what to do; short, and never blocking
     * @return the timer, to cancel it by
     */
    public Timer schedule(Duration delay, Runnable task) {
        synchronized (lock) {
            Waiting waiting = new Waiting(nanos() + Math.max(0, delay.toNanos()), sequence++, task);
            if (!closed) {
                queue.add(waiting);
                if (!manual) {
                    waiting.trigger = RealTimers.after(delay, () -> fireOnRealTime(waiting));
                }
            }
            return waiting;
        }
    }

    private void fireOnRealTime(Waiting waiting) {
        synchronized (lock) {
            if (manual || !queue.remove(waiting)) {
                return;
            }
        }
        waiting.task.run();
    }

    /**
     * Moves time on, firing every timer that falls due on the way, and lets the work that each starts come to rest
     * before the next. The first call stops real time for this clock.
     *
     * @param duration how far; zero fires what is due now
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time only moves on: cannot advance the clock by " + duration);
        }
        synchronized (advancing) {
            takeOver();
            comeToRest();
            long target = nanos() + duration.toNanos();
            for (Waiting next = nextDue(target); next != null; next = nextDue(target)) {
                next.task.run();
                comeToRest();
            }
            synchronized (lock) {
                manualNanos = target;
            }
        }
    }

    private void takeOver() {
        synchronized (lock) {
            if (!manual) {
                manualNanos = System.nanoTime() - startNanos;
                manual = true;
                queue.forEach(Waiting::releaseTrigger);
            }
        }
    }

    private @Nullable Waiting nextDue(long target) {
        synchronized (lock) {
            Waiting head = queue.peek();
            if (head == null || head.due > target) {
                return null;
            }
            manualNanos = Math.max(manualNanos, head.due);
            return queue.poll();
        }
    }

    private void comeToRest() {
        long deadline = System.nanoTime() + REST_BOUND.toNanos();
        boolean worked = true;
        while (worked && System.nanoTime() < deadline) {
            worked = false;
            for (RestProbe probe : probes) {
                worked |= probe.comeToRest(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        }
    }

    /** Has {@link #advance} wait for this work, too, to come to rest. */
    public void restsWith(RestProbe probe) {
        if (!probes.contains(probe)) {
            probes.add(probe);
        }
    }

    /** Has {@link #advance} wait for this work no longer: it is over. */
    public void restsWithout(RestProbe probe) {
        probes.remove(probe);
    }

    /** Drops every waiting timer; later ones are never fired. */
    @Override
    public void close() {
        List<Waiting> dropped;
        synchronized (lock) {
            closed = true;
            dropped = new ArrayList<>(queue);
            queue.clear();
        }
        dropped.forEach(Waiting::releaseTrigger);
    }

    @Override
    public String toString() {
        return "TestClock at " + elapsed() + (isAdvanced() ? " (advanced by the test)" : " (real time)");
    }

    private final class Waiting implements Timer, Comparable<Waiting> {

        private final long due;
        private final long order;
        private final Runnable task;
        private volatile @Nullable Future<?> trigger;

        Waiting(long due, long order, Runnable task) {
            this.due = due;
            this.order = order;
            this.task = task;
        }

        @Override
        public boolean cancel() {
            boolean waited;
            synchronized (lock) {
                waited = queue.remove(this);
            }
            releaseTrigger();
            return waited;
        }

        void releaseTrigger() {
            Future<?> current = trigger;
            if (current != null) {
                current.cancel(false);
            }
        }

        @Override
        public int compareTo(Waiting other) {
            int byDue = Long.compare(due, other.due);
            return byDue != 0 ? byDue : Long.compare(order, other.order);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final class View extends Clock {

        private final ZoneId zone;

        View(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new View(other);
        }

        @Override
        public Instant instant() {
            return TestClock.this.instant();
        }
    }

    /** Real time for all clocks of the JVM: one daemon thread that ends when nothing waits. */
    private static final class RealTimers {

        private static final long BEAT_MILLIS = 100;

        private static final ScheduledThreadPoolExecutor POOL = pool();
        private static final AtomicBoolean BEATING = new AtomicBoolean();

        static Future<?> after(Duration delay, Runnable task) {
            if (!BEATING.get() && BEATING.compareAndSet(false, true)) {
                beatSoon();
            }
            return POOL.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        }

        private static void beatSoon() {
            var unused = POOL.schedule(RealTimers::beat, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        }

        /**
         * The pool wakes its thread for each timer that is due before all others. With one that is always due soon, that is
         * none of the time-outs, of which most are cancelled long before. It ends with the last timer.
         */
        private static void beat() {
            if (POOL.getQueue().isEmpty()) {
                BEATING.set(false);
            } else {
                beatSoon();
            }
        }

        private static ScheduledThreadPoolExecutor pool() {
            var pool = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "mcp-testbench-timer");
                thread.setDaemon(true);
                return thread;
            });
            pool.setRemoveOnCancelPolicy(true);
            pool.setKeepAliveTime(1, TimeUnit.SECONDS);
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }
}
