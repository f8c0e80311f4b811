package dev.mcptestbench.client.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/**
 * How long to wait between attempts: longer each time, up to a bound, and not for ever. Immutable.
 *
 * @param min the first delay, positive
 * @param factor by how much each delay is longer than the one before, at least 1
 * @param max the longest delay, at least {@code min}
 * @param attempts how many attempts there are, at least 0
 * @param jitter by what part of itself a delay may be shorter or longer, 0 to 1
 */
@API(status = API.Status.EXPERIMENTAL)
public record Backoff(Duration min, double factor, Duration max, int attempts, double jitter) {

    /** After 1, 2, 4, 8, 16, 30, 30 and 30 s; without jitter, since a test wants to know. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 8, 0);

    /** No further attempt at all. */
    public static final Backoff NONE = DEFAULT.withAttempts(0);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Backoff {
        require(!min.isNegative() && !min.isZero(), "min must be positive, not " + min);
        require(factor >= 1, "factor must be at least 1, not " + factor);
        require(max.compareTo(min) >= 0, "max must be at least min (" + min + "), not " + max);
        require(attempts >= 0, "attempts must not be negative: " + attempts);
        require(jitter >= 0 && jitter <= 1, "jitter must be between 0 and 1, not " + jitter);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("A back-off's " + message);
        }
    }

    /** The same with that first delay. */
    public Backoff withMin(Duration changed) {
        return new Backoff(changed, factor, max, attempts, jitter);
    }

    /** The same with that factor. */
    public Backoff withFactor(double changed) {
        return new Backoff(min, changed, max, attempts, jitter);
    }

    /** The same with that longest delay. */
    public Backoff withMax(Duration changed) {
        return new Backoff(min, factor, changed, attempts, jitter);
    }

    /** The same with that many attempts. */
    public Backoff withAttempts(int changed) {
        return new Backoff(min, factor, max, changed, jitter);
    }

    /** The same with that jitter. */
    public Backoff withJitter(double changed) {
        return new Backoff(min, factor, max, attempts, changed);
    }

    /** Whether there is an attempt of this number, counted from 1. */
    public boolean allows(int attempt) {
        return attempt <= attempts;
    }

    /**
     * The delay before an attempt.
     *
     * @param attempt its number, from 1
     * @param random where jitter comes from; not asked if there is none
     */
    public Duration delayBefore(int attempt, RandomGenerator random) {
        double nanos = (double) min.toNanos() * Math.pow(factor, attempt - 1.0);
        double bounded = Math.min(nanos, (double) max.toNanos());
        double varied = jitter == 0 ? bounded : bounded * (1 + jitter * (2 * random.nextDouble() - 1));
        return Duration.ofNanos(Math.round(varied));
    }
}
