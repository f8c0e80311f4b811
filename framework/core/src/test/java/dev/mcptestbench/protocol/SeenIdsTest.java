package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenIdsTest {

    private final SeenIds ids = new SeenIds();

    @Test
    void integersAreRememberedForEverInAnyOrder() {
        int[] numbers = new Random(1).ints(0, 2_000).distinct().limit(1_500).toArray();
        for (int number : numbers) {
            assertThat(ids.add((long) number)).isTrue();
        }
        for (int number : numbers) {
            assertThat(ids.add((long) number)).isFalse();
        }
        long unseen = IntStream.range(0, 2_000)
                .filter(number -> ids.surelyLacks((long) number))
                .count();
        assertThat(unseen).isEqualTo(500);
    }

    @Test
    void countingUpCostsOneEntry() {
        for (long number = 0; number < 10_000; number += 2) {
            ids.add(number + 1);
            ids.add(number);
        }
        assertThat(ids.size()).isEqualTo(1);
    }

    @Test
    void theEndsOfTheRangeAreNumbersLikeOthers() {
        assertThat(ids.add(Long.MAX_VALUE)).isTrue();
        assertThat(ids.add(Long.MIN_VALUE)).isTrue();
        assertThat(ids.add(Long.MAX_VALUE)).isFalse();
        assertThat(ids.contains(Long.MIN_VALUE)).isTrue();
        assertThat(ids.contains(Long.MIN_VALUE + 1)).isFalse();
    }

    @Test
    void ofOthersTheMostRecentAreKept() {
        for (int i = 0; i <= SeenIds.MOST_OTHERS; i++) {
            ids.add("id-" + i);
        }
        assertThat(ids.contains("id-0")).isFalse();
        assertThat(ids.contains("id-1")).isTrue();
        assertThat(ids.surelyLacks("id-0")).isFalse();
        assertThat(ids.surelyLacks("never")).isFalse();
        assertThat(ids.surelyLacks(1L)).isTrue();
    }

    @Test
    void equalNumbersAreOneKeyAndTextIsAnother() {
        assertThat(SeenIds.key(1))
                .isEqualTo(SeenIds.key(1L))
                .isEqualTo(SeenIds.key(1.0))
                .isEqualTo(SeenIds.key(BigInteger.ONE))
                .isNotEqualTo(SeenIds.key("1"));
        assertThat(SeenIds.key(new BigDecimal("1.50"))).isEqualTo(SeenIds.key(new BigDecimal("1.5")));
    }
}
