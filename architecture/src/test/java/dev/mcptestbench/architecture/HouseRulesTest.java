package dev.mcptestbench.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {

    private static final String HOUSE = "dev.mcptestbench";
    private static final String BROKEN = HOUSE + ".architecture.broken";

    private static final JavaClasses HOUSE_CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // What is in our jars of others has rules of its own.
            .withImportOption(location -> !location.contains("/mcptestbench/shaded/"))
            .importPackages(HOUSE);
    private static final JavaClasses BROKEN_CLASSES = new ClassFileImporter().importPackages(BROKEN);

    static Stream<Named<ArchRule>> rules() {
        return named(HOUSE);
    }

    static Stream<Named<ArchRule>> rulesForTheBrokenTree() {
        return named(BROKEN);
    }

    private static Stream<Named<ArchRule>> named(String base) {
        return new HouseRules(base)
                .all().stream().map(rule -> Named.of(rule.getDescription().replace(base + ".", ""), rule));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theHouseKeeps(ArchRule rule) {
        rule.check(HOUSE_CLASSES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesForTheBrokenTree")
    void theBrokenTreeIsCaughtBy(ArchRule rule) {
        assertThat(rule.evaluate(BROKEN_CLASSES).getFailureReport().getDetails())
                .as("what \"%s\" finds in a tree that breaks it", rule.getDescription())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(BROKEN));
    }

    @Test
    void everyModuleOnTheClassPathIsLookedAt() throws IOException {
        List<String> places =
                Collections.list(getClass().getClassLoader().getResources(HOUSE.replace('.', '/'))).stream()
                        .map(place -> plain(place.toString()))
                        .filter(place -> !place.contains("/test-classes/"))
                        .toList();
        List<String> read = HOUSE_CLASSES.stream()
                .map(type -> plain(type.getSource().orElseThrow().getUri().toString()))
                .toList();

        assertThat(places)
                .isNotEmpty()
                .allSatisfy(place ->
                        assertThat(read).as("classes read from %s", place).anyMatch(type -> type.startsWith(place)));
    }

    /** A directory is {@code file:/…} to the class loader and {@code file:///…} to ArchUnit. */
    private static String plain(String location) {
        return location.replace("file:///", "file:/");
    }

    @Test
    void theBrokenTreeIsNotPartOfTheHouse() {
        assertThat(HOUSE_CLASSES).extracting(JavaClass::getPackageName).doesNotContain(BROKEN);
    }
}
