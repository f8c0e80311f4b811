package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a server offers, in a scenario file: maps by name, or by URI, one for each kind of feature. */
final class FeatureWords {

    /** The keys of a server under which features stand, in the order of {@link Scenario#features()}. */
    static final List<String> KEYS = List.of("tools", "resources", "templates", "prompts", "completions");

    private static final List<String> RESOURCE_KEYS = Listing.keys("name", "mime-type", "text", "contents");
    private static final List<String> PROMPT_KEYS = Listing.keys("arguments", "text", "messages");
    private static final String TEXT_PLAIN = "text/plain";

    private FeatureWords() {}

    static List<Feature> read(YamlMap server) {
        List<Feature> features = new ArrayList<>();
        read(server, "tools", "tool", ToolWords::read, features);
        read(server, "resources", "resource", FeatureWords::resource, features);
        read(server, "templates", "resource template", FeatureWords::template, features);
        read(server, "prompts", "prompt", FeatureWords::prompt, features);
        YamlValue completions = server.get("completions");
        if (completions != null) {
            completions.document().attempt(() -> features.addAll(completions(completions)));
        }
        return features;
    }

    private static void read(
            YamlMap server,
            String key,
            String kind,
            BiFunction<String, YamlValue, Feature> reading,
            List<Feature> features) {
        YamlValue value = server.get(key);
        if (value == null) {
            return;
        }
        List<YamlValue.Entry> entries = value.document().attempt(() -> value.entries(kind));
        for (YamlValue.Entry entry : entries == null ? List.<YamlValue.Entry>of() : entries) {
            Feature feature = value.document().attempt(() -> reading.apply(entry.name(), entry.value()));
            if (feature != null) {
                features.add(feature);
            }
        }
    }

    // ── resources ───────────────────────────────────────────────────────────────────────────────────────────────────

    private static Feature resource(String uri, YamlValue value) {
        return resource(uri, value, Feature.Resource::new);
    }

    private static Feature template(String uri, YamlValue value) {
        return resource(uri, value, Feature.ResourceTemplate::new);
    }

    private interface Maker {
        Feature make(String uri, Map<String, Object> definition, List<Map<String, Object>> contents);
    }

    private static Feature resource(String uri, YamlValue value, Maker maker) {
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("name", lastSegment(uri));
        if (value.isText()) {
            definition.put("mimeType", TEXT_PLAIN);
            return maker.make(uri, definition, List.of(content(TEXT_PLAIN, value.text())));
        }
        YamlMap map = value.map("a resource", RESOURCE_KEYS);
        YamlValue name = map.get("name");
        if (name != null && name.isNothing()) {
            definition.remove("name");
        } else {
            Listing.readText(map, "name", definition, "name");
        }
        Listing.readText(map, "mime-type", definition, "mimeType");
        List<Map<String, Object>> contents = List.of();
        if (Objects.equals(map.oneOf(List.of("text", "contents"), "content"), "contents")) {
            contents = map.require("contents").list().stream()
                    .map(YamlValue::plainMap)
                    .toList();
        } else {
            definition.putIfAbsent("mimeType", TEXT_PLAIN);
            String mimeType = String.valueOf(definition.get("mimeType"));
            contents = List.of(content(mimeType, map.require("text").text()));
        }
        Listing.read(map, definition);
        return maker.make(uri, definition, contents);
    }

    private static String lastSegment(String uri) {
        return uri.substring(uri.lastIndexOf('/') + 1);
    }

