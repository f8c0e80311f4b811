package dev.mcptestbench.wire;

import dev.mcptestbench.time.RestProbe;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Knows whether the sockets of one server or client have come to rest. Each has its own, so that tests which run side
 * by side on the same loops do not keep each other's clocks waiting.
 */
final class Activity implements RestProbe {

    /** Between two looks at what is in flight, so that whoever delivers it gets a processor. */
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final EventLoops loops;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean seen = new AtomicBoolean();

    Activity(EventLoops loops) {
        this.loops = loops;
    }

    /** Something was connected, read or closed. */
    void note() {
        // Reading first keeps the cache line shared between loops: most notes change nothing.
        if (!seen.get()) {
            seen.set(true);
        }
    }

    /** What is in flight on the link counts until it is over. */
    void watch(Link link) {
        links.add(link);
    }

    @Override
    public boolean comeToRest(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        boolean settled = loops.settle(bound);
        boolean flew = false;
        while (anyInFlight() && System.nanoTime() < deadline) {
            flew = true;
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return seen.getAndSet(false) || flew || !settled;
    }

    private boolean anyInFlight() {
        links.removeIf(Link::isOver);
        for (Link link : links) {
            if (link.inFlight()) {
                return true;
            }
        }
        return false;
    }
}
