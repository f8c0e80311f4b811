package dev.mcptestbench.wire;

import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.WireListener.End;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many replies on one stream: standard output, the event stream of HTTP+SSE, a queue in memory. Each reply has a
 * {@link Lane} of its own, so that a pause, a gate or a throttle holds up one reply and no other; but where a reply has
 * begun a line or an event, the others wait until it is whole. Thread-safe; frames move on the threads that push them
 * and on those of the clock, one at a time.
 */
@API(status = API.Status.INTERNAL)
public final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final TestClock clock;
    private final Backlog backlog;
    private final Set<Lane> open = ConcurrentHashMap.newKeySet();
    private final Queue<Lane> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();

    // Only within the loop of run():
    private final Queue<Lane> waiting = new ArrayDeque<>();
    private @Nullable Lane holder;

    private volatile @Nullable End closed;

    /** Where frames go in the end. Called by one thread at a time; never blocks. */
    @API(status = API.Status.INTERNAL)
    public interface Track {

        /** What the frame is in bytes. */
        byte[] encode(Frame frame);

        /**
         * Puts out a part of a frame, mostly all of it.
         *
         * @return whether another lane may go on behind it, because no line or event is left half done
         */
        boolean put(Lane lane, Frame frame, byte[] bytes, int from, int to);

        /** Does what ends a connection or a process: close, half-close, reset, exit. */
        void leave(Lane lane, Frame frame);

        /** A lane has come to its end; told once. */
        void over(Lane lane, End end);

        /** Whether what was put out has room where it goes. By default it always has. */
        default Room room() {
            return Room.ALWAYS;
        }

        /** Too much waits on the lanes, and this one, of which they had enough, is over: the peer is given up. */
        void overrun(Lane lane);

        /** The server that answers on the lane dies. By default nothing happens. */
        default void crash(Lane lane) {}
    }

    /**
     * No lanes yet.
     *
     * @param bound how much may wait on them together, in bytes
     */
    public Lanes(TestClock clock, long bound) {
        this.clock = clock;
        this.backlog = new Backlog(bound);
    }

    /** A number for an exchange that no HTTP request begins: unique within the JVM, ascending. */
    public static long nextExchange() {
        return ServerExchange.nextNumber();
    }

    /** A number for a connection that is no socket of a {@link WireServer}: unique within the JVM. */
    public static long nextConnection() {
        return ServerConnection.nextId();
    }

    /**
     * A lane for one reply.
     *
     * @param number of the exchange that it belongs to
     * @param connection that the request came on
     * @param request the request; on carriers without HTTP it has no method and no headers, and names the carrier as
     *     its target
     */
    public Lane open(long number, long connection, HttpRequest request, Track track) {
        Lane lane = new Lane(this, number, connection, request, track);
        open.add(lane);
        End already = closed;
        if (already != null) {
            lane.end(already);
        }
        return lane;
    }

    /** The stream is no more: what is under way on the lanes is dropped. */
    public void close(End how) {
        closed = how;
        for (Lane lane : open) {
            lane.end(how);
        }
        backlog.close();
    }

    TestClock clock() {
        return clock;
    }

    Backlog backlog() {
        return backlog;
    }

    void forget(Lane lane) {
        open.remove(lane);
    }

    /** The lane has something to do. */
    void ready(Lane lane) {
        if (lane.enqueue()) {
            ready.add(lane);
            run();
        }
    }

    private void run() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            for (Lane next = ready.poll(); next != null; next = ready.poll()) {
                next.dequeue();
                if (holder == null || holder == next) {
                    go(next);
                } else {
                    waiting.add(next);
                }
            }
            missed = work.addAndGet(-missed);
        }
    }

    private void go(Lane lane) {
        boolean whole = true;
        try {
            whole = lane.advance();
        } catch (RuntimeException e) {
            LOG.error("A reply could not go on: {}", lane, e);
            lane.end(End.CLOSED);
        }
        if (!whole) {
            holder = lane;
            return;
        }
        holder = null;
        for (Lane next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.enqueue()) {
                ready.add(next);
            }
        }
    }
}
