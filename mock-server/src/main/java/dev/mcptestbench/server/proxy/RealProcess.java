package dev.mcptestbench.server.proxy;

import dev.mcptestbench.server.carrier.AsyncWriter;
import dev.mcptestbench.server.carrier.LineReader;
import dev.mcptestbench.wire.Room;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real server of stdio, in a process of its own for one client. Thread-safe; never blocks its callers. */
final class RealProcess {

    /** What a shell says of a command that cannot be started. */
    private static final int CANNOT_START = 127;

    private static final int CHUNK = 8192;
    private static final int BOUND = WireSettings.defaults().maxUnreadBytes();
    private static final int LONGEST = 16 * 1024 * 1024;

    /** How long it may take to end by itself once its input has ended (basic/lifecycle#shutdown). */
    private static final long PATIENCE_SECONDS = 2;

    private final List<String> command;
    private final Workers workers;
    private final AsyncWriter writer;
    private volatile @Nullable Listener listener;
    private volatile @Nullable Process process;
    private volatile boolean stopped;

    /** What the process does. */
    interface Listener {

        /** A line on its standard output. */
        void said(byte[] line);

        /** Whether the client reads what the process says; until it does, no more is read from the process. */
        Room clientRoom();

        /** Bytes on its standard error stream. */
        void complained(byte[] bytes);

        /** More than this waits for it to read, in bytes; it is written no more. */
        void overrun(long bound);

        /** It has exited. */
        void ended(int code);
    }

    RealProcess(List<String> command, Workers workers) {
        this.command = command;
        this.workers = workers;
        this.writer = new AsyncWriter(workers, BOUND, this::failed);
    }

    private void failed(boolean overrun) {
        Listener told = listener;
        if (overrun && told != null) {
            told.overrun(BOUND);
        }
    }

    /** Starts it, soon; what is written before waits. */
    void start(Listener told) {
        listener = told;
        writer.add(1, () -> {
            try {
                Process started = new ProcessBuilder(command).start();
                process = started;
                workers.execute(() -> readLines(started, told));
                workers.execute(() -> readErrors(started, told));
                if (stopped) {
                    started.destroyForcibly();
                }
            } catch (IOException cannotStart) {
                String why = "The real server could not be started: " + cannotStart.getMessage() + "\n";
                told.complained(why.getBytes(StandardCharsets.UTF_8));
                told.ended(CANNOT_START);
                throw cannotStart;
            }
        });
    }

    private static void readLines(Process started, Listener listener) {
        LineReader lines = new LineReader(LONGEST, listener::said);
        read(started.getInputStream(), (bytes, count) -> {
            boolean fits = lines.take(bytes, count);
            listener.clientRoom().await();
            return fits;
        });
        lines.end();
        try {
            listener.ended(Workers.waiting(started::waitFor));
        } catch (Exception interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readErrors(Process started, Listener listener) {
        read(started.getErrorStream(), (bytes, count) -> {
            listener.complained(java.util.Arrays.copyOf(bytes, count));
            listener.clientRoom().await();
            return true;
        });
    }

    private interface Taking {
        boolean take(byte[] bytes, int count);
    }

    private static void read(InputStream stream, Taking taking) {
        byte[] chunk = new byte[CHUNK];
        try {
            int count = Workers.waiting(() -> stream.read(chunk));
            while (count >= 0 && taking.take(chunk, count)) {
                count = Workers.waiting(() -> stream.read(chunk));
            }
        } catch (IOException ended) {
            // Its exit tells the same.
        } catch (Exception interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a line to its standard input. */
    void write(byte[] line) {
        writer.add(line.length + 1, () -> {
            Process running = process;
            if (running != null) {
                running.getOutputStream().write(line);
                running.getOutputStream().write('\n');
                running.getOutputStream().flush();
            }
        });
    }

    /** Ends its standard input, at which it is to exit. */
    void endInput() {
        writer.add(1, () -> {
            Process running = process;
            if (running != null) {
                running.getOutputStream().close();
            }
        });
    }

    /** Ends its input, and, if it is still there after a while, the process and what it has started. */
    void stop() {
        stopped = true;
        Process running = process;
        if (running == null) {
            return;
        }
        endInput();
        workers.execute(() -> {
            try {
                if (!Workers.waiting(() -> running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))) {
                    running.descendants().forEach(ProcessHandle::destroyForcibly);
                    running.destroyForcibly();
                }
            } catch (Exception interrupted) {
                running.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
    }
}
