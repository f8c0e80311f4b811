package dev.mcptestbench.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LatencyTest {

    private static final int DRAWS = 20_000;

    private static double[] millis(Latency latency) {
        Random random = new Random(42);
        double[] draws = new double[DRAWS];
        Arrays.setAll(draws, i -> latency.sample(random).toNanos() / 1e6);
        Arrays.sort(draws);
        return draws;
    }

    private static double mean(double[] draws) {
        return Arrays.stream(draws).average().orElseThrow();
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void fixedIsAlwaysTheSame() {
        assertThat(millis(new Latency.Fixed(ms(20)))).containsOnly(20);
    }

    @Test
    void uniformLiesBetweenItsBounds() {
        double[] draws = millis(new Latency.Uniform(ms(10), ms(30)));

        assertThat(draws[0]).isBetween(10.0, 10.1);
        assertThat(draws[DRAWS - 1]).isBetween(29.9, 30.0);
        assertThat(mean(draws)).isBetween(19.8, 20.2);
    }

    @Test
    void normalHasItsMeanAndDeviation() {
        double[] draws = millis(new Latency.Normal(ms(100), ms(10)));
        double mean = mean(draws);
        double variance = Arrays.stream(draws)
                .map(draw -> (draw - mean) * (draw - mean))
                .average()
                .orElseThrow();

        assertThat(mean).isBetween(99.7, 100.3);
        assertThat(Math.sqrt(variance)).isBetween(9.7, 10.3);
    }

    @Test
    void normalIsNeverNegative() {
        double[] draws = millis(new Latency.Normal(ms(1), ms(10)));

        assertThat(draws[0]).isZero();
        assertThat(draws[DRAWS - 1]).isGreaterThan(20);
    }

    @Test
    void logNormalHasItsMedianAndATail() {
        double[] draws = millis(new Latency.LogNormal(ms(20), 0.4));

        assertThat(draws[DRAWS / 2]).isBetween(19.6, 20.4);
        assertThat(mean(draws)).isBetween(21.3, 22.0); // median · e^(σ²/2) = 21.67
        assertThat(draws[DRAWS * 99 / 100]).isBetween(48.0, 53.0); // median · e^(2.326 σ) = 50.7
    }

    @Test
    void percentilesFollowTheirTable() {
        double[] draws = millis(new Latency.Percentiles(new TreeMap<>(Map.of(50.0, ms(20), 99.0, ms(300)))));

        assertThat(draws[0]).isEqualTo(20);
        assertThat(draws[DRAWS * 49 / 100]).isEqualTo(20);
        assertThat(draws[DRAWS * 3 / 4]).isBetween(150.0, 168.0); // half-way in the table: 162.9
        assertThat(draws[DRAWS - 1]).isEqualTo(300);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        Latency latency = new Latency.LogNormal(ms(20), 0.4);

        assertThat(millis(latency)).isEqualTo(millis(latency));
    }

    @Test
    void theyTellWhatTheyAre() {
        assertThat(new Latency.Fixed(ms(20))).hasToString("20 ms");
        assertThat(new Latency.Uniform(ms(10), ms(30))).hasToString("between 10 ms and 30 ms");
        assertThat(new Latency.Normal(ms(20), ms(5))).hasToString("normally 20 ms ± 5 ms");
        assertThat(new Latency.LogNormal(ms(20), 0.4)).hasToString("log-normally 20 ms, sigma 0.4");
        assertThat(new Latency.Percentiles(new TreeMap<>(Map.of(50.0, ms(20), 99.9, ms(300)))))
                .hasToString("by percentiles 50.0 % 20 ms, 99.9 % 300 ms");
    }

    @Test
    void whatIsNoLatencyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latency.Fixed(ms(-1)))
                .withMessageStartingWith("The latency is negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latency.Uniform(ms(30), ms(10)))
                .withMessage("The upper bound of the latency, 10 ms, is below the lower bound, 30 ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latency.Normal(ms(1), ms(-1)))
                .withMessageStartingWith("The standard deviation of the latency is negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latency.LogNormal(ms(1), Double.NaN))
                .withMessage("The sigma of a log-normal latency is zero or more, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latency.Percentiles(new TreeMap<>(Map.of(0.0, ms(1)))))
                .withMessage("A percentile table has rows over 0 and up to 100, not [0.0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latency.Percentiles(new TreeMap<>(Map.of(50.0, ms(9), 99.0, ms(1)))))
                .withMessageStartingWith("A percentile table never falls");
    }
}
