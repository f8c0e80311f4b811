package dev.mcptestbench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The README shows the tests that are run here, and the failure that one of them really has. */
class ReadmeTest {

    @Test
    void showsTheFirstTest() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/mcptestbench/samples/FirstTest.java"));

        assertThat(source).endsWith(block("java"));
    }

    @Test
    void showsWhatARedTestSays() throws IOException {
        Throwable failure = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.conditions.deactivate", "org.junit.*EnabledIfSystemProperty*")
                .selectors(selectClass(BrokenOnPurposeTest.class))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow())
                .findFirst()
                .orElseThrow();

        assertThat(lines(failure.getMessage())).containsAll(lines(block("text")));
    }

    /** Without what differs from run to run: times, sessions, the numbers of entries, and the widths that follow. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("^ *\\d+\\.\\d+ ", ""))
                .map(line -> line.replaceAll("session \\S+", "session").replaceAll("#\\d+", "#N"))
                .map(line -> line.replaceAll("─+", "─").replaceAll(" +", " ").strip())
                .toList();
    }

    private static String block(String language) throws IOException {
        Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(readme()));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static Path readme() {
        return Arrays.asList("README.md", "../README.md").stream()
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }
}
