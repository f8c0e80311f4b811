package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.Revision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the server says of itself, in either era. Immutable. */
final class Self {

    private final Map<String, Object> info;
    private final Map<String, Object> resultMeta;

    Self(String name) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", name);
        members.put("version", "1.0");
        this.info = Collections.unmodifiableMap(members);
        // Plain, so that no result copies it.
        this.resultMeta = asMap(Json.plain(Map.of(RequestMeta.SERVER_INFO, info)));
    }

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    private static Map<String, Object> asMap(@Nullable Object plain) {
        return (Map<String, Object>) Objects.requireNonNull(plain);
    }

    /** Name and version. */
    Map<String, Object> info() {
        return info;
    }

    /** What each result of the modern era has in its {@code _meta}. */
    Map<String, Object> resultMeta() {
        return resultMeta;
    }

    /** What the server can do: all that a revision knows. */
    Map<String, Object> capabilities(Revision revision) {
        Map<String, Object> capabilities = new LinkedHashMap<>();
        capabilities.put("logging", Map.of());
        if (revision.hasCompletionCapability()) {
            capabilities.put("completions", Map.of());
        }
        capabilities.put("prompts", Map.of("listChanged", true));
        capabilities.put("resources", Map.of("subscribe", true, "listChanged", true));
        capabilities.put("tools", Map.of("listChanged", true));
        if (revision.era() == Era.MODERN) {
            capabilities.put("extensions", Map.of(Tasks.EXTENSION, Map.of()));
        }
        return capabilities;
    }
}
