package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tools give back, and the content that prompts are made of, in a scenario file: a text, a content block, a list of
 * them, or a map of {@code text} or {@code error}, {@code structured}, {@code content}.
 */
final class ReplyWords {

    private static final List<String> KEYS = List.of("text", "error", "structured", "content", "is-error");
    private static final String AS_IS = "as-is";

    private ReplyWords() {}

    static Map<String, Object> textBlock(String text) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "text");
        block.put("text", text);
        return block;
    }

    static Reply read(YamlValue value) {
        if (value.isText()) {
            return Reply.of(textBlock(value.text()));
        }
        if (value.isList()) {
            return new Reply(readBlocks(value), false, null);
        }
        if (has(value, "type")) {
            return Reply.of(readBlock(value));
        }
        YamlMap map = value.map("a reply", KEYS);
        String text = map.oneOf(List.of("text", "error", "content"), "content");
        Map<String, Object> structured =
                map.has("structured") ? map.require("structured").plainMap() : null;
        boolean isError = map.has("error") || map.read("is-error", YamlValue::truth, false);
        List<Map<String, Object>> content;
        if (text == null) {
            content = structured == null ? List.of() : List.of(textBlock(Json.write(structured)));
        } else if (text.equals("content")) {
            content = readBlocks(map.require(text));
        } else {
            content = List.of(textBlock(map.require(text).text()));
        }
        return new Reply(content, isError, structured);
    }

    private static boolean has(YamlValue value, String key) {
        return value.isMap()
                && value.entries("the key").stream()
                        .anyMatch(entry -> entry.name().equals(key));
    }

    private static List<Map<String, Object>> readBlocks(YamlValue value) {
        return value.list().stream().map(ReplyWords::readBlock).toList();
    }

    /** A content block: a text, {@code { text: … }}, a block with its type, or {@code { as-is: { … } }}. */
    static Map<String, Object> readBlock(YamlValue value) {
        if (value.isText()) {
            return textBlock(value.text());
        }
        if (has(value, "type")) {
            return value.plainMap();
        }
        YamlMap map = value.map("a content block", List.of("text", "type", AS_IS));
        return map.has(AS_IS)
                ? map.require(AS_IS).plainMap()
                : textBlock(map.require("text").text());
    }

    static Object writeBlock(Map<String, Object> block) {
        String text = textOf(block);
        if (text != null) {
            return one("text", text);
        }
        return block.containsKey("type") ? plain(block) : one(AS_IS, plain(block));
    }

    /** The text of a block that is nothing but a text, or {@code null}. */
    static @Nullable String textOf(Object block) {
        return block instanceof Map<?, ?> map
                        && map.size() == 2
                        && Objects.equals(map.get("type"), "text")
                        && map.get("text") instanceof String text
                ? text
                : null;
    }

    static Object write(Reply reply) {
        Map<String, Object> structured = reply.structured();
        List<Map<String, Object>> content = reply.content();
        String text = content.size() == 1 ? textOf(content.get(0)) : null;
        if (structured == null && text == null && !reply.isError()) {
            return content.stream().map(ReplyWords::writeBlock).toList();
        }
        Map<String, Object> map = new LinkedHashMap<>();
        boolean told = structured != null && text != null && text.equals(Json.write(structured));
        if (text == null) {
            map.put("content", content.stream().map(ReplyWords::writeBlock).toList());
        } else if (!told) {
            map.put(reply.isError() ? "error" : "text", text);
        }
        if (structured != null) {
            map.put("structured", plain(structured));
        }
        if (reply.isError() && !map.containsKey("error")) {
            map.put("is-error", true);
        }
        return map;
    }

    private static Map<String, Object> one(String key, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        return map;
    }

    private static Object plain(Object value) {
        return Objects.requireNonNull(Json.plain(value));
    }

    /** Messages of a prompt: {@code { user: … }}, {@code { assistant: … }} or {@code { as-is: { … } }}. */
    static List<Map<String, Object>> readMessages(YamlValue value) {
        List<Map<String, Object>> messages = new ArrayList<>();
        for (YamlValue item : value.list()) {
            YamlChoice choice = YamlChoice.of(item, "message", List.of());
            choice.requireKnown("message", List.of("user", "assistant", AS_IS), word -> false);
            YamlValue content = choice.required("content");
            messages.add(choice.word().equals(AS_IS) ? content.plainMap() : message(choice.word(), readBlock(content)));
        }
        return messages;
    }

    static Map<String, Object> message(String role, Map<String, Object> content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    @SuppressWarnings("unchecked") // plain maps have texts for keys
    static Object writeMessage(Map<String, Object> message) {
        boolean fits = message.size() == 2
                && ("user".equals(message.get("role")) || "assistant".equals(message.get("role")))
                && message.get("content") instanceof Map<?, ?>;
        if (!fits) {
            return one(AS_IS, plain(message));
        }
        Object content = plain(Objects.requireNonNull(message.get("content")));
        String text = textOf(content);
        return one(
                String.valueOf(message.get("role")), text == null ? writeBlock((Map<String, Object>) content) : text);
    }
}
