package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a list shows of a feature, in a scenario file: {@code title} and {@code description} have words of their own, as
 * have members that only some features have; whatever else is told under {@code listed}, spelled as the protocol has it.
 */
final class Listing {

    private static final String OTHERS = "listed";

    private Listing() {}

    /** The keys of a feature: these, and those of every listing. */
    static List<String> keys(String... own) {
        return Stream.concat(Stream.of("title", "description"), Stream.concat(Stream.of(own), Stream.of(OTHERS)))
                .toList();
    }

    /** Reads title, description and the others into a definition. */
    static void read(YamlMap map, Map<String, Object> definition) {
        readText(map, "title", definition, "title");
        readText(map, "description", definition, "description");
        definition.putAll(map.read(OTHERS, YamlValue::plainMap, Map.of()));
    }

    static void readText(YamlMap map, String key, Map<String, Object> definition, String member) {
        String text = map.readOrNull(key, YamlValue::text);
        if (text != null) {
            definition.put(member, text);
        }
    }

    /** Writes what {@link #read} reads; members that were written otherwise are taken out before. */
    static void write(Map<String, Object> definition, Map<String, Object> map) {
        Map<String, Object> others = new LinkedHashMap<>(definition);
        writeText(others, "title", map, "title");
        writeText(others, "description", map, "description");
        if (!others.isEmpty()) {
            map.put(OTHERS, Json.plain(others));
        }
    }

    /** Moves a member that is a text from the definition to the key of its own. */
    static void writeText(Map<String, Object> definition, String member, Map<String, Object> map, String key) {
        if (definition.get(member) instanceof String text) {
            map.put(key, text);
            definition.remove(member);
        }
    }
}
