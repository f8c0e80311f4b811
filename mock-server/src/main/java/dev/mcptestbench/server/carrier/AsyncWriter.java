package dev.mcptestbench.server.carrier;

import dev.mcptestbench.wire.Workers;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apiguardian.api.API;

/** Writes to what may block, one write after the other, on workers that need not wait for whoever wants it written. */
@API(status = API.Status.INTERNAL)
public final class AsyncWriter {

    private final Workers workers;
    private final Runnable onFailure;
    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private volatile boolean failed;

    /** Something to be written. */
    @FunctionalInterface
    public interface Write {
        /** Writes it. */
        void write() throws IOException;
    }

    /**
     * A writer with nothing to write.
     *
     * @param onFailure told once if a write fails; later ones are dropped
     */
    public AsyncWriter(Workers workers, Runnable onFailure) {
        this.workers = workers;
        this.onFailure = onFailure;
    }

    /** Writes it behind all that was added before. */
    public void add(Write write) {
        writes.add(write);
        if (work.getAndIncrement() == 0) {
            workers.execute(this::run);
        }
    }

    private void run() {
        int missed = 1;
        while (missed != 0) {
            for (Write next = writes.poll(); next != null; next = writes.poll()) {
                write(next);
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
            failed = true;
            onFailure.run();
        }
    }
}
