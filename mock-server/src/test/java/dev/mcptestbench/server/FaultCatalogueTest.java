package dev.mcptestbench.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.ChallengeFault;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.FaultTable;
import dev.mcptestbench.script.MessageFault;
import dev.mcptestbench.script.OAuthFault;
import dev.mcptestbench.script.Occurrence;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.script.ServerRequest;
import dev.mcptestbench.script.Trigger;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each row of the catalogue in Java and in YAML, and as bytes on every carrier and in every era that can express it; and the
 * page that shows them.
 */
class FaultCatalogueTest {

    static List<FaultGroup.Row> rows() {
        return FaultCatalogue.rows();
    }

    private static Scenario ofJava(FaultGroup.Row row) {
        Scenario.Builder writing = Scenario.named(row.fault);
        row.java.accept(writing);
        return writing.build();
    }

    private static Scenario ofYaml(FaultGroup.Row row, Cell cell) {
        String text =
                "scenario: one row\nrevisions: " + cell.revisions() + "\nserver: { rules: [{ " + row.yaml + " }] }\n";
        return ScenarioReader.create().read(text, "row.mcp.yaml").orThrow().get(0);
    }

    private static List<Rule> withoutSources(Scenario scenario) {
        return scenario.rules().stream()
                .map(rule -> new Rule(rule.trigger(), rule.occurrence(), rule.position(), rule.action(), null))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void javaAndYamlSayTheSame(FaultGroup.Row row) {
        assertThat(withoutSources(ofYaml(row, Cell.HTTP))).hasSize(1).isEqualTo(withoutSources(ofJava(row)));
    }

    static List<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (FaultGroup.Row row : FaultCatalogue.rows()) {
            Rule rule = ofJava(row).rules().get(0);
            for (Cell cell : Cell.values()) {
                if (rule.carriers().contains(cell.carrier)) {
                    cells.add(Arguments.of(row, cell, FaultTable.refusal(rule, cell.carrier, cell.era)));
                }
            }
        }
        return cells;
    }

    /** Seen in the bytes wherever it can be expressed, and refused with its reason where it cannot. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cells")
    void isSeenOnTheWireOrRefused(FaultGroup.Row row, Cell cell, String refusal) throws Exception {
        Scenario scenario = ofYaml(row, cell);
        if (refusal != null) {
            try (MockMcpServer server = cell.server().start()) {
                assertThatThrownBy(() -> server.play(scenario))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(refusal);
            }
            return;
        }
        try (Rig rig = new Rig(cell)) {
            rig.play(scenario);

            row.probe(cell).look(rig);

            rig.awaitFiring();
            assertThat(rig.server.journal().entries(JournalEntry.RuleFired.class))
                    .extracting(JournalEntry.RuleFired::rule)
                    .contains(1);
        }
    }

    /** A fault that is new, and a word that is new, want a row. */
    @Test
    void leavesNothingOut() {
        List<Object> actions = FaultCatalogue.rows().stream()
                .flatMap(row -> ofJava(row).rules().stream())
                .<Object>map(Rule::action)
                .toList();
        List<Class<?>> shown = actions.stream().<Class<?>>map(Object::getClass).toList();

        // Plugins bring words of their own, and what goes wrong at an authorization server is shown there.
        assertThat(leaves(Fault.class)
                        .filter(type -> type != Fault.Named.class && !OAuthFault.class.isAssignableFrom(type)))
                .allMatch(shown::contains);
        assertThat(actions)
                .filteredOn(Fault.SpellEvents.class::isInstance)
                .extracting(action -> ((Fault.SpellEvents) action).spelling())
                .contains(Fault.EventSpelling.values());
        assertThat(actions)
                .filteredOn(ChallengeFault.SpellChallenge.class::isInstance)
                .extracting(action -> ((ChallengeFault.SpellChallenge) action).spelling())
                .contains(ChallengeFault.Spelling.values());
        assertThat(FaultCatalogue.rows())
                .<Class<?>>extracting(
                        row -> ofJava(row).rules().get(0).occurrence().getClass())
                .contains(Occurrence.class.getPermittedSubclasses());
        assertThat(FaultCatalogue.rows())
                .<Class<?>>extracting(
                        row -> ofJava(row).rules().get(0).position().getClass())
                .contains(Position.class.getPermittedSubclasses());
        assertThat(FaultCatalogue.rows())
                .<Class<?>>extracting(
                        row -> ofJava(row).rules().get(0).trigger().getClass())
                .contains(Trigger.class.getPermittedSubclasses());
        assertThat(actions)
                .filteredOn(MessageFault.Misspell.class::isInstance)
                .extracting(action -> ((MessageFault.Misspell) action).spelling())
                .contains(MessageFault.Spelling.values());
        String java = FaultsPage.of(FaultCatalogue.GROUPS);
        assertThat(words()).isNotEmpty().allSatisfy(word -> assertThat(java).contains(word + "("));
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(FaultCatalogueTest::leaves)
                : Stream.of(type);
    }

    /** What {@code Mcp} has that makes a fault or a question. */
    private static List<String> words() {
        List<Method> methods = new ArrayList<>();
        for (Class<?> type = Mcp.class; type != Object.class; type = type.getSuperclass()) {
            methods.addAll(Arrays.asList(type.getDeclaredMethods()));
        }
        return methods.stream()
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> Fault.class.isAssignableFrom(method.getReturnType())
                        || method.getReturnType() == ServerRequest.class)
                .map(Method::getName)
                .distinct()
                .collect(Collectors.toList());
    }

    /** Where the page is to change, what it should be is left at {@code target/golden/faults.md}. */
    @Test
    void thePageShowsTheCatalogue() throws IOException {
        String page = FaultsPage.of(FaultCatalogue.GROUPS);
        String shown = Files.readString(FaultsPage.PATH);
        if (!page.equals(shown)) {
            Path left = Path.of("target", "golden", "faults.md");
            Files.createDirectories(left.getParent());
            Files.writeString(left, page);
        }

        assertThat(shown)
                .as("docs/faults.md is made from FaultCatalogue; what it should be is left at target/golden/faults.md")
                .isEqualTo(page);
    }
}
