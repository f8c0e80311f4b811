package dev.mcptestbench.wire;

import dev.mcptestbench.time.Timer;
import dev.mcptestbench.wire.WireListener.End;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** One reply on a stream that it shares with others: an exchange whose frames keep their order. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Lane implements Exchange, FrameSink {

    private final Lanes lanes;
    private final long number;
    private final long connection;
    private final HttpRequest request;
    private final Lanes.Track track;
    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean queued = new AtomicBoolean();
    private final Ending ending = new Ending();
    private final Pacer pacer;
    private volatile boolean stalled;
    private volatile @Nullable Timer timer;

    // Only within the loop of the lanes:
    private boolean whole = true;
    private boolean hung;
    private @Nullable Slow slow;

    Lane(Lanes lanes, long number, long connection, HttpRequest request, Lanes.Track track) {
        this.lanes = lanes;
        this.number = number;
        this.connection = connection;
        this.request = request;
        this.track = track;
        this.pacer = new Pacer(lanes.clock());
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
        if (isOver()) {
            return;
        }
        boolean fits = lanes.backlog().add(Backlog.sizeOf(frame));
        frames.add(frame);
        if (isOver()) {
            drop();
        } else if (fits) {
            lanes.ready(this);
        } else {
            end(End.OVERRUN);
            track.overrun(this);
        }
    }

    @Override
    public void crash() {
        track.crash(this);
    }

    /** At which rate the lane is throttled now, in bytes a second, or 0; for its track. */
    public long bytesPerSecond() {
        return pacer.bytesPerSecond();
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
        while (!stalled && !isOver()) {
            Slow current = slow;
            if (current != null) {
                nextSlice(current);
                continue;
            }
            Frame frame = poll();
            if (frame == null) {
                break;
            }
            if (!hung) {
                step(frame);
            }
        }
        return isOver() || whole;
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
            pacer.rate(throttle.bytesPerSecond());
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
        if (pacer.isSlow() && bytes.length > 0) {
            nextSlice(new Slow(frame, bytes));
        } else {
            whole = track.put(this, frame, bytes, 0, bytes.length);
        }
    }

    private void nextSlice(Slow current) {
        int size = pacer.slice(current.bytes.length - current.sent);
        int to = current.sent + size;
        whole = track.put(this, current.frame, current.bytes, current.sent, to);
        current.sent = to;
        slow = to == current.bytes.length ? null : current;
        stallFor(pacer.pauseAfter(size));
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
        ending.whenOver(action);
    }

    @Override
    public boolean isOver() {
        return ending.isOver();
    }

    @Override
    public Room room() {
        Room beyond = track.room();
        return beyond.isThere() ? lanes.backlog() : beyond;
    }

    /** The reply has come to its end; told once. */
    void end(End end) {
        ending.end(
                () -> {
                    lanes.forget(this);
                    Timer waiting = timer;
                    if (waiting != null) {
                        waiting.cancel();
                    }
                    drop();
                    track.over(this, end);
                },
                this);
    }

    private @Nullable Frame poll() {
        Frame frame = frames.poll();
        if (frame != null) {
            lanes.backlog().remove(Backlog.sizeOf(frame));
        }
        return frame;
    }

    private void drop() {
        while (poll() != null) {
            // What waited is not going to be sent.
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
