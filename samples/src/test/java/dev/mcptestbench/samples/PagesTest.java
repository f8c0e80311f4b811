package dev.mcptestbench.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java that pages of the documentation show is Java that is run here. */
class PagesTest {

    private static final Path SAMPLES = Path.of("src/test/java/dev/mcptestbench/samples");
    private static final Path PEERS = Path.of("../peers/src/test/java/dev/mcptestbench/peers");
    private static final Pattern SNIPPET = Pattern.compile("(?s)<!-- (\\w+\\.java) -->\n```java\n(.*?)```");

    @ParameterizedTest
    @ValueSource(strings = {"cluster.md", "proxy.md", "carriers.md", "clients.md", "pools.md", "oauth.md"})
    void showsWhatIsRun(String page) throws IOException {
        String text = Files.readString(Path.of("../docs", page));
        Matcher snippet = SNIPPET.matcher(text);
        int shown = 0;
        while (snippet.find()) {
            assertThat(unindented(Files.readString(source(snippet.group(1)))))
                    .as(snippet.group(1))
                    .contains(unindented(snippet.group(2)));
            shown++;
        }
        assertThat(shown).isPositive().isEqualTo(text.split("(?m)^```java").length - 1);
    }

    private static Path source(String name) {
        Path sample = SAMPLES.resolve(name);
        return Files.exists(sample) ? sample : PEERS.resolve(name);
    }

    private static String unindented(String java) {
        return java.replaceAll("(?m)^ +", "");
    }
}
