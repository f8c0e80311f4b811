package dev.mcptestbench.junit;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** The one thread that watches the time of all tests of a run; it ends with the run. */
@SuppressWarnings("deprecation") // see TestRun
final class Watchdog implements Store.CloseableResource, AutoCloseable {

    private static final Namespace NAMESPACE = Namespace.create(Watchdog.class);

    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "mcp-testbench-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    private Watchdog() {
        timers.setRemoveOnCancelPolicy(true);
    }

    static Watchdog of(ExtensionContext context) {
        Store store = context.getRoot().getStore(NAMESPACE);
        return Stores.computeIfAbsent(store, Watchdog.class, Watchdog.class, key -> new Watchdog());
    }

    Future<?> after(Duration delay, Runnable alarm) {
        return timers.schedule(alarm, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
