package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Slices that leave late, on a clock that stands still. */
class PacerTest {

    private static final int SLICE = 50;

    @Test
    void aSliceThatIsLateDoesNotPutOffThoseBehindIt() {
        try (TestClock clock = new TestClock()) {
            clock.advance(Duration.ZERO);
            Pacer pacer = new Pacer(clock);
            pacer.rate(1000);
            assertThat(pacer.slice(2000)).isEqualTo(SLICE);
            assertThat(pacer.pauseAfter(SLICE)).hasMillis(50);

            clock.advance(Duration.ofMillis(70));
            assertThat(pacer.pauseAfter(SLICE)).hasMillis(30);

            clock.advance(Duration.ofMillis(120));
            assertThat(pacer.pauseAfter(SLICE)).as("behind time").hasNanos(1);
        }
    }

    @Test
    void aReplyThatHadStoppedGoesOnAtItsRateAndNoFaster() {
        try (TestClock clock = new TestClock()) {
            clock.advance(Duration.ZERO);
            Pacer pacer = new Pacer(clock);
            pacer.rate(1000);
            pacer.pauseAfter(SLICE);

            clock.advance(Duration.ofSeconds(2));
            assertThat(pacer.pauseAfter(SLICE)).hasMillis(50);
        }
    }
}
