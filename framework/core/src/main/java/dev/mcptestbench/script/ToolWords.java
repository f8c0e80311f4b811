package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tools in a scenario file: {@code search: { returns: { text: "3 hits" }, takes: 20ms }}. */
final class ToolWords {

    private static final List<String> KEYS = Listing.keys(
            "input-schema", "output-schema", "annotations", "sends", "streams", "takes", "task", "returns");

    /** The schema of a tool that takes any arguments, as {@link Feature.Tool#named} has it. */
    private static final Object ANY_OBJECT = Map.of("type", "object");

    private static final Reply NOTHING = new Reply(List.of(), false, null);

    private ToolWords() {}

    static Feature.Tool read(String name, YamlValue value) {
        if (value.isNothing()) {
            return Feature.Tool.named(name);
        }
        if (value.isText()) {
            return Feature.Tool.named(name).answering(new Answer.Fixed(ReplyWords.read(value)));
        }
        YamlMap map = value.map("a tool", KEYS);
        Map<String, Object> definition =
                new LinkedHashMap<>(Feature.Tool.named(name).definition());
        YamlValue inputSchema = map.get("input-schema");
        if (inputSchema != null && inputSchema.isNothing()) {
            definition.remove("inputSchema");
        } else {
            readMap(map, "input-schema", definition, "inputSchema");
        }
        readMap(map, "output-schema", definition, "outputSchema");
        readMap(map, "annotations", definition, "annotations");
        Listing.read(map, definition);
        List<NotificationStream> streams = map.document().attempt(() -> streams(map));
        Latency takes = map.readOrNull("takes", LatencyWords::read);
        Reply reply = map.read("returns", ReplyWords::read, NOTHING);
        return new Feature.Tool(
                name,
                definition,
                streams == null ? List.of() : streams,
                takes,
                new Answer.Fixed(reply),
                map.readOrNull("task", ToolWords::readTask));
    }

    private static TaskSupport readTask(YamlValue value) {
        YamlMap map = value.map("a task", List.of("required", "poll-interval", "ttl"));
        TaskSupport usual = TaskSupport.OPTIONAL;
        return value.checked(() -> new TaskSupport(
                map.read("required", YamlValue::truth, usual.required()),
                map.read("poll-interval", YamlValue::duration, usual.pollInterval()),
                map.readOrNull("ttl", YamlValue::duration)));
    }

    private static Object writeTask(TaskSupport task) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("required", task.required());
        map.put("poll-interval", LatencyWords.duration(task.pollInterval()));
        if (task.ttl() != null) {
            map.put("ttl", LatencyWords.duration(task.ttl()));
        }
        return map;
    }

    private static List<NotificationStream> streams(YamlMap map) {
        String key = map.oneOf(List.of("sends", "streams"), "list of notifications, in the order of sending");
        return key == null
                ? List.of()
                : map.require(key).list().stream()
                        .map(NotificationWords::readStream)
                        .toList();
    }

    private static void readMap(YamlMap map, String key, Map<String, Object> definition, String member) {
        Map<String, Object> schema = map.<Map<String, Object>>readOrNull(key, YamlValue::plainMap);
        if (schema != null) {
            definition.put(member, schema);
        }
    }

    /**
     * Returns what stands at the tool's name, or {@code null} for nothing.
     *
     * @throws IllegalArgumentException if the tool is answered by code
     */
    static @Nullable Object write(Feature.Tool tool) {
        if (!(tool.answer() instanceof Answer.Fixed answer)) {
            throw new IllegalArgumentException("The tool \"" + tool.name()
                    + "\" cannot be written to a scenario file, for code computes its reply:"
                    + " give it a reply with returns(…), or keep it in Java");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> definition = new LinkedHashMap<>(tool.definition());
        Listing.writeText(definition, "title", map, "title");
        Listing.writeText(definition, "description", map, "description");
        if (!definition.containsKey("inputSchema")) {
            map.put("input-schema", null);
        } else if (ANY_OBJECT.equals(definition.get("inputSchema"))) {
            definition.remove("inputSchema");
        } else {
            writeMap(definition, "inputSchema", map, "input-schema");
        }
        writeMap(definition, "outputSchema", map, "output-schema");
        writeMap(definition, "annotations", map, "annotations");
        Listing.write(definition, map);
        if (!tool.streams().isEmpty()) {
            boolean single = tool.streams().stream()
                    .allMatch(stream -> stream.equals(NotificationStream.once(stream.notification())));
            map.put(
                    single ? "sends" : "streams",
                    tool.streams().stream().map(NotificationWords::writeStream).toList());
        }
        if (tool.takes() != null) {
            map.put("takes", LatencyWords.write(tool.takes()));
        }
        if (tool.task() != null) {
            map.put("task", writeTask(tool.task()));
        }
        if (!answer.reply().equals(NOTHING)) {
            map.put("returns", ReplyWords.write(answer.reply()));
        }
        return map.isEmpty() ? null : map;
    }

    private static void writeMap(Map<String, Object> definition, String member, Map<String, Object> map, String key) {
        if (definition.get(member) instanceof Map<?, ?> schema) {
            map.put(key, Json.plain(schema));
            definition.remove(member);
        }
    }
}
