package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Revision;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a server behaves otherwise, in a scenario file. What is at its default is left out. */
final class SettingsWords {

    private static final List<String> KEYS =
            List.of("session-ids", "event-ids", "stream-replies", "retry", "page-size", "instructions", "caching");

    private static final List<String> REVISIONS =
            Arrays.stream(Revision.values()).map(Revision::text).toList();

    private SettingsWords() {}

    static ServerSettings read(YamlValue value) {
        YamlMap map = value.map("the settings", KEYS);
        ServerSettings defaults = ServerSettings.DEFAULT;
        ServerSettings settings = defaults.withSessionIds(
                        map.read("session-ids", YamlValue::truth, defaults.sessionIds()))
                .withEventIds(map.read("event-ids", YamlValue::truth, defaults.eventIds()))
                .withStreamsReplies(map.read("stream-replies", YamlValue::truth, defaults.streamsReplies()))
                .withRetry(map.readOrNull("retry", YamlValue::duration))
                .withInstructions(map.readOrNull("instructions", YamlValue::text))
                .withCaching(map.read("caching", SettingsWords::readCaching, defaults.caching()));
        YamlValue pageSize = map.get("page-size");
        return pageSize == null ? settings : pageSize.checked(() -> settings.withPageSize(pageSize.wholeInt()));
    }

    private static Caching readCaching(YamlValue value) {
        YamlMap map = value.map("caching", List.of("ttl", "scope"));
        return value.checked(() -> new Caching(
                map.read("ttl", YamlValue::duration, Caching.NONE.ttl()),
                map.read("scope", scope -> scope.constant(Caching.Scope.class), Caching.NONE.scope())));
    }

    static Set<Revision> readRevisions(YamlValue value) {
        Set<Revision> revisions = EnumSet.noneOf(Revision.class);
        for (YamlValue item : value.isList() ? value.list() : List.of(value)) {
            revisions.add(Revision.of(item.text()).orElseThrow(() -> {
                String nearest = YamlValue.didYouMean(item.text(), REVISIONS);
                return item.flaw(
                        "unknown revision \"" + item.text() + "\"",
                        (nearest == null ? "" : nearest + " ") + "Known: " + String.join(", ", REVISIONS) + ".");
            }));
        }
        if (revisions.isEmpty()) {
            throw value.flaw("a server answers at least one revision", "For all of them leave out \"revisions\".");
        }
        return revisions;
    }

    static Map<String, Object> write(ServerSettings settings) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (settings.sessionIds() != ServerSettings.DEFAULT.sessionIds()) {
            map.put("session-ids", settings.sessionIds());
        }
        if (settings.eventIds() != ServerSettings.DEFAULT.eventIds()) {
            map.put("event-ids", settings.eventIds());
        }
        if (settings.streamsReplies() != ServerSettings.DEFAULT.streamsReplies()) {
            map.put("stream-replies", settings.streamsReplies());
        }
        if (settings.retry() != null) {
            map.put("retry", LatencyWords.duration(settings.retry()));
        }
        if (settings.pageSize() != 0) {
            map.put("page-size", settings.pageSize());
        }
        if (settings.instructions() != null) {
            map.put("instructions", settings.instructions());
        }
        if (!settings.caching().equals(Caching.NONE)) {
            Map<String, Object> caching = new LinkedHashMap<>();
            caching.put("ttl", LatencyWords.duration(settings.caching().ttl()));
            caching.put("scope", YamlValue.wordOf(settings.caching().scope()));
            map.put("caching", caching);
        }
        return map;
    }

    /** The revisions by name, the oldest first; empty for all of them. */
    static List<String> writeRevisions(Set<Revision> revisions) {
        return revisions.size() == REVISIONS.size()
                ? List.of()
                : revisions.stream().sorted().map(Revision::text).toList();
    }
}
