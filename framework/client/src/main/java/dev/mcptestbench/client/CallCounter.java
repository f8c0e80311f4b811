package dev.mcptestbench.client;

import java.time.Duration;
import java.util.Arrays;

/** Counts the calls of a client. Thread-safe; keeps the durations of the newest successes only. */
final class CallCounter {

    private static final int KEPT = 10_000;

    private long[] newest = new long[64];
    private long successes;
    private long errors;
    private long inFlight;
    private long sumNanos;

    synchronized void began() {
        inFlight++;
    }

    synchronized void ended(boolean success, Duration took) {
        inFlight--;
        if (!success) {
            errors++;
            return;
        }
        int place = (int) (successes++ % KEPT);
        if (place >= newest.length) {
            newest = Arrays.copyOf(newest, Math.min(KEPT, newest.length * 2));
        }
        newest[place] = took.toNanos();
        sumNanos += took.toNanos();
    }

    synchronized ClientMetrics metrics() {
        long[] sorted = Arrays.copyOf(newest, (int) Math.min(successes, newest.length));
        Arrays.sort(sorted);
        Duration mean = Duration.ofNanos(successes == 0 ? 0 : sumNanos / successes);
        return new ClientMetrics(
                successes + errors, successes, errors, inFlight, mean, percentile(sorted, 50), percentile(sorted, 99));
    }

    /** The nearest rank. */
    private static Duration percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return Duration.ZERO;
        }
        int rank = (sorted.length * percent + 99) / 100;
        return Duration.ofNanos(sorted[rank - 1]);
    }
}
