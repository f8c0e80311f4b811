package dev.mcptestbench.auth.endpoint;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may use the ledger: one at a time. Thread-safe. */
final class Turn {

    private final ReentrantLock lock = new ReentrantLock();

    /** Waits for the turn, and has it for so long as this takes. */
    <T extends @Nullable Object> T take(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** The same, of what gives nothing back. */
    void take(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets others have the turn meanwhile, if it was taken: for work that takes long and uses nothing of the ledger. What has
     * to be written before anybody else looks is written by then.
     */
    <T> T yielded(Supplier<T> work) {
        if (!lock.isHeldByCurrentThread()) {
            return work.get();
        }
        lock.unlock();
        try {
            return work.get();
        } finally {
            lock.lock();
        }
    }
}
