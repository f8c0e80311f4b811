package dev.mcptestbench.server.proxy;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.server.proxy.Transcript.Asked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a real server listed, page by page. Lists that were not the same each time are replayed word for word besides. */
final class Listings {

    private record Kind(String member, String key) {}

    private static final Map<String, Kind> KINDS = Map.of(
            Methods.TOOLS_LIST, new Kind("tools", "name"),
            Methods.RESOURCES_LIST, new Kind("resources", "uri"),
            Methods.RESOURCES_TEMPLATES_LIST, new Kind("resourceTemplates", "uriTemplate"),
            Methods.PROMPTS_LIST, new Kind("prompts", "name"));

    private final Redaction redaction;
    private final Map<String, Map<String, Object>> pages = new LinkedHashMap<>();
    private final Map<String, Map<String, Feature>> features = new LinkedHashMap<>();
    private final Map<String, Boolean> steady = new LinkedHashMap<>();
    private int pageSize;

    Listings(Redaction redaction) {
        this.redaction = redaction;
    }

    void take(Asked asked) {
        String method = String.valueOf(asked.request().method());
        Kind kind = KINDS.get(method);
        Message response = Objects.requireNonNull(asked.response()).message();
        if (kind == null || !(response.result().get(kind.member()) instanceof List<?> listed)) {
            return;
        }
        Object cursor = asked.request().params().get("cursor");
        Map<String, Object> page = redaction.of(response.result());
        Map<String, Object> before = pages.put(method + " " + cursor, page);
        if (before != null && !before.equals(page)) {
            steady.put(method, false);
        }
        Map<String, Feature> known = features.computeIfAbsent(method, each -> new LinkedHashMap<>());
        if (cursor == null) {
            known.clear();
            if (response.result().get("nextCursor") != null) {
                pageSize = pageSize == 0 ? listed.size() : Math.min(pageSize, listed.size());
            }
        }
        for (Object entry : listed) {
            if (entry instanceof Map<?, ?> map && map.get(kind.key()) instanceof String name) {
                known.put(name, feature(method, name, kind.key(), map));
            }
        }
    }

    private Feature feature(String method, String name, String key, Map<?, ?> entry) {
        Map<String, Object> definition = new LinkedHashMap<>();
        entry.forEach((member, value) -> {
            if (!key.equals(member)) {
                definition.put(String.valueOf(member), value);
            }
        });
        Map<String, Object> clean = redaction.of(definition);
        return switch (method) {
            case Methods.TOOLS_LIST -> ScenarioOfTranscript.tool(name, clean);
            case Methods.RESOURCES_LIST -> new Feature.Resource(name, clean, List.of());
            case Methods.RESOURCES_TEMPLATES_LIST -> new Feature.ResourceTemplate(name, clean, List.of());
            default -> new Feature.Prompt(name, clean, List.of());
        };
    }

    /** Whether the features say the same as this answer did. */
    boolean covers(Asked asked) {
        String method = String.valueOf(asked.request().method());
        return KINDS.containsKey(method)
                && steady.getOrDefault(method, true)
                && Objects.requireNonNull(asked.response()).message().kind() == Message.Kind.RESULT
                && asked.before().isEmpty();
    }

    List<Feature> features() {
        List<Feature> all = new ArrayList<>();
        features.values().forEach(known -> all.addAll(known.values()));
        return all;
    }

    /** How many items a page has, or 0 if there were none. */
    int pageSize() {
        return pageSize;
    }
}
