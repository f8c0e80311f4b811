package dev.mcptestbench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.script.ScenarioWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text is scenarios, or has problems that are told with their places; what is written reads back the same. */
class ScenarioFuzzTest {

    @FuzzTest
    void readsOrTells(byte[] input) {
        ScenarioReader.Reading reading =
                ScenarioReader.create().read(new String(input, StandardCharsets.UTF_8), "a.mcp.yaml");

        assertThat(reading.scenarios().isEmpty() && reading.problems().isEmpty())
                .as("neither scenarios nor problems")
                .isFalse();
        reading.problems().forEach(problem -> {
            assertThat(problem.line()).isPositive();
            assertThat(problem.column()).isPositive();
            assertThat(problem.toString()).isNotBlank();
        });
        for (Scenario scenario : reading.scenarios()) {
            String written = ScenarioWriter.write(scenario);
            List<Scenario> again =
                    ScenarioReader.create().read(written, "b.mcp.yaml").orThrow();
            assertThat(again).hasSize(1);
            assertThat(withoutSources(again.get(0))).isEqualTo(withoutSources(scenario));
        }
    }

    private static Scenario withoutSources(Scenario scenario) {
        return new Scenario(
                scenario.name(),
                scenario.seed(),
                scenario.settings(),
                scenario.features(),
                scenario.rules().stream()
                        .map(rule -> new Rule(
                                rule.trigger(),
                                rule.occurrence(),
                                rule.position(),
                                rule.action(),
                                rule.carriers(),
                                null))
                        .toList());
    }
}
