package dev.mcptestbench.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioReaderTest {

    private final ScenarioReader reader = ScenarioReader.create();

    private ScenarioReader.Reading read(String... lines) {
        return reader.read(String.join("\n", lines), "a.mcp.yaml");
    }

    private static List<String> messages(ScenarioReader.Reading reading) {
        return reading.problems().stream()
                .map(problem -> problem.line() + ":" + problem.column() + " " + problem.message())
                .toList();
    }

    @Test
    void rulesKnowWhereTheyWereWritten() {
        Scenario scenario = read(
                        "scenario: first",
                        "---",
                        "scenario: second",
                        "server:",
                        "  rules:",
                        "    - on: ping",
                        "      do: never-answer")
                .orThrow()
                .get(1);

        assertThat(scenario.rules()).extracting(Rule::source).containsExactly(new Source("a.mcp.yaml", 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\n"})
    void linesEndInAnyWay(String end) {
        String text = String.join(end, "\uFEFFscenario: a", "seed: x", "---", "scenario: b", "seed: y", "");

        assertThat(messages(reader.read(text, "a.mcp.yaml")))
                .containsExactly(
                        "2:7 \"seed\" takes a whole number, not the text \"x\"",
                        "5:7 \"seed\" takes a whole number, not the text \"y\"");
    }

    @Test
    void documentsMayHaveDirectivesAndEnds() {
        ScenarioReader.Reading reading = read(
                "%YAML 1.2", "---", "scenario: a", "...", "# between", "%YAML 1.1", "---", "scenario: b", "...", "");

        assertThat(reading.orThrow()).extracting(Scenario::name).containsExactly("a", "b");
    }

    @Test
    void aDocumentMarkerWithinATextEndsTheDocument() {
        assertThat(messages(read("scenario: |", "  a", "---", "scenario: b", "seed: x")))
                .containsExactly("5:7 \"seed\" takes a whole number, not the text \"x\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42|42|Integer",
                "-1|-1|Integer",
                "+1|1|Integer",
                "0x1F|31|Integer",
                "0o17|15|Integer",
                "3000000000|3000000000|Long",
                "99999999999999999999|99999999999999999999|BigInteger",
                "2.50|2.5|Double",
                "1e3|1000.0|Double",
                ".5|0.5|Double",
                "0.12345678901234567890123|0.12345678901234567890123|BigDecimal",
                "1e999|1E+999|BigDecimal",
                "true|true|Boolean",
                "False|false|Boolean",
                "yes|yes|String",
                "2025-11-25|2025-11-25|String",
                "1_000|1_000|String",
                "\"42\"|42|String",
                "!!str 42|42|String",
            })
    void valuesAreThoseOfTheCoreSchema(String yaml, String value, String type) {
        Object read = valueOf(yaml);

        assertThat(read).hasToString(value);
        assertThat(read.getClass().getSimpleName()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "~", "Null", ""})
    void nullIsAValue(String yaml) {
        assertThat(valueOf(yaml)).isNull();
    }

    @Test
    void aliasesStandForWhatTheyName() {
        assertThat(valueOf("[&x { a: [1, 2] }, *x]"))
                .isEqualTo(Arrays.asList(Map.of("a", List.of(1, 2)), Map.of("a", List.of(1, 2))));
    }

    private Object valueOf(String yaml) {
        Scenario scenario = read(
                        "scenario: a",
                        "server:",
                        "  rules:",
                        "    - on: connected",
                        "      send: { acme/x: { value: " + yaml + " } }")
                .orThrow()
                .get(0);
        Action.Send send = (Action.Send) scenario.rules().get(0).action();
        return send.stream().notification().params().get("value");
    }

    @Test
    void anOccurrenceMayStandWithoutAValue() {
        Scenario scenario = read("scenario: a", "server: { rules: [ { on: ping, first, do: never-answer } ] }")
                .orThrow()
                .get(0);

        assertThat(scenario.rules().get(0).occurrence()).isEqualTo(new Occurrence.Nth(1));
    }

    @Test
    void pluginsHaveWordsWhereTheReaderWasGivenThem() {
        String text = "scenario: a\nserver: { rules: [{ on: ping, do: { acme-fault: { size: 3 } } }] }\n";

        Scenario scenario = ScenarioReader.knowing(Set.of("acme-fault", "other"))
                .read(text, "a.mcp.yaml")
                .orThrow()
                .get(0);

        assertThat(scenario.rules().get(0).action()).isEqualTo(new Fault.Named("acme-fault", Map.of("size", 3)));
        assertThat(messages(reader.read(text, "a.mcp.yaml"))).containsExactly("2:37 unknown fault \"acme-fault\"");
        assertThat(ScenarioReader.knowing(Set.of("acme-fault"))
                        .read(text.replace("acme-fault", "acme-falt"), "a.mcp.yaml")
                        .problems()
                        .get(0)
                        .hint())
                .isEqualTo("Did you mean \"acme-fault\"?");
        assertThat(ScenarioReader.knowing(Set.of("acme-fault"))
                        .read(text.replace("acme-fault", "something-else"), "a.mcp.yaml")
                        .problems()
                        .get(0)
                        .hint())
                .startsWith("Known: close-connection, ")
                .endsWith(", rotate-keys, acme-fault.");
    }

    @Test
    void namesDifferAcrossTheFilesOfOneReader(@TempDir Path folder) throws IOException {
        Path first = Files.writeString(folder.resolve("first.mcp.yaml"), "seed: 1\nscenario: same\n");
        Path second = Files.writeString(folder.resolve("second.mcp.yaml"), "scenario: same\n---\nscenario: other\n");

        reader.read(first).orThrow();
        ScenarioReader.Reading reading = reader.read(second);

        assertThat(messages(reading))
                .containsExactly("1:11 scenario \"same\" is there twice; the first is on first.mcp.yaml:2");
        assertThat(reading.scenarios()).extracting(Scenario::name).containsExactly("other");
        assertThat(reader.read(first).orThrow()).hasSize(1);
        assertThat(ScenarioReader.create().read(second).orThrow()).hasSize(2);
    }

    @Test
    void filesOfOneNameInTwoFoldersAreTwoFiles(@TempDir Path folder) throws IOException {
        Path first =
                Files.writeString(Files.createDirectory(folder.resolve("a")).resolve("x.mcp.yaml"), "scenario: same\n");
        Path second =
                Files.writeString(Files.createDirectory(folder.resolve("b")).resolve("x.mcp.yaml"), "scenario: same\n");

        reader.read(first).orThrow();

        assertThat(messages(reader.read(second)))
                .containsExactly("1:11 scenario \"same\" is there twice; the first is on x.mcp.yaml:1");
    }

    @Test
    void errorsCanBeThrownAllAtOnceAndWarningsPass() {
        ScenarioReader.Reading good = read("scenario: a", "steps: []");
        ScenarioReader.Reading bad = read("scenario: b", "seed: x", "step: []");

        assertThat(good.orThrow()).hasSize(1);
        assertThat(good.problems()).hasSize(1);
        assertThatExceptionOfType(ScenarioFormatException.class)
                .isThrownBy(bad::orThrow)
                .withMessage("""
                        a.mcp.yaml:2:7: "seed" takes a whole number, not the text "x"
                        seed: x
                              ^

                        a.mcp.yaml:3:1: unknown key "step" in a scenario
                        step: []
                        ^^^^
                        Did you mean "steps"? A scenario has: scenario, description, revisions, seed, server, auth, clients, steps, expect.""")
                .satisfies(thrown -> assertThat(thrown.problems()).isEqualTo(bad.problems()))
                .withNoCause();
    }

    @Test
    void aFileThatIsTooLargeIsNotRead(@TempDir Path folder) throws IOException {
        String large = "scenario: a\n# " + "é".repeat(ScenarioReader.LARGEST_FILE / 2) + "\n";
        Path file = Files.writeString(folder.resolve("large.mcp.yaml"), large);

        assertThat(reader.read(file).problems())
                .extracting(ScenarioProblem::toString)
                .containsExactly("large.mcp.yaml:1:1: the file has more than 1048576 bytes: split it into several");
        assertThat(messages(read(large)))
                .containsExactly("1:1 the file has more than 1048576 bytes: split it into several");
        assertThat(read("scenario: a", "# " + "x".repeat(ScenarioReader.LARGEST_FILE - 16))
                        .orThrow())
                .hasSize(1);
    }

    @Test
    void whatIsNestedTooDeepIsToldAndNotFollowed() {
        assertThat(messages(read("scenario: good", "---", "scenario: " + "[".repeat(5_000))))
                .containsExactly("3:110 lists and maps are nested more than 100 deep");
        assertThat(reader.read("scenario: good", "b.mcp.yaml").problems()).hasSize(1);
    }

    @Test
    void aliasesOfAliasesAreBounded() {
        StringBuilder bomb = new StringBuilder("scenario: bomb\nserver:\n  tools:\n    t:\n      listed:\n");
        bomb.append("        a0: &a0 { x: 1 }\n");
        for (int i = 1; i <= 16; i++) {
            String before = "*a" + (i - 1);
            bomb.append("        a%d: &a%d [%s, %s, %s]\n".formatted(i, i, before, before, before));
        }

        assertThat(reader.read(bomb.toString(), "bomb.mcp.yaml").problems())
                .extracting(ScenarioProblem::message)
                .containsExactly("the document has more than 250000 values, aliases counted each time");
    }

    @Test
    void manyAliasesAreRefused() {
        String text =
                "scenario: a\nserver: { tools: { t: { listed: { a: &a [1], b: [" + "*a, ".repeat(60) + "] } } } }";

        assertThat(reader.read(text, "a.mcp.yaml").problems())
                .singleElement()
                .extracting(ScenarioProblem::message)
                .asString()
                .startsWith("this is no YAML: ")
                .contains("aliases");
    }

    @Test
    void bytesThatAreNotUtf8HaveAPlace(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("latin1.mcp.yaml");
        Files.write(file, "scenario: a\nserver: { tools: { caf\u00e9: x } }\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(reader.read(file).problems())
                .extracting(ScenarioProblem::toString)
                .containsExactly("""
                        latin1.mcp.yaml:2:23: the file is not UTF-8
                        server: { tools: { caf\uFFFD: x } }
                                              ^
                        Save it as UTF-8.""");
    }

    @Test
    void charactersThatYamlForbidsHaveAPlace() {
        assertThat(read("scenario: good", "---", "# 😀", "scenario: a\u0007b").problems())
                .extracting(ScenarioProblem::toString)
                .containsExactly("""
                        a.mcp.yaml:4:12: this is no YAML: the character U+0007 is not allowed
                        scenario: a\uFFFDb
                                   ^
                        Write it as an escape in a quoted text.""");
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("none.mcp.yaml");

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> reader.read(file))
                .withMessageStartingWith("The scenario file " + file + " cannot be read: ");
    }

    @Test
    void theGoldenFileLoadsWithItsServerPartAndSaysSo() throws IOException {
        ScenarioReader.Reading reading = reader.read(Resources.scenario("flaky-search.mcp.yaml"));

        assertThat(reading.problems()).extracting(ScenarioProblem::toString).containsExactly("""
                        flaky-search.mcp.yaml:14:1: warning: clients, steps, expect are not run by this version
                        clients: [alice, bob]
                        ^^^^^^^
                        What stands under "server" is loaded.""");
        assertThat(reading.orThrow().get(0).rules())
                .extracting(Rule::toString)
                .containsExactly(
                        "on tools/call \"search\", the first 2 times: reset the connection",
                        "on tools/call \"search\": delay by normally 20 ms ± 5 ms",
                        "on connected: send logging \"tick {{n}}\" every 10 ms, 5 times");
    }
}
