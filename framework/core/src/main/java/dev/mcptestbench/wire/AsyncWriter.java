package dev.mcptestbench.wire;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apiguardian.api.API;

/** Writes to what may block, one write after the other, on threads that need not wait for whoever wants it written. */
@API(status = API.Status.INTERNAL)
public final class AsyncWriter {

    private final Executor threads;
    private final Backlog backlog;
    private final Failed onFailure;
    private final Queue<Sized> writes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private volatile boolean failed;

    /** Something to be written. */
    @FunctionalInterface
    public interface Write {
        /** Writes it. */
        void write() throws IOException;
    }

    /** What is told where writing comes to nothing. */
    @FunctionalInterface
    public interface Failed {
        /**
         * Nothing more is written.
         *
         * @param overrun whether too much waited, rather than that a write failed
         */
        void failed(boolean overrun);
    }

    private record Sized(Write write, int size) {}

    /**
     * A writer with nothing to write.
     *
     * @param threads where it writes: mostly workers
     * @param bound how much may wait to be written, in bytes
     * @param onFailure told once if a write fails or too much waits; later ones are dropped
     */
    public AsyncWriter(Executor threads, long bound, Failed onFailure) {
        this.threads = threads;
        this.backlog = new Backlog(bound);
        this.onFailure = onFailure;
    }

    /** Whether what was added is written. */
    public Room room() {
        return backlog;
    }

    /** Writes it behind all that was added before; {@code size} is how many bytes that is. */
    public void add(int size, Write write) {
        if (failed) {
            return;
        }
        if (!backlog.add(size)) {
            fail(true);
            return;
        }
        writes.add(new Sized(write, size));
        if (work.getAndIncrement() == 0) {
            threads.execute(this::run);
        }
    }

    private void run() {
        int missed = 1;
        while (missed != 0) {
            for (Sized next = writes.poll(); next != null; next = writes.poll()) {
                write(next.write());
                backlog.remove(next.size());
            }
            missed = work.addAndGet(-missed);
        }
    }

    private void write(Write next) {
        if (failed) {
            return;
        }
        try {
            // A peer that does not read is not work under way, for which the clock would wait.
            Workers.<Void>waiting(() -> {
                next.write();
                return null;
            });
        } catch (Exception peerIsGone) {
            if (peerIsGone instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            fail(false);
        }
    }

    private void fail(boolean overrun) {
        synchronized (this) {
            if (failed) {
                return;
            }
            failed = true;
        }
        backlog.close();
        onFailure.failed(overrun);
    }
}
