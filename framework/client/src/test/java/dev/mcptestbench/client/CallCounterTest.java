package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.calls;
import static dev.mcptestbench.Mcp.errors;
import static dev.mcptestbench.Mcp.successes;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallCounterTest {

    private final CallCounter counter = new CallCounter();

    private void ended(boolean success, long millis) {
        counter.began();
        counter.ended(success, ofMillis(millis));
    }

    @Test
    void failuresDistortNoTime() {
        for (int millis = 1; millis <= 100; millis++) {
            ended(true, millis);
            ended(false, millis % 2 == 0 ? 0 : ofMinutes(10).toMillis());
        }
        counter.began();

        ClientMetrics metrics = counter.metrics();

        assertThat(metrics)
                .hasCounted(200, calls())
                .hasCounted(100, successes())
                .hasCounted(100, errors())
                .hasInFlight(1);
        assertThat(metrics.mean()).isEqualTo(ofMillis(50).plusNanos(500_000));
        assertThat(metrics.p50()).isEqualTo(ofMillis(50));
        assertThat(metrics.p99()).isEqualTo(ofMillis(99));
    }

    @Test
    void percentilesAreThoseOfTheNewestTenThousand() {
        for (int i = 0; i < 10_000; i++) {
            ended(true, 1000);
        }
        for (int i = 0; i < 10_000; i++) {
            ended(true, 10);
        }

        assertThat(counter.metrics().p99()).isEqualTo(ofMillis(10));
        assertThat(counter.metrics().mean()).isEqualTo(ofMillis(505));
    }
}
