package dev.mcptestbench.script;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Writes scenarios as {@link ScenarioReader} reads them: what is at its default left out, each rule on a line of its own
 * where it fits. What was written is read as an equal scenario, but for where its rules come from, provided that the
 * values in it are those that JSON has.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ScenarioWriter {

    private ScenarioWriter() {}

    /**
     * Returns a scenario as the text of a file.
     *
     * @throws IllegalArgumentException if it holds what only Java can: a gate, a computed reply, values without a JSON
     *     form, or two features of one kind and name; the message names it and what to use instead
     */
    public static String write(Scenario scenario) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("scenario", scenario.name());
        if (!scenario.description().isEmpty()) {
            root.put("description", scenario.description());
        }
        List<String> revisions =
                SettingsWords.writeRevisions(scenario.settings().revisions());
        if (!revisions.isEmpty()) {
            root.put("revisions", revisions);
        }
        if (scenario.seed() != Scenario.DEFAULT_SEED) {
            root.put("seed", scenario.seed());
        }
        Map<String, Object> authorization = OAuthTermsWords.write(scenario.authorization());
        if (!authorization.isEmpty()) {
            root.put("auth", authorization);
        }
        YamlText text = new YamlText();
        text.block(root);
        Map<String, @Nullable Object> server = server(scenario);
        if (!server.isEmpty()) {
            text.blankLine();
            Map<String, @Nullable Object> rest = new LinkedHashMap<>();
            rest.put("server", new YamlText.Spread(server));
            text.block(rest);
        }
        return text.toString();
    }

    /**
     * Returns scenarios as the text of one file, one document each.
     *
     * @throws IllegalArgumentException as {@link #write(Scenario)}
     */
    public static String write(List<Scenario> scenarios) {
        return scenarios.stream().map(ScenarioWriter::write).collect(Collectors.joining("\n---\n"));
    }

    private static Map<String, @Nullable Object> server(Scenario scenario) {
        Map<String, @Nullable Object> server = new LinkedHashMap<>();
        Map<String, Object> settings = SettingsWords.write(scenario.settings());
        if (!settings.isEmpty()) {
            server.put("settings", settings);
        }
        for (Feature feature : scenario.features()) {
            if (feature instanceof Feature.Tool tool) {
                put(server, "tools", tool.name(), ToolWords.write(tool));
            } else if (feature instanceof Feature.Resource resource) {
                FeatureWords.requireFixed("resource", resource.name(), resource.computation());
                Object written =
                        FeatureWords.writeResource(resource.name(), resource.definition(), resource.contents());
                put(server, "resources", resource.name(), written);
            } else if (feature instanceof Feature.ResourceTemplate template) {
                Object written =
                        FeatureWords.writeResource(template.name(), template.definition(), template.contents());
                put(server, "templates", template.name(), written);
            } else if (feature instanceof Feature.Prompt prompt) {
                FeatureWords.requireFixed("prompt", prompt.name(), prompt.computation());
                put(server, "prompts", prompt.name(), FeatureWords.writePrompt(prompt));
            } else if (feature instanceof Feature.Completion completion) {
                putCompletion(server, completion);
            }
        }
        if (!scenario.replies().isEmpty()) {
            server.put(
                    "replies",
                    new YamlText.Spread(
                            scenario.replies().stream().map(CannedWords::write).toList()));
        }
        if (!scenario.rules().isEmpty()) {
            server.put(
                    "rules",
                    new YamlText.Spread(
                            scenario.rules().stream().map(RuleWords::write).toList()));
        }
        return server;
    }

    private static void put(Map<String, @Nullable Object> server, String kind, String name, @Nullable Object written) {
        Map<String, @Nullable Object> features = spread(server, kind);
        if (features.containsKey(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is there twice among the " + kind
                    + ", and a scenario file tells them apart by name: leave out one of them");
        }
        features.put(name, written);
    }

    @SuppressWarnings("unchecked") // made below
    private static void putCompletion(Map<String, @Nullable Object> server, Feature.Completion completion) {
        Map<String, @Nullable Object> byArgument = (Map<String, @Nullable Object>)
                spread(server, "completions").computeIfAbsent(completion.name(), name -> new LinkedHashMap<>());
        if (byArgument != null && byArgument.putIfAbsent(completion.argument(), completion.values()) != null) {
            throw new IllegalArgumentException("Completions for \"" + completion.argument() + "\" of \""
                    + completion.name() + "\" are there twice: put their values together");
        }
    }

    @SuppressWarnings("unchecked") // made here
    private static Map<String, @Nullable Object> spread(Map<String, @Nullable Object> server, String kind) {
        YamlText.Spread spread =
                (YamlText.Spread) server.computeIfAbsent(kind, key -> new YamlText.Spread(new LinkedHashMap<>()));
        return (Map<String, @Nullable Object>)
                java.util.Objects.requireNonNull(spread).collection();
    }
}
