package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Spelling;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.wire.Playback;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the script offers now, as the list, read, get and complete methods show it. Thread-safe. */
final class Catalogue {

    /** As many values as a completion may show (server/utilities/completion). */
    private static final int MAX_COMPLETIONS = 100;

    private final Playback playback;

    Catalogue(Playback playback) {
        this.playback = playback;
    }

    /** The result of one of the list methods. */
    Map<String, Object> list(String method, Message request) throws Refusal {
        return switch (method) {
            case Methods.TOOLS_LIST -> page("tools", "name", Feature.Tool.class, request);
            case Methods.RESOURCES_LIST -> page("resources", "uri", Feature.Resource.class, request);
            case Methods.RESOURCES_TEMPLATES_LIST ->
                page("resourceTemplates", "uriTemplate", Feature.ResourceTemplate.class, request);
            default -> page("prompts", "name", Feature.Prompt.class, request);
        };
    }

    private Map<String, Object> page(String member, String key, Class<? extends Feature> kind, Message request)
            throws Refusal {
        List<? extends Feature> all = playback.features(kind);
        int size = playback.settings().pageSize();
        int from = start(request.params().get("cursor"), all.size());
        int to = size == 0 ? all.size() : Math.min(all.size(), from + size);
        List<Map<String, Object>> shown = new ArrayList<>(to - from);
        for (Feature feature : all.subList(from, to)) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put(key, feature.name());
            entry.putAll(feature.definition());
            shown.add(entry);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(member, shown);
        if (to < all.size()) {
            result.put("nextCursor", cursor(to));
        }
        return result;
    }

    private static String cursor(int from) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("from " + from).getBytes(StandardCharsets.US_ASCII));
    }

    private static int start(@Nullable Object cursor, int size) throws Refusal {
        if (cursor == null) {
            return 0;
        }
        for (int from = 1; from < size; from++) {
            if (cursor(from).equals(cursor)) {
                return from;
            }
        }
        throw Refusal.invalidParams("Invalid cursor: " + cursor);
    }

    /** The tool of this name. */
    Feature.Tool tool(@Nullable Object name) throws Refusal {
        Feature.Tool tool = playback.feature(Feature.Tool.class, Objects.toString(name, null));
        if (tool == null) {
            throw unknown("tool", name, Feature.Tool.class);
        }
        return tool;
    }

    /** The result of a read. */
    Map<String, Object> read(@Nullable Object uri, Revision revision) throws Refusal {
        String wanted = Objects.toString(uri, "");
        Feature.Resource resource = playback.feature(Feature.Resource.class, wanted);
        if (resource != null) {
            return contents(wanted, resource.contents(), Template.Values.NONE);
        }
        for (Feature.ResourceTemplate template : playback.features(Feature.ResourceTemplate.class)) {
            Map<String, String> variables = match(template.name(), wanted);
            if (variables != null) {
                return contents(wanted, template.contents(), new Template.Values(0, variables, null));
            }
        }
        throw new Refusal(
                revision.resourceNotFound(),
                "Resource not found: " + wanted + hint(wanted, Feature.Resource.class),
                Map.of("uri", wanted));
    }

    private static Map<String, Object> contents(
            String uri, List<Map<String, Object>> contents, Template.Values values) {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Map<String, Object> content : contents) {
            Map<String, Object> block = new LinkedHashMap<>();
            block.put("uri", uri);
            content.forEach((name, value) -> block.put(name, Objects.requireNonNull(Template.fill(value, values))));
            shown.add(block);
        }
        return Map.of("contents", shown);
    }

    /** The variables of a URI template's simple expressions (RFC 6570, level 1), or {@code null} if it is another URI. */
    private static @Nullable Map<String, String> match(String template, String uri) {
        Matcher places = Pattern.compile("\\{([^}]+)}").matcher(template);
        StringBuilder pattern = new StringBuilder();
        List<String> names = new ArrayList<>();
        int end = 0;
        while (places.find()) {
            pattern.append(Pattern.quote(template.substring(end, places.start())))
                    .append("([^/]+)");
            names.add(places.group(1));
            end = places.end();
        }
        pattern.append(Pattern.quote(template.substring(end)));
        Matcher matcher = Pattern.compile(pattern.toString()).matcher(uri);
        if (!matcher.matches()) {
            return null;
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            variables.put(names.get(i), matcher.group(i + 1));
        }
        return variables;
    }

    /** The prompt that a get asks for, if it has all arguments that it needs. */
    Feature.Prompt prompt(Message request) throws Refusal {
        Object name = request.params().get("name");
        Feature.Prompt prompt = playback.feature(Feature.Prompt.class, Objects.toString(name, null));
        if (prompt == null) {
            throw unknown("prompt", name, Feature.Prompt.class);
        }
        Map<?, ?> arguments = request.params().get("arguments") instanceof Map<?, ?> given ? given : Map.of();
        if (prompt.definition().get("arguments") instanceof List<?> declared) {
            for (Object argument : declared) {
                if (argument instanceof Map<?, ?> map
                        && Boolean.TRUE.equals(map.get("required"))
                        && !arguments.containsKey(map.get("name"))) {
                    throw Refusal.invalidParams(
                            "Prompt \"" + name + "\" needs the argument \"" + map.get("name") + "\"");
                }
            }
        }
        return prompt;
    }

    /** The result of a get. */
    Map<String, Object> prompt(Message request, Template.Values values) throws Refusal {
        Feature.Prompt prompt = prompt(request);
        return shown(prompt, Objects.requireNonNull(Template.fill(prompt.messages(), values)));
    }

    /** The result of a get that has come to these messages. */
    Map<String, Object> shown(Feature.Prompt prompt, Object messages) {
        Map<String, Object> result = new LinkedHashMap<>();
        if (prompt.definition().get("description") instanceof String description) {
            result.put("description", description);
        }
        result.put("messages", messages);
        return result;
    }

    /** The result of a completion. */
    Map<String, Object> complete(Message request) throws Refusal {
        Object name = request.at("ref.name") != null ? request.at("ref.name") : request.at("ref.uri");
        boolean known = playback.feature(Feature.Prompt.class, Objects.toString(name, null)) != null
                || playback.feature(Feature.ResourceTemplate.class, Objects.toString(name, null)) != null;
        if (!known) {
            throw unknown("prompt or template", name, Feature.Prompt.class);
        }
        Object argument = request.at("argument.name");
        String typed = Objects.toString(request.at("argument.value"), "").toLowerCase(Locale.ROOT);
        List<String> values = playback.features(Feature.Completion.class).stream()
                .filter(completion ->
                        completion.name().equals(name) && completion.argument().equals(argument))
                .flatMap(completion -> completion.values().stream())
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(typed))
                .toList();
        List<String> shown = values.subList(0, Math.min(values.size(), MAX_COMPLETIONS));
        return Map.of(
                "completion", Map.of("values", shown, "total", values.size(), "hasMore", shown.size() < values.size()));
    }

    private Refusal unknown(String what, @Nullable Object name, Class<? extends Feature> kind) {
        String wanted = Objects.toString(name, "");
        return Refusal.invalidParams("Unknown " + what + ": " + wanted + hint(wanted, kind));
    }

    /** The near miss: which offered name is spelled most like the one asked for. */
    private String hint(String wanted, Class<? extends Feature> kind) {
        List<String> names = playback.features(kind).stream().map(Feature::name).toList();
        return Spelling.nearest(wanted, names)
                .map(name -> ". Did you mean \"" + name + "\"?")
                .orElse("");
    }
}
