package dev.mcptestbench.client;

import dev.mcptestbench.script.Metric;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** Claims about what a client or a pool has counted. The times are those of successes, on the test's clock. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientMetricsAssert extends AbstractAssert<ClientMetricsAssert, ClientMetrics> {

    ClientMetricsAssert(ClientMetrics actual) {
        super(actual, ClientMetricsAssert.class);
    }

    /** Just so many were counted. */
    public ClientMetricsAssert hasCounted(long count, Metric metric) {
        isNotNull();
        if (actual.of(metric) != count) {
            throw unlike(count + " " + metric);
        }
        return this;
    }

    /** Just so many calls are under way. */
    public ClientMetricsAssert hasInFlight(long calls) {
        isNotNull();
        if (actual.inFlight() != calls) {
            throw unlike(calls + " in flight");
        }
        return this;
    }

    /** The mean is at most so long. */
    public ClientMetricsAssert hasMeanAtMost(Duration bound) {
        isNotNull();
        return within("a mean", actual.mean(), bound);
    }

    /** Half of the calls took at most so long. */
    public ClientMetricsAssert hasP50AtMost(Duration bound) {
        isNotNull();
        return within("a p50", actual.p50(), bound);
    }

    /** 99 of 100 calls took at most so long. */
    public ClientMetricsAssert hasP99AtMost(Duration bound) {
        isNotNull();
        return within("a p99", actual.p99(), bound);
    }

    private ClientMetricsAssert within(String what, Duration time, Duration bound) {
        if (time.compareTo(bound) > 0) {
            throw unlike(what + " of at most " + TimeText.words(bound));
        }
        return this;
    }

    private AssertionError unlike(String expected) {
        return failure(
                "%s",
                "Expected " + expected + " but there were\n  " + actual.calls() + " calls, " + actual.successes()
                        + " successes, " + actual.errors() + " errors, " + actual.inFlight() + " in flight\n  mean "
                        + TimeText.words(actual.mean()) + ", p50 " + TimeText.words(actual.p50()) + ", p99 "
                        + TimeText.words(actual.p99()));
    }
}
