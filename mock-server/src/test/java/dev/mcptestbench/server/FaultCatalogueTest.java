package dev.mcptestbench.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.MessageFault;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.script.ServerRequest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the catalogue in Java and in YAML, and as bytes on the wire; and the page that shows them. */
class FaultCatalogueTest {

    static List<FaultCatalogue.Row> rows() {
        return FaultCatalogue.rows();
    }

    private static Scenario ofJava(FaultCatalogue.Row row) {
        Scenario.Builder writing = Scenario.named(row.fault());
        row.java().accept(writing);
        return writing.build();
    }

    private static Scenario ofYaml(FaultCatalogue.Row row) {
        String text = "scenario: one row\nserver: { rules: [{ " + row.yaml() + " }] }\n";
        return ScenarioReader.create().read(text, "row.mcp.yaml").orThrow().get(0);
    }

    private static List<Rule> withoutSources(Scenario scenario) {
        return scenario.rules().stream()
                .map(rule -> new Rule(rule.trigger(), rule.occurrence(), rule.position(), rule.action(), null))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void javaAndYamlSayTheSame(FaultCatalogue.Row row) {
        assertThat(withoutSources(ofYaml(row))).hasSize(1).isEqualTo(withoutSources(ofJava(row)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isSeenOnTheWire(FaultCatalogue.Row row) throws Exception {
        try (Rig rig = new Rig()) {
            rig.play(ofYaml(row));

            row.probe().look(rig);

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

        // Plugins bring words of their own; a process is what only stdio has.
        Set<Class<?>> elsewhere = Set.of(Fault.Named.class, Fault.ExitProcess.class, Fault.PrintToStderr.class);
        assertThat(leaves(Fault.class).filter(type -> !elsewhere.contains(type)))
                .allMatch(shown::contains);
        assertThat(actions)
                .filteredOn(MessageFault.Misspell.class::isInstance)
                .extracting(action -> ((MessageFault.Misspell) action).spelling())
                .contains(MessageFault.Spelling.values());
        String java = FaultsPage.of(FaultCatalogue.rows());
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
        String page = FaultsPage.of(FaultCatalogue.rows());
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
