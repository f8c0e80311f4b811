package dev.mcptestbench.conformance;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of one scenario. It has passed if a check succeeded and none failed or warned: what left no checks behind,
 * or skipped them all, has shown nothing.
 *
 * @param scenario its name
 * @param complaints what stands against it, a line each; empty if it has passed
 */
record ScenarioResult(String scenario, List<String> complaints) {

    private static final String TIME = "-\\d{4}-\\d\\d-\\d\\dT[\\dZ-]+";

    boolean passed() {
        return complaints.isEmpty();
    }

    /**
     * Reads what the suite has written.
     *
     * @param results the folder that the suite was told to write to
     * @param mode {@code server}, with which the suite then begins the folder of each scenario, or {@code client}
     */
    static ScenarioResult read(Path results, String mode, String scenario) throws IOException {
        String name = (mode.equals("server") ? "server-" : "") + scenario;
        return of(scenario, results, name, ScenarioResult::complaints);
    }

    /**
     * Reads what the suite has written of one check against an authorization server. Its scenarios are steps of one flow, so
     * that there each check counts for itself.
     *
     * @param results the folder that the suite was told to write to
     * @param scenario the scenario that makes the check
     */
    static ScenarioResult readCheck(Path results, String scenario, String check) throws IOException {
        return of(check, results, "authorization-server-" + scenario, checks -> complaints(only(checks, check)));
    }

    private static List<?> only(@Nullable Object checks, String id) {
        List<?> all = checks instanceof List<?> list ? list : List.of();
        return all.stream()
                .filter(check -> check instanceof Map<?, ?> map && id.equals(map.get("id")))
                .toList();
    }

    private static ScenarioResult of(
            String title, Path results, String name, Function<@Nullable Object, List<String>> complaints)
            throws IOException {
        // A slash in the name is one in the path.
        int slash = name.lastIndexOf('/');
        List<Path> runs = runs(
                results.resolve(name.substring(0, slash + 1)),
                Pattern.compile(Pattern.quote(name.substring(slash + 1)) + TIME));
        if (runs.isEmpty()) {
            return new ScenarioResult(title, List.of("it was not run: the suite left nothing in " + results));
        }
        if (runs.size() > 1) {
            return new ScenarioResult(title, List.of("it was run " + runs.size() + " times: " + runs));
        }
        Path checks = runs.get(0).resolve("checks.json");
        if (!Files.exists(checks)) {
            return new ScenarioResult(title, List.of("it threw: there is no " + checks));
        }
        try {
            return new ScenarioResult(title, complaints.apply(Json.parse(Files.readAllBytes(checks))));
        } catch (JsonException unreadable) {
            return new ScenarioResult(title, List.of(checks + " cannot be read: " + unreadable.getMessage()));
        }
    }

    private static List<Path> runs(Path results, Pattern name) throws IOException {
        if (!Files.isDirectory(results)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(results)) {
            return folders.filter(folder ->
                            name.matcher(folder.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    private static List<String> complaints(@Nullable Object checks) {
        List<String> complaints = new ArrayList<>();
        int succeeded = 0;
        for (Object entry : checks instanceof List<?> list ? list : List.of()) {
            Map<?, ?> check = entry instanceof Map<?, ?> map ? map : Map.of();
            String status = String.valueOf(check.get("status"));
            switch (status) {
                case "SUCCESS" -> succeeded++;
                case "INFO", "SKIPPED" -> {}
                default -> complaints.add(status + " " + describe(check));
            }
        }
        if (complaints.isEmpty() && succeeded == 0) {
            complaints.add("no check succeeded");
        }
        return complaints;
    }

    private static String describe(Map<?, ?> check) {
        Object message = check.get("errorMessage");
        return check.get("id") + ": " + (message == null ? check.get("description") : message);
    }
}
