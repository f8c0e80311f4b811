package dev.mcptestbench.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final String SUCCESS = """
            {"id": "a", "status": "SUCCESS", "description": "it works"}""";
    private static final String SKIPPED = """
            {"id": "b", "status": "SKIPPED", "description": "it is optional"}""";
    private static final String FAILURE = """
            {"id": "c", "status": "FAILURE", "description": "it works", "errorMessage": "it does not"}""";
    private static final String WARNING = """
            {"id": "d", "status": "WARNING", "description": "it should be there"}""";

    @TempDir
    Path folder;

    private Path requirements;
    private Path results;

    @BeforeEach
    void threeScenarios() throws IOException {
        requirements = Files.writeString(folder.resolve("2025-11-25.yaml"), """
                server:
                  - ping
                  - ping-twice
                client:
                  - other
                not_scored:
                  - scenario: polling
                    leg: server
                    reason: pending
                  - scenario: auth/other
                    leg: client
                    reason: extension
                """);
        results = Files.createDirectory(folder.resolve("results"));
    }

    private void ran(String scenario, String... checks) throws IOException {
        Path run = Files.createDirectory(results.resolve("server-" + scenario + "-2025-11-25T10-11-12-345Z"));
        Files.writeString(run.resolve("checks.json"), "[" + String.join(",", checks) + "]");
    }

    private Report report() throws IOException {
        return Report.read(requirements, "server", results);
    }

    @Test
    void allPass() throws IOException {
        ran("ping", SUCCESS);
        ran("ping-twice", SUCCESS, SKIPPED);
        ran("polling", SUCCESS);

        assertThat(report().allPassed()).isTrue();
        assertThat(report().lines()).containsExactly("Not scored:", "passed  polling (pending)", "2/2 scenarios");
    }

    @Test
    void failuresAndWarningsAreTold() throws IOException {
        ran("ping", SUCCESS, FAILURE);
        ran("ping-twice", SUCCESS, WARNING);
        ran("polling", SUCCESS);

        assertThat(report().allPassed()).isFalse();
        assertThat(report().lines())
                .containsExactly(
                        "FAILED  ping",
                        "        FAILURE c: it does not",
                        "FAILED  ping-twice",
                        "        WARNING d: it should be there",
                        "Not scored:",
                        "passed  polling (pending)",
                        "0/2 scenarios");
    }

    @Test
    void whatIsNotScoredDoesNotCount() throws IOException {
        ran("ping", SUCCESS);
        ran("ping-twice", SUCCESS);
        ran("polling", FAILURE);

        assertThat(report().allPassed()).isTrue();
        assertThat(report().lines())
                .containsExactly(
                        "Not scored:", "FAILED  polling (pending)", "        FAILURE c: it does not", "2/2 scenarios");
    }

    @Test
    void aScenarioWithoutChecksHasThrown() throws IOException {
        Files.createDirectory(results.resolve("server-ping-2025-11-25T10-11-12-345Z"));
        ran("ping-twice", SUCCESS);

        assertThat(report().allPassed()).isFalse();
        assertThat(report().lines()).contains("FAILED  ping", "1/2 scenarios").anyMatch(line -> line.contains("threw"));
    }

    @Test
    void whatWasOnlySkippedHasShownNothing() throws IOException {
        ran("ping", SKIPPED);
        ran("ping-twice");

        assertThat(report().lines())
                .startsWith(
                        "FAILED  ping",
                        "        no check succeeded",
                        "FAILED  ping-twice",
                        "        no check succeeded")
                .endsWith("0/2 scenarios");
    }

    @Test
    void checksThatCannotBeReadAreAFailure() throws IOException {
        ran("ping", "{");

        assertThat(report().lines())
                .anyMatch(line -> line.contains("cannot be read"))
                .endsWith("0/2 scenarios");
    }

    @Test
    void nothingPassesWhereNothingRan() throws IOException {
        Files.delete(results);

        assertThat(report().allPassed()).isFalse();
        assertThat(report().lines()).anyMatch(line -> line.contains("not run")).endsWith("0/2 scenarios");
    }

    @Test
    void aSetWithoutScenariosIsNotPassedByPassingNone() {
        assertThatThrownBy(() -> Report.read(requirements, "authorization", results))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("lists no scenario for authorization");
    }

    @Test
    void clientsHaveFoldersOfTheirOwnAndSomeMayBeLeftOut() throws IOException {
        Path run = Files.createDirectories(results.resolve("auth").resolve("other-2025-11-25T10-11-12-345Z"));
        Files.writeString(run.resolve("checks.json"), "[" + FAILURE + "]");
        run = Files.createDirectories(results.resolve("other-2025-11-25T10-11-12-345Z"));
        Files.writeString(run.resolve("checks.json"), "[" + SUCCESS + "]");

        Report all = Report.read(requirements, "client", results);

        assertThat(all.lines())
                .containsExactly(
                        "Not scored:",
                        "FAILED  auth/other (extension)",
                        "        FAILURE c: it does not",
                        "1/1 scenarios");
        assertThat(all.without("auth/").lines()).containsExactly("1/1 scenarios");
        assertThat(all.without("oth").lines()).endsWith("0/0 scenarios");
    }

    private void ranAgainstAuthorizationServer(String scenario, String... checks) throws IOException {
        Path run = Files.createDirectories(
                results.resolve("authorization-server-" + scenario + "-2025-11-25T10-11-12-345Z"));
        Files.writeString(run.resolve("checks.json"), "[" + String.join(",", checks) + "]");
    }

    private static String check(String id, String status) {
        return "{\"id\": \"" + id + "\", \"status\": \"" + status + "\", \"description\": \"it works\"}";
    }

    @Test
    void eachCheckOfAnAuthorizationServerCounts() throws IOException {
        ranAgainstAuthorizationServer(
                "authorization-server-metadata-endpoint",
                check("authorization-server-metadata", "SUCCESS"),
                check("authorization-server-metadata-cimd", "SUCCESS"));
        ranAgainstAuthorizationServer("authorization-code-grant", check("authorization-code-grant", "SUCCESS"));

        assertThat(Report.ofAuthorization(results).allPassed()).isTrue();
        assertThat(Report.ofAuthorization(results).lines()).containsExactly("3/3 scenarios");
    }

    @Test
    void checksOfAnAuthorizationServerThatFailWarnOrAreMissingAreTold() throws IOException {
        ranAgainstAuthorizationServer(
                "authorization-server-metadata-endpoint", check("authorization-server-metadata-cimd", "WARNING"));
        ranAgainstAuthorizationServer("authorization-code-grant", check("authorization-code-grant", "SKIPPED"));

        assertThat(Report.ofAuthorization(results).allPassed()).isFalse();
        assertThat(Report.ofAuthorization(results).lines())
                .containsExactly(
                        "FAILED  authorization-code-grant",
                        "        no check succeeded",
                        "FAILED  authorization-server-metadata",
                        "        no check succeeded",
                        "FAILED  authorization-server-metadata-cimd",
                        "        WARNING authorization-server-metadata-cimd: it works",
                        "0/3 scenarios");
    }
}
