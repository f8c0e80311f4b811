package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.time.Timer;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The attempts that follow each other while a server is lost. Guarded by the lock of its {@link Connection}. */
final class Retries {

    private final String client;
    private final Surroundings surroundings;
    private final Backoff backoff;
    private final Random random;
    private int attempts;
    private @Nullable Timer timer;

    Retries(String client, Surroundings surroundings, Backoff backoff) {
        this.client = client;
        this.surroundings = surroundings;
        this.backoff = backoff;
        this.random = new Random(surroundings.settings().seed() ^ client.hashCode());
    }

    /** Whether an attempt waits for its time. */
    boolean isWaiting() {
        return timer != null;
    }

    /** How many attempts there have been, the waiting one included. */
    int count() {
        return attempts;
    }

    /**
     * Schedules one more attempt.
     *
     * @return whether there is one more
     */
    boolean schedule(Exception cause, Runnable attempt) {
        if (!backoff.allows(attempts + 1)) {
            return false;
        }
        int number = ++attempts;
        Duration delay = backoff.delayBefore(number, random);
        String why = String.valueOf(cause.getMessage());
        surroundings.journal().add(stamp -> new JournalEntry.RetryScheduled(stamp, client, number, delay, why));
        timer = surroundings.clock().schedule(delay, attempt);
        return true;
    }

    /** The waiting attempt has its time. */
    void fired() {
        timer = null;
    }

    /** No attempt is waiting any more, and the next will be a first one. */
    void reset() {
        attempts = 0;
        Timer waiting = timer;
        timer = null;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
