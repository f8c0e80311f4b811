package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.calls;
import static dev.mcptestbench.Mcp.errors;
import static dev.mcptestbench.Mcp.successes;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.client.Golden.failsLike;
import static dev.mcptestbench.client.Pools.failures;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The claims about pools, metrics and health, as they read when they fail. */
class PoolAssertionTest {

    @Test
    void claimsAboutPoolsThatDoNotHold() {
        try (PoolBench bench = PoolBench.withTheClockStopped("primary", "backup")) {
            bench.server(0).on(toolCall()).always().status(503);
            ClientPool pool =
                    bench.pool().failsOver().opensCircuitAfter(failures(3)).connect();
            pool.call(5, "who", Map.of());

            assertThat(pool)
                    .hasConnected("pool-backup", "pool-primary")
                    .hasSpreadCalls(3, 5)
                    .hasFailedOver(3)
                    .hasCounted(5, calls());
            failsLike("pool-connected", () -> assertThat(pool).hasConnected("pool-primary"));
            failsLike("pool-spread", () -> assertThat(pool).hasSpreadCalls(5, 5));
            failsLike("pool-failed-over", () -> assertThat(pool).hasFailedOver(1));
            failsLike("pool-counted", () -> assertThat(pool).hasCounted(2, errors()));
            failsLike(
                    "pool-eventually",
                    () -> assertThat(pool).eventually(ofMillis(20)).hasSpreadCalls(0, 8));
        }
    }

    @Test
    void claimsAboutMetricsThatDoNotHold() {
        ClientMetrics metrics = new ClientMetrics(10, 8, 2, 1, ofMillis(12), ofMillis(10), ofMillis(95));

        assertThat(metrics)
                .hasCounted(8, successes())
                .hasInFlight(1)
                .hasMeanAtMost(ofMillis(12))
                .hasP50AtMost(ofMillis(10))
                .hasP99AtMost(ofMillis(95));
        failsLike("metrics-counted", () -> assertThat(metrics).hasCounted(10, successes()));
        failsLike("metrics-in-flight", () -> assertThat(metrics).hasInFlight(0));
        failsLike("metrics-mean", () -> assertThat(metrics).hasMeanAtMost(ofMillis(11)));
        failsLike("metrics-p50", () -> assertThat(metrics).hasP50AtMost(ofMillis(9)));
        failsLike("metrics-p99", () -> assertThat(metrics).hasP99AtMost(ofMillis(50)));
    }

    @Test
    void claimsAboutHealthThatDoNotHold() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            ManagedClient client = bench.clients.add("client");
            failsLike("client-heard-never", () -> assertThat(client).hasHeardWithin(ofSeconds(5)));
            client.connect();
            failsLike("client-unhealthy", () -> assertThat(client).isUnhealthy());
            bench.server(0).on(dev.mcptestbench.Mcp.ping()).always().status(500);
            client.checkHealth();
            bench.clock.advance(ofSeconds(6));
            failsLike("client-healthy", () -> assertThat(client).isHealthy());
            failsLike("client-heard", () -> assertThat(client).hasHeardWithin(ofSeconds(5)));
        }
    }

    @Test
    void softAssertionsCollectThem() {
        ClientMetrics metrics = new ClientMetrics(0, 0, 0, 0, ZERO, ZERO, ZERO);
        SoftAssertions softly = new SoftAssertions();
        softly.check(() -> assertThat(metrics).as("calls of the pool").hasCounted(1, calls()));
        softly.check(() -> assertThat(metrics).hasInFlight(2));

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        first -> assertThat(first).contains("[calls of the pool]", "Expected 1 calls but"),
                        second -> assertThat(second).contains("Expected 2 in flight but"));
    }
}
