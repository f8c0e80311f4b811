package dev.mcptestbench.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run of the suite comes to, scenario by scenario.
 *
 * @param scored the results that count
 * @param unscored those that do not, by the reason that the suite gives and in its order
 */
record Report(List<ScenarioResult> scored, Map<ScenarioResult, String> unscored) {

    /** What the suite checks of an authorization server, and in which scenario; it has no list of its own. */
    private static final Map<String, String> AUTHORIZATION = Map.of(
            "authorization-server-metadata", "authorization-server-metadata-endpoint",
            "authorization-server-metadata-cimd", "authorization-server-metadata-endpoint",
            "authorization-code-grant", "authorization-code-grant");

    /**
     * Expects the suite's requirements file, the mode, the folder of the results, and what the names of scenarios begin with
     * that are left out, or nothing; exits with 0 if all passed.
     */
    public static void main(String[] args) throws IOException {
        Path results = Path.of(args[2]);
        Report report = args[1].equals("authorization")
                ? ofAuthorization(results)
                : read(Path.of(args[0]), args[1], results).without(args[3]);
        report.lines().forEach(System.out::println);
        System.exit(report.allPassed() ? 0 : 1);
    }

    static Report read(Path requirements, String mode, Path results) throws IOException {
        RequirementSet required = RequirementSet.read(requirements, mode);
        List<ScenarioResult> scored = new ArrayList<>();
        for (String scenario : required.scored()) {
            scored.add(ScenarioResult.read(results, mode, scenario));
        }
        Map<ScenarioResult, String> unscored = new LinkedHashMap<>();
        for (Map.Entry<String, String> scenario : required.unscored().entrySet()) {
            unscored.put(ScenarioResult.read(results, mode, scenario.getKey()), scenario.getValue());
        }
        return new Report(scored, unscored);
    }

    /** Each check of an authorization server counts as a scenario. */
    static Report ofAuthorization(Path results) throws IOException {
        List<ScenarioResult> checks = new ArrayList<>();
        for (Map.Entry<String, String> check : new TreeMap<>(AUTHORIZATION).entrySet()) {
            checks.add(ScenarioResult.readCheck(results, check.getValue(), check.getKey()));
        }
        return new Report(checks, Map.of());
    }

    /** The same without the scenarios whose names begin so; an empty prefix leaves out none. */
    Report without(String prefix) {
        if (prefix.isEmpty()) {
            return this;
        }
        Map<ScenarioResult, String> others = new LinkedHashMap<>(unscored);
        others.keySet().removeIf(result -> result.scenario().startsWith(prefix));
        return new Report(
                scored.stream()
                        .filter(result -> !result.scenario().startsWith(prefix))
                        .toList(),
                others);
    }

    boolean allPassed() {
        return scored.stream().allMatch(ScenarioResult::passed);
    }

    /** Failures with what stands against them, the unscored scenarios, and last how many of those that count passed. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (ScenarioResult result : scored) {
            if (!result.passed()) {
                lines.add("FAILED  " + result.scenario());
                complain(lines, result);
            }
        }
        if (!unscored.isEmpty()) {
            lines.add("Not scored:");
            unscored.forEach((result, reason) -> {
                lines.add((result.passed() ? "passed  " : "FAILED  ") + result.scenario() + " (" + reason + ")");
                complain(lines, result);
            });
        }
        long passed = scored.stream().filter(ScenarioResult::passed).count();
        lines.add(passed + "/" + scored.size() + " scenarios");
        return lines;
    }

    private static void complain(List<String> lines, ScenarioResult result) {
        result.complaints().forEach(complaint -> lines.add("        " + complaint.replace("\n", "\n        ")));
    }
}
