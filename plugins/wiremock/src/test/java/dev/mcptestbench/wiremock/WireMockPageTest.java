package dev.mcptestbench.wiremock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Java that the page shows is Java that is run here. */
class WireMockPageTest {

    private static final Pattern SNIPPET = Pattern.compile("(?s)<!-- (\\w+\\.java) -->\n```java\n(.*?)```");

    @Test
    void showsWhatIsRun() throws IOException {
        String page = Files.readString(Path.of("../../docs/wiremock.md"));
        Matcher snippet = SNIPPET.matcher(page);
        int shown = 0;
        while (snippet.find()) {
            Path file = Path.of("src/test/java/dev/mcptestbench/wiremock", snippet.group(1));
            assertThat(onOneLine(Files.readString(file))).as(snippet.group(1)).contains(onOneLine(snippet.group(2)));
            shown++;
        }
        assertThat(shown).isPositive().isEqualTo(page.split("(?m)^```java", -1).length - 1);
    }

    /** Lines are broken elsewhere where they are indented. */
    private static String onOneLine(String java) {
        return java.replaceAll("\\s+", "");
    }
}
