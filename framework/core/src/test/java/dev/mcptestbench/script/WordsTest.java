package dev.mcptestbench.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "0ms, 0, 0 ms",
        "20ms, 20000000, 20 ms",
        "20 ms, 20000000, 20 ms",
        "1.5 s, 1500000000, 1.5 s",
        "1500ms, 1500000000, 1.5 s",
        "2m, 120000000000, 2 m",
        "90s, 90000000000, 90 s",
        "1h, 3600000000000, 1 h",
        "250us, 250000, 250 us",
        "250µs, 250000, 250 us",
        "0.5us, 500, 0.5 us",
        "1.234567891s, 1234567891, 1.234567891 s",
    })
    void durationsAreReadAndTold(String text, long nanos, String told) {
        Duration duration = Words.parseDuration(text);

        assertThat(duration).isEqualTo(Duration.ofNanos(nanos));
        assertThat(Words.duration(duration)).isEqualTo(told);
        assertThat(Words.parseDuration(told)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "ms", "-5ms", "20 parsecs", "1e3ms", "1,5s", "20ms!"})
    void whatIsNoDurationIsRefusedWithTheUnits(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Words.parseDuration(text))
                .withMessage(
                        "\"" + text + "\" is no duration: write a number and one of us, ms, s, m, h, such as 20ms");
    }

    @Test
    void durationsThatNothingCanWaitForAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Words.parseDuration("9999999h"))
                .withMessage("\"9999999h\" is longer than 292 years");
    }

    @ParameterizedTest
    @CsvSource({"1, 1st", "2, 2nd", "3, 3rd", "4, 4th", "11, 11th", "12, 12th", "13, 13th", "21, 21st", "111, 111th"})
    void ordinals(long n, String text) {
        assertThat(Words.ordinal(n)).isEqualTo(text);
    }

    @Test
    void countsAndValues() {
        assertThat(Words.count(1, "event")).isEqualTo("1 event");
        assertThat(Words.count(2, "event")).isEqualTo("2 events");
        assertThat(Words.value("Oslo")).isEqualTo("\"Oslo\"");
        assertThat(Words.value(3)).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({
        "time, times",
        "frm, from",
        "form, from",
        "evry, every",
        "tiems, times",
        "d, do",
        "probabilty, probability"
    })
    void aWordNearAnotherFindsIt(String word, String nearest) {
        assertThat(Spelling.nearest(word, List.of("on", "do", "from", "every", "times", "probability"))
                        .orElse(word))
                .isEqualTo(nearest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "to", "at", "with", "colour"})
    void aWordNearNoneIsItsOwnNearest(String word) {
        assertThat(Spelling.nearest(word, List.of("sun", "every", "times"))).isEmpty();
    }
}
