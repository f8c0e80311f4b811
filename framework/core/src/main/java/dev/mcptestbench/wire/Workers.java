package dev.mcptestbench.wire;

import dev.mcptestbench.time.RestProbe;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where user code runs, since it must never run on an event loop: on virtual threads where the JVM has them, else on a
 * cached pool of daemon threads that end when idle. The threads are shared by the JVM; each {@code Workers} counts its
 * own tasks, so that one test does not wait for another's. Thread-safe; needs no closing.
 */
@API(status = API.Status.INTERNAL)
public final class Workers implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final Executor SHARED = sharedExecutor();
    private static final ThreadLocal<@Nullable Workers> CURRENT = new ThreadLocal<>();

    private final Object lock = new Object();
    private int working;
    private boolean worked;

    /** Workers without a task. */
    public Workers() {}

    /** Runs the task on a thread of its own. What it throws is logged. */
    @Override
    public void execute(Runnable task) {
        begin();
        SHARED.execute(() -> {
            CURRENT.set(this);
            try {
                task.run();
            } catch (Throwable e) {
                LOG.error("A task on a worker failed", e);
            } finally {
                CURRENT.remove();
                end();
            }
        });
    }

    /**
     * Runs a wait of user code (for a peer, for a gate) during which the worker does not count as working, so that the
     * clock does not wait for it. Off a worker it is just run.
     *
     * @param wait what blocks
     * @return what it returns
     * @throws Exception what it throws
     */
    public static <T extends @Nullable Object> T waiting(Callable<T> wait) throws Exception {
        Workers current = CURRENT.get();
        if (current == null) {
            return wait.call();
        }
        current.end();
        try {
            return wait.call();
        } finally {
            current.begin();
        }
    }

    /** Comes to rest once no task is working. */
    public RestProbe restProbe() {
        return this::comeToRest;
    }

    private void begin() {
        synchronized (lock) {
            working++;
            worked = true;
        }
    }

    private void end() {
        synchronized (lock) {
            working--;
            worked = true;
            if (working == 0) {
                lock.notifyAll();
            }
        }
    }

    private boolean comeToRest(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        synchronized (lock) {
            try {
                for (long left = bound.toNanos(); working > 0 && left > 0; left = deadline - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            boolean seen = worked || working > 0;
            worked = false;
            return seen;
        }
    }

    private static Executor sharedExecutor() {
        ThreadFactory virtual = virtualThreads();
        if (virtual != null) {
            return task -> virtual.newThread(task).start();
        }
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "mcp-testbench-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** {@code Thread.ofVirtual().name("…", 0).factory()}, by reflection: the baseline is Java 17. */
    private static @Nullable ThreadFactory virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named =
                    type.getMethod("name", String.class, long.class).invoke(builder, "mcp-testbench-worker-", 0L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException | UnsupportedOperationException e) {
            return null;
        }
    }
}
