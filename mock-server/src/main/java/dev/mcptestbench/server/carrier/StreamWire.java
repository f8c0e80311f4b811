package dev.mcptestbench.server.carrier;

import dev.mcptestbench.wire.AsyncWriter;
import dev.mcptestbench.wire.LineReader;
import dev.mcptestbench.wire.Room;
import dev.mcptestbench.wire.WireListener.End;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Two streams that somebody gave: there is no process, so that its end is theirs. */
final class StreamWire implements LineWire, Closeable {

    private static final int CHUNK = 8192;

    private final Workers workers;
    private final InputStream in;
    private final OutputStream out;
    private final int longest;

    /** One for as long as it serves: the reader of a pipe takes it for broken once the thread that last wrote has ended. */
    private final ExecutorService writing = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            StreamWire::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    private final AsyncWriter writer;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable LineListener talk;
    private volatile Consumer<StreamWire> onGone = gone -> {};

    StreamWire(Workers workers, InputStream in, OutputStream out, WireSettings settings) {
        this.workers = workers;
        this.in = in;
        this.out = out;
        this.longest = settings.maxBodyBytes();
        this.writer = new AsyncWriter(
                writing, settings.maxUnreadBytes(), overrun -> gone(overrun ? End.OVERRUN : End.CLOSED_BY_PEER));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "mcp-testbench-stream");
        thread.setDaemon(true);
        return thread;
    }

    /** Serves what comes, on a worker, until the streams are closed; then {@code over} is told. */
    void serve(LineListener served, Consumer<StreamWire> over) {
        talk = served;
        onGone = over;
        served.opened("streams");
        workers.execute(() -> read(served));
    }

    private void read(LineListener served) {
        LineReader lines = new LineReader(longest, served::received);
        byte[] chunk = new byte[CHUNK];
        try {
            boolean fits = true;
            int count = Workers.waiting(() -> in.read(chunk));
            while (count >= 0 && fits) {
                fits = lines.take(chunk, count);
                count = fits ? Workers.waiting(() -> in.read(chunk)) : -1;
            }
            if (!fits) {
                gone(End.CLOSED);
                return;
            }
            lines.end();
            served.inputEnded();
        } catch (Exception broken) {
            if (broken instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            gone(End.CLOSED_BY_PEER);
        }
    }

    private void gone(End how) {
        LineListener served = talk;
        if (served != null) {
            served.gone(how);
        }
        onGone.accept(this);
        closeStreams();
    }

    @Override
    public void output(byte[] bytes) {
        writer.add(bytes.length, () -> {
            out.write(bytes);
            out.flush();
        });
    }

    /** There is no stream for errors. */
    @Override
    public void errors(byte[] bytes) {}

    @Override
    public void closeOutput() {
        writer.add(1, out::close);
    }

    @Override
    public Room room() {
        return writer.room();
    }

    @Override
    public void abort() {
        gone(End.RESET);
    }

    @Override
    public void exit(int code) {
        writer.add(1, () -> gone(End.CLOSED));
    }

    @Override
    public void close() {
        gone(End.CLOSED);
    }

    private void closeStreams() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        writing.shutdown();
        // Each on a worker: closing may wait for a read or a write under way.
        for (Closeable stream : new Closeable[] {out, in}) {
            workers.execute(() -> {
                try {
                    Workers.<Void>waiting(() -> {
                        stream.close();
                        return null;
                    });
                } catch (IOException alreadyBroken) {
                    // It was to be closed, and closed it is.
                } catch (Exception interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
