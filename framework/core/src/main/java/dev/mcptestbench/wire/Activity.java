package dev.mcptestbench.wire;

import dev.mcptestbench.time.RestProbe;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Remembers whether anything came in on the sockets of one server or client. Each has its own, so that tests which run
 * side by side on the same loops do not keep each other's clocks waiting.
 */
final class Activity implements RestProbe {

    private final EventLoops loops;
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

    @Override
    public boolean comeToRest(Duration bound) {
        boolean settled = loops.settle(bound);
        return seen.getAndSet(false) || !settled;
    }
}
