package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What a tool gives back: content as the specification has it, in plain maps. Texts in it may hold templates.
 *
 * @param content the content blocks
 * @param isError whether the tool says that it failed
 * @param structured structured content, or {@code null} for none
 */
@API(status = API.Status.EXPERIMENTAL)
public record Reply(
        List<Map<String, Object>> content,
        boolean isError,
        @Nullable Map<String, Object> structured) {

    /** Copies the content, as plain values: what a message is made of without another copy. */
    public Reply {
        content = plain(content);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> plain(List<Map<String, Object>> content) {
        return (List<Map<String, Object>>) Objects.requireNonNull(Json.plain(content));
    }

    /** One content block. */
    public static Reply of(Map<String, Object> block) {
        return new Reply(List.of(block), false, null);
    }

    /** This content, then that. */
    public Reply and(Reply other) {
        List<Map<String, Object>> both = new ArrayList<>(content);
        both.addAll(other.content);
        return new Reply(both, isError || other.isError, structured != null ? structured : other.structured);
    }

    /** The same, as the tool's own failure. */
    public Reply asError() {
        return new Reply(content, true, structured);
    }

    /** The same, with structured content. */
    public Reply withStructured(Map<String, Object> value) {
        return new Reply(content, isError, value);
    }

    /** Whether nothing is given back at all, as long as nothing else is said. */
    public boolean isNothing() {
        return content.isEmpty() && structured == null && !isError;
    }

    /** The {@code result} of the call, with templates filled in. */
    public Map<String, Object> toResult(Template.Values values) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("content", Objects.requireNonNull(Template.fill(content, values)));
        if (structured != null) {
            result.put("structuredContent", Objects.requireNonNull(Template.fill(structured, values)));
        }
        if (isError) {
            result.put("isError", true);
        }
        return result;
    }
}
