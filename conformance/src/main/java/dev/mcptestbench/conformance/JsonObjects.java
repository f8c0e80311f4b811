package dev.mcptestbench.conformance;

import dev.mcptestbench.protocol.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects, written as JSON. */
final class JsonObjects {

    private JsonObjects() {}

    /** An object whose members keep the order in which they are written. */
    static Map<String, Object> json(String text) {
        return object(Json.parse(text));
    }

    @SuppressWarnings("unchecked") // JSON has no other keys than strings, and these documents hold no null.
    private static Map<String, Object> object(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("A JSON object is expected, not " + Json.write(json));
    }
}