    private static Map<String, Object> content(String mimeType, String text) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("mimeType", mimeType);
        content.put("text", text);
        return content;
    }

    static Object writeResource(String uri, Map<String, Object> listed, List<Map<String, Object>> contents) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> definition = new LinkedHashMap<>(listed);
        Object text = contents.size() == 1 ? contents.get(0).get("text") : null;
        boolean plain = text instanceof String words
                && definition.get("mimeType") instanceof String mimeType
                && contents.get(0).equals(content(mimeType, words));
        if (lastSegment(uri).equals(definition.get("name"))) {
            definition.remove("name");
        } else if (definition.containsKey("name")) {
            Listing.writeText(definition, "name", map, "name");
        } else {
            map.put("name", null);
        }
        if (plain && TEXT_PLAIN.equals(definition.get("mimeType"))) {
            definition.remove("mimeType");
        }
        Listing.writeText(definition, "mimeType", map, "mime-type");
        Listing.write(definition, map);
        if (plain && map.isEmpty()) {
            return Objects.requireNonNull(text);
        }
        map.put(plain ? "text" : "contents", plain ? text : Json.plain(contents));
        return map;
    }

    // ── prompts ─────────────────────────────────────────────────────────────────────────────────────────────────────

    private static Feature prompt(String name, YamlValue value) {
        if (value.isText()) {
            return new Feature.Prompt(name, Map.of(), List.of(userMessage(value)));
        }
        YamlMap map = value.map("a prompt", PROMPT_KEYS);
        Map<String, Object> definition = new LinkedHashMap<>();
        List<Object> arguments = map.<List<Object>>readOrNull("arguments", FeatureWords::promptArguments);
        if (arguments != null) {
            definition.put("arguments", arguments);
        }
        Listing.read(map, definition);
        List<Map<String, Object>> messages = List.of();
        String key = map.oneOf(List.of("text", "messages"), "content");
        if (key != null) {
            YamlValue content = map.require(key);
            messages = key.equals("text") ? List.of(userMessage(content)) : ReplyWords.readMessages(content);
        }
        return new Feature.Prompt(name, definition, messages);
    }

    private static Map<String, Object> userMessage(YamlValue text) {
        return ReplyWords.message("user", ReplyWords.textBlock(text.text()));
    }

    private static List<Object> promptArguments(YamlValue value) {
        List<Object> arguments = new ArrayList<>();
        for (YamlValue item : value.list()) {
            arguments.add(item.isMap() ? item.plainMap() : Map.of("name", item.text(), "required", true));
        }
        return arguments;
    }

    /**
     * Checks that no code answers.
     *
     * @throws IllegalArgumentException if code does
     */
    static void requireFixed(String kind, String name, Answer.@Nullable Computation computation) {
        if (computation != null) {
            throw new IllegalArgumentException(
                    "The " + kind + " \"" + name
                            + "\" cannot be written to a scenario file, for code computes it: give it a text, or keep it in Java");
        }
    }

    static Object writePrompt(Feature.Prompt prompt) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> definition = new LinkedHashMap<>(prompt.definition());
        if (definition.get("arguments") instanceof List<?> arguments
                && arguments.stream().allMatch(Map.class::isInstance)) {
            definition.remove("arguments");
            map.put(
                    "arguments",
                    arguments.stream().map(FeatureWords::writeArgument).toList());
        }
        Listing.write(definition, map);
        String text =
                prompt.messages().size() == 1 ? textOfUser(prompt.messages().get(0)) : null;
        if (text != null && map.isEmpty()) {
            return text;
        }
        map.put(
                text != null ? "text" : "messages",
                text != null
                        ? text
                        : prompt.messages().stream()
                                .map(ReplyWords::writeMessage)
                                .toList());
        return map;
    }

    private static Object writeArgument(Object argument) {
        return argument instanceof Map<?, ?> map
                        && map.get("name") instanceof String name
                        && map.equals(Map.of("name", name, "required", true))
                ? name
                : Objects.requireNonNull(Json.plain(argument));
    }

    private static @Nullable String textOfUser(Map<String, Object> message) {
        return ReplyWords.writeMessage(message) instanceof Map<?, ?> map && map.get("user") instanceof String text
                ? text
                : null;
    }

    // ── completions ─────────────────────────────────────────────────────────────────────────────────────────────────

    private static List<Feature> completions(YamlValue value) {
        List<Feature> completions = new ArrayList<>();
        for (YamlValue.Entry of : value.entries("the key")) {
            for (YamlValue.Entry argument : of.value().entries("the key")) {
                completions.add(new Feature.Completion(
                        of.name(), argument.name(), argument.value().texts()));
            }
        }
        return completions;
    }
}
