package dev.mcptestbench.script;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** A map with known keys. Unknown keys, and keys that are there twice, are noted when it is made; reading goes on. */
final class YamlMap {

    private final YamlValue value;
    private final String kind;
    private final List<String> known;
    private final Map<String, YamlValue.Entry> entries = new LinkedHashMap<>();

    YamlMap(YamlValue value, String kind, List<String> known) {
        this.value = value;
        this.kind = kind;
        this.known = known;
        if (!value.isMap()) {
            throw value.flaw(kind + " is a map", keysHint());
        }
        for (YamlValue.Entry entry : value.entries("the key")) {
            if (known.contains(entry.name())) {
                entries.put(entry.name(), entry);
            } else {
                String nearest = YamlValue.didYouMean(entry.name(), known);
                document()
                        .error(
                                entry.key(),
                                "unknown key \"" + entry.name() + "\" in " + kind,
                                (nearest == null ? "" : nearest + " ") + keysHint());
            }
        }
    }

    private String keysHint() {
        return kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1) + " has: " + String.join(", ", known)
                + ".";
    }

    YamlDocument document() {
        return value.document();
    }

    /** The map itself. */
    YamlValue value() {
        return value;
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** The keys that are there, in the order of writing. */
    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    /** Where a key that is there stands. */
    Node keyNode(String key) {
        YamlValue.Entry entry = entries.get(key);
        return entry == null ? value.node() : entry.key();
    }

    Flaw flawAt(String key, String message, @Nullable String hint) {
        return document().flaw(keyNode(key), message, hint);
    }

    @Nullable
    YamlValue get(String key) {
        YamlValue.Entry entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    /** What stands at a key; a flaw if there is none. */
    YamlValue require(String key) {
        YamlValue found = get(key);
        if (found == null) {
            throw value.flaw("the key \"" + key + "\" is missing in " + kind, keysHint());
        }
        return found;
    }

    /** What is read at a key, or the fallback if the key is not there or, which is noted, not as it should be. */
    <T> T read(String key, Function<YamlValue, ? extends T> reading, T fallback) {
        T result = readOrNull(key, reading);
        return result == null ? fallback : result;
    }

    /** What is read at a key, or {@code null} if the key is not there or, which is noted, not as it should be. */
    <T> @Nullable T readOrNull(String key, Function<YamlValue, ? extends @Nullable T> reading) {
        YamlValue found = get(key);
        return found == null ? null : document().<T>attempt(() -> reading.apply(found));
    }

    /** The only one of these keys that is there, or {@code null}; a flaw if there are several. */
    @Nullable
    String oneOf(List<String> alternatives, String whatThereIsOneOf) {
        String found = null;
        for (String key : keys()) {
            if (!alternatives.contains(key)) {
                continue;
            }
            if (found != null) {
                throw flawAt(
                        key, "\"" + key + "\" and \"" + found + "\": " + kind + " has one " + whatThereIsOneOf, null);
            }
            found = key;
        }
        return found;
    }
}
