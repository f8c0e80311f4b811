package dev.mcptestbench.wire;

import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.time.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that is launched to be spoken to in lines, as servers of stdio are (basic/transports#stdio). Thread-safe; but
 * for {@link #close()} it never blocks its callers.
 */
@API(status = API.Status.INTERNAL)
public final class ChildProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    private static final int CHUNK = 8192;
    private static final int MOST_UNREAD = WireSettings.defaults().maxUnreadBytes();
    private static final int LONGEST_LINE = WireSettings.defaults().maxBodyBytes();

    /** How long, in real time, the process may outlive its streams, or its streams the process, before that is told. */
    private static final Duration LINGERING = Duration.ofMillis(500);

    /** How long it is waited for after each step of the shutdown (basic/lifecycle#shutdown). */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Three steps, and some time for the last of them to take effect under load. */
    private static final Duration CLOSE_BOUND = PATIENCE.multipliedBy(4);

    private final List<String> command;
    private final Workers workers;
    private final TestClock clock;
    private final AsyncWriter writer;
    private final CompletableFuture<Process> launched = new CompletableFuture<>();
    private final CompletableFuture<Void> outputRead = new CompletableFuture<>();
    private final CompletableFuture<Void> errorsRead = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final AtomicInteger heldUp = new AtomicInteger();
    private final AtomicLong passedOn = new AtomicLong();
    private volatile @Nullable Listener listener;
    private boolean stopped;

    /** What the process does. Implementations never block. */
    public interface Listener {

        /** A line on its standard output, without what ends it. */
        void said(byte[] line);

        /** What had no line end when its standard output ended; by default a line like any other. */
        default void brokeOff(byte[] rest) {
            said(rest);
        }

        /** Bytes on its standard error stream. */
        void complained(byte[] bytes);

        /** Whether there is room for what the process says; until there is, no more is read from it. By default always. */
        default Room room() {
            return Room.ALWAYS;
        }

        /** It could not be launched; nothing else will be told. */
        void notLaunched(IOException why);

        /**
         * It cannot be spoken to any more, though it still runs.
         *
         * @param why as it follows the name of the process in a sentence
         */
        void gaveUp(String why);

        /** Its standard output has ended, and yet it runs on. */
        void outputEnded();

        /** It has exited, and said all that it will ever say. */
        void exited(int code);
    }

    /**
     * A process that is not launched yet.
     *
     * @param command the program and its arguments
     * @param workers where it is read from and written to
     * @param clock what the waits of a shutdown go by; each ends by real time, too
     */
    public ChildProcess(List<String> command, Workers workers, TestClock clock) {
        this.command = List.copyOf(command);
        this.workers = workers;
        this.clock = clock;
        this.writer = new AsyncWriter(workers, MOST_UNREAD, this::cannotWrite);
    }

    /** Launches it, soon; what is written before waits. To be called once. */
    public void start(Listener told) {
        listener = told;
        workers.execute(() -> launch(told));
    }

    private void launch(Listener told) {
        if (launched.isDone()) {
            return; // It was stopped before.
        }
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException cannotStart) {
            launched.completeExceptionally(cannotStart);
            told.notLaunched(cannotStart);
            return;
        }
        if (!launched.complete(process)) {
            process.destroyForcibly();
        }
        workers.execute(() -> readOutput(process, told));
        workers.execute(() -> readErrors(process, told));
        var unused = process.onExit().thenRunAsync(() -> exited(process, told), workers);
    }

    // ── what it says ────────────────────────────────────────────────────────────────────────────────────────────────

    private void readOutput(Process process, Listener told) {
        LineReader lines = new LineReader(LONGEST_LINE, told::said);
        boolean fits = read(process.getInputStream(), told, lines::take);
        byte[] rest = lines.rest();
        if (fits && rest.length > 0) {
            told.brokeOff(rest);
        }
        outputRead.complete(null);
        if (!fits) {
            told.gaveUp("wrote a line of more than " + LONGEST_LINE + " bytes");
        } else if (!within(LINGERING, process.onExit())) {
            told.outputEnded();
        }
    }

    private void readErrors(Process process, Listener told) {
        read(process.getErrorStream(), told, (bytes, count) -> {
            told.complained(Arrays.copyOf(bytes, count));
            return true;
        });
        errorsRead.complete(null);
    }

    private interface Taking {
        boolean take(byte[] bytes, int count);
    }

    /** Reads to the end, or until something is not taken, of which it returns {@code false}. */
    private boolean read(InputStream stream, Listener told, Taking taking) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int count = next(stream, chunk); count >= 0; count = next(stream, chunk)) {
                if (!taking.take(chunk, count)) {
                    return false;
                }
                heldUp.incrementAndGet();
                told.room().await();
                passedOn.incrementAndGet();
                heldUp.decrementAndGet();
            }
        } catch (IOException ended) {
            // Its exit tells the same.
        }
        return true;
    }

    private static int next(InputStream stream, byte[] chunk) throws IOException {
        try {
            return Workers.waiting(() -> stream.read(chunk));
        } catch (IOException broken) {
            throw broken;
        } catch (Exception interrupted) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** What it said last may still be on its way; but what it has launched may keep its streams open for ever. */
    private void exited(Process process, Listener told) {
        CompletableFuture<Void> read = CompletableFuture.allOf(outputRead, errorsRead);
        long before;
        do {
            before = passedOn.get();
        } while (!within(LINGERING, read) && (heldUp.get() > 0 || passedOn.get() != before));
        told.exited(process.exitValue());
    }

    private static boolean within(Duration bound, CompletableFuture<?> future) {
        try {
            Workers.waiting(() -> future.get(bound.toNanos(), TimeUnit.NANOSECONDS));
            return true;
        } catch (ExecutionException over) {
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (Exception interrupted) {
            Thread.currentThread().interrupt();
            return future.isDone();
        }
    }

    // ── what it is told ─────────────────────────────────────────────────────────────────────────────────────────────

    /** Writes a line to its standard input. */
    public void write(byte[] line) {
        writer.add(line.length + 1, () -> {
            OutputStream input = input();
            input.write(line);
            input.write('\n');
            input.flush();
        });
    }

    /** Waits until it is launched, or it is clear that it will not be: whoever writes is waited for by nobody. */
    private OutputStream input() throws IOException {
        try {
            return launched.get().getOutputStream();
        } catch (ExecutionException cannotStart) {
            throw new IOException(cannotStart.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private @Nullable Process running() {
        return launched.isDone() && !launched.isCompletedExceptionally() ? launched.join() : null;
    }

    private void cannotWrite(boolean overrun) {
        Listener told = listener;
        Process running = running();
        if (told == null) {
            return;
        }
        if (overrun) {
            launched.completeExceptionally(new IOException("too much waits for it to be launched"));
            told.gaveUp("does not read: more than " + MOST_UNREAD + " bytes wait for it");
        } else if (running != null) {
            workers.execute(() -> {
                if (!within(LINGERING, running.onExit())) {
                    told.gaveUp("has closed its standard input");
                }
            });
        }
    }

    /** Ends its standard input, at which it is to exit. */
    public void endInput() {
        writer.add(1, () -> input().close());
    }

    // ── its end ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * Ends its input; what is still there after a while, the process or what it has launched, is told to terminate, and after
     * a while more it is killed (basic/lifecycle#shutdown). Returns at once.
     */
    public void stop() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        endInput();
        if (listener == null) {
            launched.completeExceptionally(new IOException("stopped before it was launched"));
        }
        var unused = launched.whenCompleteAsync(
                (process, cannotStart) -> {
                    if (process != null) {
                        end(process);
                    }
                    gone.complete(null);
                },
                workers);
    }

    private void end(Process process) {
        Set<ProcessHandle> family = new LinkedHashSet<>();
        addFamily(process, family);
        if (exits(process, family)) {
            return;
        }
        addFamily(process, family);
        family.forEach(ProcessHandle::destroy);
        if (!exits(process, family)) {
            addFamily(process, family);
            family.forEach(ProcessHandle::destroyForcibly);
            within(PATIENCE, exit(process, family));
        }
    }

    private static void addFamily(Process process, Set<ProcessHandle> family) {
        family.add(process.toHandle());
        process.descendants().forEach(family::add);
    }

    /** Waits until they are gone, or it has been long enough on the clock or in real time. */
    private boolean exits(Process process, Set<ProcessHandle> family) {
        CompletableFuture<Void> exit = exit(process, family);
        CompletableFuture<Void> longEnough = new CompletableFuture<>();
        Timer timer = clock.schedule(PATIENCE, () -> longEnough.complete(null));
        within(PATIENCE, CompletableFuture.anyOf(exit, longEnough));
        timer.cancel();
        return exit.isDone();
    }

    /** Mostly all of them are gone when the first is; the JVM is slow to notice the end of what is no child of its own. */
    private static CompletableFuture<Void> exit(Process process, Set<ProcessHandle> family) {
        return process.onExit()
                .thenCompose(exited -> CompletableFuture.allOf(family.stream()
                        .filter(ProcessHandle::isAlive)
                        .map(ProcessHandle::onExit)
                        .toArray(CompletableFuture[]::new)));
    }

    /** Stops it, and waits until it is gone: bounded, at most about 6 s if it has to be killed. */
    @Override
    public void close() {
        stop();
        if (!within(CLOSE_BOUND, gone)) {
            Process running = running();
            LOG.warn("Process {}, launched as {}, has not ended", running == null ? "" : running.pid(), command.get(0));
        }
    }
}
