package dev.mcptestbench.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.script.ScenarioProblem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioProblemTest {

    static List<String> problems() throws IOException {
        try (Stream<Path> files = Files.list(Resources.scenario("problems"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".mcp.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void problemsReadAsPinned(String name) throws IOException {
        ScenarioReader.Reading reading = ScenarioReader.create().read(Resources.scenario("problems/" + name));

        String text = reading.problems().stream().map(ScenarioProblem::toString).collect(Collectors.joining("\n\n"))
                + "\n\nLoaded: "
                + reading.scenarios().stream().map(Scenario::name).toList() + "\n";

        assertThat(text)
                .isEqualTo(Files.readString(Resources.scenario("problems/" + name.replace(".mcp.yaml", ".txt"))));
    }

    @Test
    void aLongLineIsShownAroundTheProblem() {
        String line = "x".repeat(500) + "MISTAKE" + "y".repeat(500);

        List<String> text = problem(line, 501, 7).toString().lines().toList();

        assertThat(text.get(0)).isEqualTo("long.mcp.yaml:3:501: a mistake");
        assertThat(text.get(1))
                .hasSize(162)
                .startsWith("…xx")
                .contains("xMISTAKEy")
                .endsWith("yy…");
        assertThat(text.get(2).indexOf('^')).isEqualTo(text.get(1).indexOf("MISTAKE"));
        assertThat(text.get(2).strip()).isEqualTo("^^^^^^^");
    }

    @Test
    void tabsAndCharactersOfTwoUnitsKeepTheCaretInPlace() {
        assertThat(problem("\t😀 here", 4, 4).toString()).endsWith("\n\t😀 here\n\t  ^^^^");
    }

    @Test
    void charactersThatATerminalWouldObeyAreNotShown() {
        assertThat(problem("a\u001b[2J", 1, 1).toString()).endsWith("\na\uFFFD[2J\n^");
    }

    private static ScenarioProblem problem(String line, int column, int length) {
        return new ScenarioProblem(Severity.ERROR, "long.mcp.yaml", 3, column, length, "a mistake", null, line);
    }
}
