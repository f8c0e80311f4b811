package dev.mcptestbench.client.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static List<Duration> delays(Backoff backoff, int attempts) {
        Random random = new Random(1);
        return IntStream.rangeClosed(1, attempts)
                .mapToObj(attempt -> backoff.delayBefore(attempt, random))
                .toList();
    }

    @Test
    void doublesUpToItsBound() {
        assertThat(delays(Backoff.DEFAULT, 8))
                .containsExactly(
                        ofSeconds(1),
                        ofSeconds(2),
                        ofSeconds(4),
                        ofSeconds(8),
                        ofSeconds(16),
                        ofSeconds(30),
                        ofSeconds(30),
                        ofSeconds(30));
        assertThat(Backoff.DEFAULT.delayBefore(5000, new Random())).isEqualTo(ofSeconds(30));
        assertThat(Backoff.DEFAULT.allows(8)).isTrue();
        assertThat(Backoff.DEFAULT.allows(9)).isFalse();
        assertThat(Backoff.NONE.allows(1)).isFalse();
    }

    @Test
    void isWhatItIsToldToBe() {
        Backoff own = Backoff.DEFAULT
                .withMin(ofMillis(100))
                .withFactor(3)
                .withMax(ofMillis(500))
                .withAttempts(2);
        assertThat(delays(own, 3)).containsExactly(ofMillis(100), ofMillis(300), ofMillis(500));
        assertThat(delays(own.withJitter(0.5), 3))
                .allSatisfy(delay -> assertThat(delay).isBetween(ofMillis(50), ofMillis(750)));
        assertThat(delays(own.withJitter(0.5), 3)).isEqualTo(delays(own.withJitter(0.5), 3));
    }

    @Test
    void saysWhatIsOutOfItsRange() {
        assertThatThrownBy(() -> Backoff.DEFAULT.withMin(Duration.ZERO)).hasMessageContaining("min must be positive");
        assertThatThrownBy(() -> Backoff.DEFAULT.withFactor(0.5)).hasMessageContaining("factor must be at least 1");
        assertThatThrownBy(() -> Backoff.DEFAULT.withMax(ofMillis(1))).hasMessageContaining("max must be at least min");
        assertThatThrownBy(() -> Backoff.DEFAULT.withAttempts(-1))
                .hasMessageContaining("attempts must not be negative");
        assertThatThrownBy(() -> Backoff.DEFAULT.withJitter(2)).hasMessageContaining("jitter must be between 0 and 1");
    }
}
