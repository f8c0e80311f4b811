package dev.mcptestbench.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up what a party declared. */
final class Capabilities {

    private Capabilities() {}

    /** Tells whether there is an object, or true, at a dotted path. */
    static boolean declares(Map<String, @Nullable Object> capabilities, String path) {
        Object value = path.indexOf('.') < 0 ? capabilities.get(path) : DataPath.get(capabilities, path);
        return value instanceof Map || Boolean.TRUE.equals(value);
    }

    /** Tells whether elicitation of the given mode is declared: without any mode it means forms. */
    static boolean declaresElicitation(Map<String, @Nullable Object> capabilities, boolean url) {
        if (!(capabilities.get("elicitation") instanceof Map<?, ?> modes)) {
            return false;
        }
        return url ? modes.containsKey("url") : modes.containsKey("form") || !modes.containsKey("url");
    }
}
