package dev.mcptestbench.wire;

import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a throttled reply into slices and says when the next may follow. Goes by when each was due, not by when it went: a
 * slice that a busy machine sends late does not put off those behind it. Not thread-safe.
 */
final class Pacer {

    /** Small enough to flow, large enough not to flood the clock with timers. */
    private static final long SLICES_PER_SECOND = 20;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Whoever is later than this has not been slowed by the machine: the reply had stopped, and is not to be made up for. */
    private static final Duration MOST_CAUGHT_UP = Duration.ofNanos(2 * NANOS_PER_SECOND / SLICES_PER_SECOND);

    private static final Duration SHORTEST = Duration.ofNanos(1);

    private final TestClock clock;
    private long bytesPerSecond;
    private @Nullable Duration due;

    Pacer(TestClock clock) {
        this.clock = clock;
    }

    /** How fast to send from now on, 0 for as fast as can be. */
    void rate(long newBytesPerSecond) {
        bytesPerSecond = Math.max(0, newBytesPerSecond);
        due = null;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    boolean isSlow() {
        return bytesPerSecond > 0;
    }

    /** How many of the bytes that are left go next. */
    int slice(int left) {
        return (int) Math.min(Math.max(1, bytesPerSecond / SLICES_PER_SECOND), left);
    }

    /** How long to wait now that so many bytes have gone: more than nothing, even when that is behind time. */
    Duration pauseAfter(int size) {
        Duration now = clock.elapsed();
        Duration from = due == null || now.minus(due).compareTo(MOST_CAUGHT_UP) > 0 ? now : due;
        due = from.plusNanos(NANOS_PER_SECOND * size / bytesPerSecond);
        Duration pause = due.minus(now);
        return pause.compareTo(SHORTEST) > 0 ? pause : SHORTEST;
    }
}
