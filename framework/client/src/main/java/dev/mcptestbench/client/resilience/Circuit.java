package dev.mcptestbench.client.resilience;

import dev.mcptestbench.journal.CircuitState;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.time.TimeText;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker, told the time by the test's clock: when it has been open for long enough, it lets calls pass on trial,
 * whether or not there is one. Each change of its state is journaled. Thread-safe.
 *
 * <p>A call counts in the state in which it began: what began before a change tells nothing of the time after it.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Circuit implements AssertProvider<CircuitAssert> {

    /** No call is slow, and nothing but our timer ends the open state. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final String name;
    private final CircuitSettings settings;
    private final Journal journal;
    private final TestClock clock;
    private final CircuitBreaker breaker;
    private final Object lock = new Object();
    private CircuitState known = CircuitState.CLOSED;
    private long generation;
    private @Nullable Duration openUntil;

    /**
     * A closed circuit.
     *
     * @param name what the journal calls it: the client, or the server in a pool, that it guards
     */
    @API(status = API.Status.INTERNAL)
    public Circuit(String name, CircuitSettings settings, Journal journal, TestClock clock) {
        this.name = name;
        this.settings = settings;
        this.journal = journal;
        this.clock = clock;
        this.breaker = CircuitBreaker.of(name, configuration(settings, clock));
    }

    private static CircuitBreakerConfig configuration(CircuitSettings settings, TestClock clock) {
        CircuitSettings.Opening opening = settings.opensAfter();
        int percent = opening instanceof CircuitSettings.FailureRate rate ? rate.percent() : 100;
        int window = opening instanceof CircuitSettings.FailureRate rate
                ? rate.window()
                : ((CircuitSettings.Failures) opening).inARow();
        return CircuitBreakerConfig.custom()
                .slidingWindow(window, window, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(percent)
                .slowCallDurationThreshold(NEVER)
                .permittedNumberOfCallsInHalfOpenState(settings.trials())
                // While it is closed the window bounds this; on trial nothing else would have it wait for all trials.
                .minimumNumberOfCalls(Math.max(window, settings.trials()))
                .waitDurationInOpenState(NEVER)
                .clock(clock.asClock())
                .currentTimestampFunction(time -> clock.elapsed().toNanos(), TimeUnit.NANOSECONDS)
                .build();
    }

    /** What the journal calls it: the client, or the server in a pool, that it guards. */
    public String name() {
        return name;
    }

    /** When it opens, and how it closes again. */
    public CircuitSettings settings() {
        return settings;
    }

    /** The state it is in. */
    public CircuitState state() {
        return switch (breaker.getState()) {
            case OPEN -> CircuitState.OPEN;
            case HALF_OPEN -> CircuitState.HALF_OPEN;
            default -> CircuitState.CLOSED;
        };
    }

    /** {@code circuit is OPEN, for 12 s more}, {@code circuit is CLOSED}. */
    @API(status = API.Status.INTERNAL)
    public String describe() {
        synchronized (lock) {
            Duration until = openUntil;
            return "circuit is " + known
                    + (until == null ? "" : ", for " + TimeText.words(until.minus(clock.elapsed())) + " more");
        }
    }

    /**
     * Asks for a call to pass. One that passes must be {@linkplain Permit#succeeded told} how it ended, once.
     *
     * @return {@code null} if it must not pass
     */
    @API(status = API.Status.INTERNAL)
    public @Nullable Permit pass() {
        synchronized (lock) {
            return breaker.tryAcquirePermission() ? new Permit(generation) : null;
        }
    }

    Journal journal() {
        return journal;
    }

    private void succeeded(long since) {
        synchronized (lock) {
            if (since == generation) {
                breaker.onSuccess(0, TimeUnit.NANOSECONDS);
                settle("all trials succeeded");
            }
        }
    }

    private void failed(long since, String why) {
        synchronized (lock) {
            if (since != generation) {
                return;
            }
            boolean trial = known == CircuitState.HALF_OPEN;
            breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException(why));
            // The first trial that fails decides, however many are to come.
            if (trial && state() == CircuitState.HALF_OPEN) {
                breaker.transitionToOpenState();
            }
            settle((trial ? "a trial failed: " : settings.opensAfter() + ": ") + why);
        }
    }

    private void tellsNothing(long since) {
        synchronized (lock) {
            if (since == generation) {
                breaker.releasePermission();
            }
        }
    }

    private void timeHasCome(long since) {
        synchronized (lock) {
            if (since == generation) {
                breaker.transitionToHalfOpenState();
                settle("after " + TimeText.words(settings.openFor()));
            }
        }
    }

    private void settle(String reason) {
        CircuitState from = known;
        CircuitState to = state();
        if (from == to) {
            return;
        }
        known = to;
        long current = ++generation;
        journal.add(stamp -> new JournalEntry.CircuitChanged(stamp, name, from, to, reason));
        openUntil = null;
        if (to == CircuitState.OPEN) {
            openUntil = clock.elapsed().plus(settings.openFor());
            clock.schedule(settings.openFor(), () -> timeHasCome(current));
        }
    }

    /** That one call may pass. Thread-safe; only the first word on it counts. */
    @API(status = API.Status.INTERNAL)
    public final class Permit {

        private final long since;
        private final AtomicBoolean told = new AtomicBoolean();

        private Permit(long since) {
            this.since = since;
        }

        /** The server did what it is there for. */
        public void succeeded() {
            if (told.compareAndSet(false, true)) {
                Circuit.this.succeeded(since);
            }
        }

        /** The server failed. */
        public void failed(String why) {
            if (told.compareAndSet(false, true)) {
                Circuit.this.failed(since, why);
            }
        }

        /** The call ended in a way that tells nothing of the server. */
        public void toldNothing() {
            if (told.compareAndSet(false, true)) {
                Circuit.this.tellsNothing(since);
            }
        }
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public CircuitAssert assertThat() {
        return new CircuitAssert(this);
    }

    @Override
    public String toString() {
        return "Circuit \"" + name + "\" (" + state() + ")";
    }
}
