package dev.mcptestbench.wire;

import dev.mcptestbench.time.Timer;
import dev.mcptestbench.wire.WireListener.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reply on a stream that it shares with others: an exchange whose frames keep their order. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Lane implements Exchange, FrameSink {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** Slices of a throttled reply: small enough to flow, large enough not to flood the clock with timers. */
    private static final long SLICES_PER_SECOND = 20;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Lanes lanes;
    private final long number;
    private final long connection;
    private final HttpRequest request;
    private final Lanes.Track track;
    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean queued = new AtomicBoolean();
    private final Object lock = new Object();
    private List<Runnable> whenOver = List.of();
    private volatile boolean over;
    private volatile boolean stalled;
    private volatile @Nullable Timer timer;

    // Only within the loop of the lanes:
    private boolean whole = true;
    private boolean hung;
    private long bytesPerSecond;
    private @Nullable Slow slow;

    Lane(Lanes lanes, long number, long connection, HttpRequest request, Lanes.Track track) {
        this.lanes = lanes;
        this.number = number;
        this.connection = connection;
        this.request = request;
        this.track = track;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long connection() {
        return connection;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public FrameSink reply() {
        return this;
    }

    @Override
    public void push(Frame frame) {
        if (!over) {
            frames.add(frame);
            lanes.ready(this);
        }
    }

    @Override
    public void crash() {
        track.crash(this);
    }

    /** At which rate the lane is throttled now, in bytes a second, or 0; for its track. */
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    boolean enqueue() {
        return queued.compareAndSet(false, true);
    }

    void dequeue() {
        queued.set(false);
    }

    /**
     * Puts out what may be put out now.
     *
     * @return whether no line or event is left half done
     */
    boolean advance() {
        while (!stalled && !over) {
            Slow current = slow;
            if (current != null) {
                nextSlice(current);
                continue;
            }
            Frame frame = frames.poll();
            if (frame == null) {
                break;
            }
            if (!hung) {
                step(frame);
            }
        }
        return over || whole;
    }

    private void step(Frame frame) {
        if (frame instanceof Frame.Finish finish) {
            end(End.FINISHED);
            if (finish.leave() != null) {
                track.leave(this, finish.leave());
            }
        } else if (frame instanceof Frame.Pause pause) {
            stallFor(pause.duration());
        } else if (frame instanceof Frame.Wait wait) {
            if (!wait.gate().isOpen()) {
                stalled = true;
                wait.gate().whenOpen(this::resume);
            }
        } else if (frame instanceof Frame.Throttle throttle) {
            bytesPerSecond = Math.max(0, throttle.bytesPerSecond());
        } else if (frame instanceof Frame.Aside aside) {
            aside.action().run();
        } else if (frame instanceof Frame.Hang) {
            hung = true;
        } else if (frame instanceof Frame.Close
                || frame instanceof Frame.HalfClose
                || frame instanceof Frame.Reset
                || frame instanceof Frame.Exit) {
            end(frame instanceof Frame.Reset ? End.RESET : End.CLOSED);
            track.leave(this, frame);
        } else {
            put(frame);
        }
    }

    private void put(Frame frame) {
        byte[] bytes = track.encode(frame);
        if (bytesPerSecond > 0 && bytes.length > 0) {
            nextSlice(new Slow(frame, bytes));
        } else {
            whole = track.put(this, frame, bytes, 0, bytes.length);
        }
    }

    private void nextSlice(Slow current) {
        long most = Math.max(1, bytesPerSecond / SLICES_PER_SECOND);
        int to = (int) Math.min(current.bytes.length, current.sent + most);
        int size = to - current.sent;
        whole = track.put(this, current.frame, current.bytes, current.sent, to);
        current.sent = to;
        slow = to == current.bytes.length ? null : current;
        stallFor(Duration.ofNanos(NANOS_PER_SECOND * size / bytesPerSecond));
    }

    private void stallFor(Duration duration) {
        if (!duration.isZero() && !duration.isNegative()) {
            stalled = true;
            timer = lanes.clock().schedule(duration, this::resume);
        }
    }

    private void resume() {
        stalled = false;
        lanes.ready(this);
    }

    @Override
    public void whenOver(Runnable action) {
        synchronized (lock) {
            if (!over) {
                if (whenOver.isEmpty()) {
                    whenOver = new ArrayList<>(2);
                }
                whenOver.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** The reply has come to its end; told once. */
    void end(End end) {
        List<Runnable> actions;
        synchronized (lock) {
            if (over) {
                return;
            }
            over = true;
            actions = whenOver;
            whenOver = List.of();
        }
        lanes.forget(this);
        Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
        track.over(this, end);
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("What was to run at the end of a reply failed: {}", this, e);
            }
        }
    }

    @Override
    public String toString() {
        return "exchange " + number + " (" + request.target() + ")";
    }

    /** A frame of which a part has been put out. */
    private static final class Slow {

        private final Frame frame;
        private final byte[] bytes;
        private int sent;

        Slow(Frame frame, byte[] bytes) {
            this.frame = frame;
            this.bytes = bytes;
        }
    }
}
