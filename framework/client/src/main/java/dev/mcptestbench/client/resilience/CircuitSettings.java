package dev.mcptestbench.client.resilience;

import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * When a circuit breaker opens, and how it closes again. Immutable.
 *
 * @param opensAfter what opens it
 * @param openFor how long it stays open before it lets calls pass on trial, on the test's clock; positive
 * @param trials how many calls pass on trial, and must all succeed for it to close; at least 1
 */
@API(status = API.Status.EXPERIMENTAL)
public record CircuitSettings(Opening opensAfter, Duration openFor, int trials) {

    /** How long a circuit stays open unless told otherwise: 30 s. */
    public static final Duration DEFAULT_OPEN_FOR = Duration.ofSeconds(30);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public CircuitSettings {
        require(!openFor.isNegative() && !openFor.isZero(), "must stay open for some time, not for " + openFor);
        require(trials >= 1, "needs at least one trial, not " + trials);
    }

    /** Opens for 30 s, and closes after one successful trial. */
    public static CircuitSettings opensAfter(Opening opening) {
        return new CircuitSettings(opening, DEFAULT_OPEN_FOR, 1);
    }

    /** The same, staying open for so long, on the test's clock. */
    public CircuitSettings staysOpenFor(Duration changed) {
        return new CircuitSettings(opensAfter, changed, trials);
    }

    /** The same, with so many calls on trial. */
    public CircuitSettings withTrials(int changed) {
        return new CircuitSettings(opensAfter, openFor, changed);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("A circuit breaker " + message);
        }
    }

    /** {@code 3 failures in a row, for 30 s}. */
    @Override
    public String toString() {
        return opensAfter + ", for " + TimeText.words(openFor);
    }

    /** What opens a circuit. */
    @API(status = API.Status.EXPERIMENTAL)
    public sealed interface Opening {}

    /**
     * So many failures, one after the other.
     *
     * @param inARow how many; at least 1
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record Failures(int inARow) implements Opening {

        /** Checks that it is at least 1. */
        public Failures {
            require(inARow >= 1, "opens after at least one failure, not " + inARow);
        }

        @Override
        public String toString() {
            return inARow + (inARow == 1 ? " failure" : " failures in a row");
        }
    }

    /**
     * So many of the newest calls failed.
     *
     * @param percent what part of them; 1 to 100
     * @param window how many of the newest calls are looked at, and how many there must have been; at least 1
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record FailureRate(int percent, int window) implements Opening {

        /** Checks the ranges. */
        public FailureRate {
            require(percent >= 1 && percent <= 100, "needs a rate of 1 to 100 percent, not " + percent);
            require(window >= 1, "needs a window of at least one call, not " + window);
        }

        @Override
        public String toString() {
            return percent + " % failures among " + window + (window == 1 ? " call" : " calls");
        }
    }
}
