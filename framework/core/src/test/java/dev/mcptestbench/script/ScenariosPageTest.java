package dev.mcptestbench.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page of the documentation shows is what the files of the tests say. */
class ScenariosPageTest {

    private static final Pattern SNIPPET =
            Pattern.compile("<!-- (\\S+?)(, the first two)? -->\n```(yaml|text)\n(.*?)\n```", Pattern.DOTALL);

    private final String page = page();

    private static String page() {
        try {
            return Files.readString(Resources.page("scenarios.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void snippetsAreTheFilesOfTheTests() throws IOException {
        Matcher snippet = SNIPPET.matcher(page);
        List<String> shown = new ArrayList<>();
        while (snippet.find()) {
            String file = Files.readString(Resources.scenario(snippet.group(1)));
            String expected = snippet.group(2) == null
                    ? file.stripTrailing()
                    : String.join("\n\n", List.of(file.split("\n\n")).subList(0, 2));
            assertThat(snippet.group(4)).as(snippet.group(1)).isEqualTo(expected);
            shown.add(snippet.group(1));
        }
        assertThat(shown).hasSize(Pattern.compile("(?m)^```\\w").split(page).length - 1);
        try (Stream<Path> files = Files.list(Resources.scenario(""))) {
            assertThat(shown)
                    .containsAll(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".mcp.yaml"))
                            .toList());
        }
    }

    @Test
    void shownScenariosLoadWithoutErrors() throws IOException {
        ScenarioReader reader = ScenarioReader.create();
        try (Stream<Path> files = Files.list(Resources.scenario(""))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(reader.read(file).orThrow()).as("%s", file).isNotEmpty();
            }
        }
    }

    @Test
    void everyWordForAFaultIsInTheTable() {
        assertThat(FaultWords.words()).allSatisfy(word -> assertThat(page).contains("\n| `" + word + "` | "));
    }

    @Test
    void everyPositionOccurrenceAndLatencyIsShown() {
        List<Rule> rules = ScenarioReader.create()
                .read(Resources.scenario("rules.mcp.yaml"))
                .orThrow()
                .get(0)
                .rules();

        assertThat(Samples.typesOf(rules.stream().map(Rule::position).toList()))
                .isEqualTo(Samples.leavesOf(Position.class));
        assertThat(Samples.typesOf(rules.stream().map(Rule::occurrence).toList()))
                .isEqualTo(Samples.leavesOf(Occurrence.class));
        assertThat(Samples.typesOf(rules.stream().map(Rule::trigger).toList()))
                .isEqualTo(Samples.leavesOf(Trigger.class));
        assertThat(Samples.typesOf(rules.stream()
                        .map(Rule::action)
                        .filter(Action.Delay.class::isInstance)
                        .map(action -> ((Action.Delay) action).latency())
                        .toList()))
                .isEqualTo(Samples.leavesOf(Latency.class));
    }
}
