package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.CircuitSettings;
import java.util.OptionalLong;
import org.apiguardian.api.API;

/**
 * The words for pools and circuit breakers, made to be imported with a star: {@code import static
 * dev.mcptestbench.client.Pools.*;}. All of them are immutable values.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Pools {

    private Pools() {}

    // ── who makes the next call ─────────────────────────────────────────────────────────────────────────────────────

    /** One member after the other; what a pool does unless told otherwise. */
    public static Balancer roundRobin() {
        return new Balancer.RoundRobin();
    }

    /** The member with the fewest calls of the pool under way; among equals one after the other. */
    public static Balancer leastInFlight() {
        return new Balancer.LeastInFlight();
    }

    /** Any member, each as likely; the seed is that of the test. */
    public static Balancer random() {
        return new Balancer.Random(OptionalLong.empty());
    }

    /** Any member, each as likely, in an order that follows from the seed. */
    public static Balancer random(long seed) {
        return new Balancer.Random(OptionalLong.of(seed));
    }

    /**
     * The same member for all calls that have an equal argument of this name; those without it are one such group.
     *
     * @param argument the name of the argument, such as {@code user}
     */
    public static Balancer stickyBy(String argument) {
        return new Balancer.Sticky(argument);
    }

    // ── when a circuit opens ────────────────────────────────────────────────────────────────────────────────────────

    /**
     * After so many failures, one after the other; for 30 s unless told otherwise, until one call succeeds on trial.
     *
     * @param inARow how many; at least 1
     */
    public static CircuitSettings failures(int inARow) {
        return CircuitSettings.opensAfter(new CircuitSettings.Failures(inARow));
    }

    /**
     * When so many of the newest calls have failed; for 30 s unless told otherwise, until one call succeeds on trial.
     *
     * @param percent what part of them; 1 to 100
     * @param window how many of the newest calls are looked at, and how many there must have been; at least 1
     */
    public static CircuitSettings failureRate(int percent, int window) {
        return CircuitSettings.opensAfter(new CircuitSettings.FailureRate(percent, window));
    }
}
