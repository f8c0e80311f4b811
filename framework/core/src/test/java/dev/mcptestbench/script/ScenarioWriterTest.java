package dev.mcptestbench.script;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.connected;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.normal;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScenarioWriterTest {

    private static Scenario.Builder flakySearch() {
        Scenario.Builder scenario = Scenario.named("a flaky search recovers")
                .seed(42)
                .revisions(Revision.V2025_11_25, Revision.V2026_07_28);
        scenario.tool("search").returns(text("3 hits for {{arguments.query}}"));
        scenario.on(toolCall("search")).times(2).resetConnection();
        scenario.on(toolCall("search")).delay(normal(Duration.ofMillis(20), Duration.ofMillis(5)));
        scenario.on(connected()).send(logging(INFO, "tick {{n}}"), Duration.ofMillis(10), 5);
        return scenario;
    }

    @Test
    void javaAndYamlBuildTheSameObject() {
        Scenario read = ScenarioReader.create()
                .read(Resources.scenario("flaky-search.mcp.yaml"))
                .orThrow()
                .get(0);

        assertThat(Samples.withoutSources(flakySearch().build())).isEqualTo(Samples.withoutSources(read));
    }

    @Test
    void rulesWrittenInJavaKnowTheirLine() {
        assertThat(flakySearch().build().rules())
                .extracting(Rule::source)
                .extracting(Source::file)
                .containsOnly("ScenarioWriterTest.java");
    }

    @Test
    void aScenarioIsWrittenAsPeopleWriteIt() {
        assertThat(ScenarioWriter.write(flakySearch().build())).isEqualTo("""
                        scenario: a flaky search recovers
                        revisions: [2025-11-25, 2026-07-28]

                        server:
                          tools:
                            search: { returns: { text: "3 hits for {{arguments.query}}" } }
                          rules:
                            - { on: tools/call search, times: 2, do: reset-connection }
                            - { on: tools/call search, delay: { normal: { mean: 20ms, stddev: 5ms } } }
                            - { on: connected, every: 10ms, times: 5, send: { logging: { level: info, data: "tick {{n}}" } } }
                        """);
    }

    @Test
    void longRulesAndFeaturesStandOnSeveralLines() {
        Scenario.Builder scenario = Scenario.named("long").seed(7);
        scenario.on(toolCall("search").with("query", "a rather long query that leaves no room on the line for more"))
                .nth(3)
                .afterCommit()
                .does(new Fault.Status(503, Map.of("Retry-After", "120"), "a body that is long as well"));
        scenario.tool("index")
                .describedAs(
                        "Looks at every file of a folder, says how far it has come, and in the end how many there were")
                .sends(progress(0.25), progress(0.5));

        assertThat(ScenarioWriter.write(scenario.build())).isEqualTo("""
                        scenario: long
                        seed: 7

                        server:
                          tools:
                            index:
                              description: "Looks at every file of a folder, says how far it has come, and in the end how many there were"
                              sends: [{ progress: 0.25 }, { progress: 0.5 }]
                          rules:
                            - on: tools/call search
                              with: { query: a rather long query that leaves no room on the line for more }
                              nth: 3
                              after: commit
                              do: { status: { code: 503, headers: { Retry-After: "120" }, body: a body that is long as well } }
                        """);
    }

    @Test
    void severalScenariosMakeOneFile() {
        List<Scenario> scenarios = List.of(
                Scenario.named("first").build(), Scenario.named("second").build());

        String text = ScenarioWriter.write(scenarios);

        assertThat(text).isEqualTo("scenario: first\n\n---\nscenario: second\n");
        assertThat(ScenarioReader.create().read(text, "both.mcp.yaml").orThrow())
                .isEqualTo(scenarios);
    }

    @Test
    void aGateCannotBeWritten() {
        Scenario.Builder scenario = Scenario.named("gate");
        scenario.on(toolCall("echo")).first().hold(new Gate());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScenarioWriter.write(scenario.build()))
                .withMessageMatching("\\QThe rule \"on tools/call \"echo\", the first time: hold at a gate\""
                        + " (ScenarioWriterTest.java:\\E\\d+\\Q) cannot be written to a scenario file, for its gate is"
                        + " opened by code: keep it in Java, or use holdUntilArrived(n), which is written"
                        + " hold: { until: n }\\E");
    }

    @Test
    void aComputedReplyCannotBeWritten() {
        Scenario.Builder scenario = Scenario.named("computed");
        scenario.tool("echo").answers(call -> text(call.string("message")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScenarioWriter.write(scenario.build()))
                .withMessage("The tool \"echo\" cannot be written to a scenario file, for code computes its reply:"
                        + " give it a reply with returns(…), or keep it in Java");
    }

    @Test
    void featuresOfOneKindAndNameCannotBeWritten() {
        Feature tool = Feature.Tool.named("echo");
        Feature completion = new Feature.Completion("greet", "city", List.of("Oslo"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScenarioWriter.write(Samples.scenario(List.of(tool, tool), List.of())))
                .withMessage("\"echo\" is there twice among the tools, and a scenario file tells them apart by name:"
                        + " leave out one of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScenarioWriter.write(Samples.scenario(List.of(completion, completion), List.of())))
                .withMessage("Completions for \"city\" of \"greet\" are there twice: put their values together");
    }

    @Test
    void aPluginsWordThatIsOursCannotBeWritten() {
        Scenario.Builder scenario = Scenario.named("plugin");
        scenario.on(toolCall()).does(new Fault.Named("close-stream", Map.of()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScenarioWriter.write(scenario.build()))
                .withMessageStartingWith("The plugin's word \"close-stream\" is one of MCP Testbench's own");
    }

    @Test
    void valuesWithoutAJsonFormCannotBeWritten() {
        Scenario.Builder scenario = Scenario.named("no JSON");
        scenario.on(toolCall("a").with("x", Double.NaN)).closeStream();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScenarioWriter.write(scenario.build()))
                .withMessageContaining("NaN has no JSON form");
    }

    @Test
    void writesALongTextThatCouldStandWithoutQuotes() {
        String base64 = "iVBORw0KGgo/".repeat(5_000);
        Scenario scenario =
                Scenario.named("image").resource("file:///a.txt", base64).build();

        String written = ScenarioWriter.write(scenario);

        assertThat(ScenarioReader.create().read(written, "image.mcp.yaml").orThrow())
                .containsExactly(scenario);
    }
}
