package dev.mcptestbench.client;

import dev.mcptestbench.script.Metric;
import java.time.Duration;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;

/**
 * What a managed client, or a pool of them, has counted so far. Times are those of successes only, on the test's clock: a call that failed fast
 * or timed out distorts none of them. Immutable.
 *
 * @param calls calls that have ended
 * @param successes calls answered with a result that is no tool error
 * @param errors calls that ended in any other way
 * @param inFlight calls under way
 * @param mean the mean time of all successes; zero if there were none
 * @param p50 the time within which half of the newest 10 000 successes were answered; zero if there were none
 * @param p99 the same for 99 of 100
 */
@API(status = API.Status.EXPERIMENTAL)
public record ClientMetrics(
        long calls, long successes, long errors, long inFlight, Duration mean, Duration p50, Duration p99)
        implements AssertProvider<ClientMetricsAssert> {

    /** The count that a metric names. */
    public long of(Metric metric) {
        return switch (metric) {
            case CALLS -> calls;
            case SUCCESSES -> successes;
            case ERRORS -> errors;
        };
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public ClientMetricsAssert assertThat() {
        return new ClientMetricsAssert(this);
    }
}
