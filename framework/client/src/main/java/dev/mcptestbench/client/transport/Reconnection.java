package dev.mcptestbench.client.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a stream connects again: after the time that the server asked for by {@code retry:}; else at once, and then, as long
 * as nothing new comes, after 1, 2, 4… at most 30 s. For one thread at a time.
 */
final class Reconnection {

    /** How often in a row a stream connects in vain before it is given up. */
    static final int MAX_ATTEMPTS = 8;

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private int inVain;

    /** Something new came: the next break is a first one again. */
    void succeeded() {
        inVain = 0;
    }

    /** Whether so many attempts in a row came to nothing that there should be no other. */
    boolean isExhausted() {
        return inVain > MAX_ATTEMPTS;
    }

    /** The delay before the next attempt. */
    Duration next(@Nullable Duration askedFor) {
        int attempt = inVain++;
        if (askedFor != null) {
            return askedFor;
        }
        if (attempt == 0) {
            return Duration.ZERO;
        }
        Duration doubled = FIRST.multipliedBy(1L << Math.min(attempt - 1, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
