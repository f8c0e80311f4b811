package dev.mcptestbench.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OccurrenceTest {

    static Stream<Arguments> occurrences() {
        return Stream.of(
                Arguments.of(new Occurrence.Always(), List.of(1L, 2L, 3L, 4L, 5L, 6L), 0, "every time"),
                Arguments.of(new Occurrence.Nth(1), List.of(1L), 1, "the first time"),
                Arguments.of(new Occurrence.Nth(3), List.of(3L), 1, "the 3rd time"),
                Arguments.of(new Occurrence.Times(1), List.of(1L), 1, "the first time"),
                Arguments.of(new Occurrence.Times(2), List.of(1L, 2L), 2, "the first 2 times"),
                Arguments.of(new Occurrence.From(4), List.of(4L, 5L, 6L), 0, "from the 4th time on"),
                Arguments.of(new Occurrence.Every(1), List.of(1L, 2L, 3L, 4L, 5L, 6L), 0, "every time"),
                Arguments.of(new Occurrence.Every(2), List.of(2L, 4L, 6L), 0, "every 2nd time"),
                Arguments.of(
                        new Occurrence.Probability(1), List.of(1L, 2L, 3L, 4L, 5L, 6L), 0, "with probability 1.0"));
    }

    @ParameterizedTest
    @MethodSource("occurrences")
    void coverTheirTimes(Occurrence occurrence, List<Long> covered, long bound, String text) {
        Random random = new Random(42);

        assertThat(LongStream.rangeClosed(1, 6).filter(count -> occurrence.covers(count, random)))
                .containsExactlyElementsOf(covered);
        assertThat(occurrence.bound()).isEqualTo(bound);
        assertThat(occurrence).hasToString(text);
    }

    @Test
    void aProbabilityIsMetAsOftenAsItSays() {
        Random random = new Random(42);
        Occurrence occurrence = new Occurrence.Probability(0.3);

        assertThat(LongStream.rangeClosed(1, 10_000).filter(count -> occurrence.covers(count, random)))
                .hasSizeBetween(2_800, 3_200);
    }

    @Test
    void countsBelowOneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Occurrence.Nth(0))
                .withMessage("Occurrences are counted from 1: nth(0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Occurrence.Times(-1))
                .withMessage("Occurrences are counted from 1: times(-1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Occurrence.From(0))
                .withMessage("Occurrences are counted from 1: from(0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Occurrence.Every(0))
                .withMessage("Occurrences are counted from 1: every(0)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN})
    void probabilitiesOutOfRangeAreRefused(double p) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Occurrence.Probability(p))
                .withMessage("A probability is over 0 and at most 1, not " + p);
    }
}
