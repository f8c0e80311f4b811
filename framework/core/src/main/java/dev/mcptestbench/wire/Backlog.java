package dev.mcptestbench.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apiguardian.api.API;

/** How much waits for a peer to read it, who waits for that to become less, and when it is too much. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Backlog implements Room {

    /** So much may wait before those who ask are held back, in bytes. */
    private static final long ENOUGH = 1024 * 1024;

    /** What is counted for whatever has bytes, besides these. */
    private static final int OVERHEAD = 64;

    private final long bound;
    private final AtomicLong bytes = new AtomicLong();
    private List<Runnable> waiting = List.of();
    private volatile boolean awaited;
    private volatile boolean closed;

    /**
     * Nothing waits.
     *
     * @param bound how much may wait, in bytes
     */
    public Backlog(long bound) {
        this.bound = bound;
    }

    /** How much a frame is, in bytes. */
    public static int sizeOf(Frame frame) {
        if (frame instanceof Frame.Event event) {
            return OVERHEAD + event.data().length;
        }
        if (frame instanceof Frame.Line line) {
            return OVERHEAD + line.json().length;
        }
        if (frame instanceof Frame.Data data) {
            return OVERHEAD + data.bytes().length;
        }
        return frame instanceof Frame.Raw raw ? OVERHEAD + raw.bytes().length : 0;
    }

    /**
     * Takes note of what begins to wait.
     *
     * @return whether it may; what is larger than the bound by itself may if it comes before the bound is reached, and
     *     what is no bytes always
     */
    public boolean add(int size) {
        return bytes.getAndAdd(size) <= bound || size == 0;
    }

    /** Takes note of what waits no more. */
    public void remove(int size) {
        if (bytes.addAndGet(-size) <= ENOUGH && awaited) {
            release();
        }
    }

    /** Nobody reads any more: nobody need wait, either. */
    public void close() {
        closed = true;
        if (awaited) {
            release();
        }
    }

    @Override
    public boolean isThere() {
        return closed || bytes.get() <= ENOUGH;
    }

    @Override
    public void whenThere(Runnable action) {
        synchronized (this) {
            if (waiting.isEmpty()) {
                waiting = new ArrayList<>(1);
            }
            waiting.add(action);
            awaited = true;
        }
        // Behind the note that somebody waits: whoever makes room now sees that note, or we the room.
        if (isThere()) {
            release();
        }
    }

    private void release() {
        List<Runnable> released;
        synchronized (this) {
            released = waiting;
            waiting = List.of();
            awaited = false;
        }
        released.forEach(Runnable::run);
    }
}
