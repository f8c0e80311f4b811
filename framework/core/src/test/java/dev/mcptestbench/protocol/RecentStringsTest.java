package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentStringsTest {

    private final RecentStrings recent = new RecentStrings();

    private String read(String text) {
        char[] characters = ("<" + text + ">").toCharArray();
        return recent.of(characters, 1, text.length());
    }

    @Test
    void whatComesAgainIsTheSame() {
        String first = read("tools/call");

        assertThat(read("tools/call")).isSameAs(first).isEqualTo("tools/call");
    }

    @Test
    void whatIsLongIsNotKept() {
        String text = "x".repeat(RecentStrings.LONGEST + 1);

        assertThat(read(text)).isEqualTo(text).isNotSameAs(read(text));
    }

    @Test
    void manyStringsInOnePlaceAreNeverTakenForEachOther() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(6), 'a', 'e')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(read(text)).isEqualTo(text);
        }
        assertThat(read("")).isEmpty();
        assertThat(read("zażółć \uD83D\uDE00")).isEqualTo("zażółć \uD83D\uDE00");
    }
}
