package dev.mcptestbench.server.carrier;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tasks that run one after the other, in order, on whichever thread brings one; what a task adds runs after it. Nothing
 * runs before it is opened. Thread-safe; never blocks.
 */
final class Inbox {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private volatile boolean open;

    /** Lets the tasks run, those that wait first. */
    void open() {
        open = true;
        run();
    }

    void add(Runnable task) {
        tasks.add(task);
        run();
    }

    private void run() {
        if (!open || work.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                next.run();
            }
            missed = work.addAndGet(-missed);
        }
    }
}
