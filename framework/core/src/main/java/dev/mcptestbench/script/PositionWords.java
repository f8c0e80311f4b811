package dev.mcptestbench.script;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where within a reply a rule acts, in a scenario file: {@code after: 2 progress events}, {@code before: response},
 * {@code at: { event: 2, byte: 10 }}; none of them for before the reply.
 */
final class PositionWords {

    static final List<String> KEYS = List.of("at", "after", "before");

    private static final Map<String, Position> AFTER = new LinkedHashMap<>();
    private static final Map<String, Position> BEFORE = new LinkedHashMap<>();

    static {
        AFTER.put("head", new Position.AfterHead());
        AFTER.put("commit", new Position.AfterCommit());
        AFTER.put("response", new Position.AfterResponse());
        BEFORE.put("reply", new Position.BeforeReply());
        BEFORE.put("response", new Position.BeforeResponse());
    }

    private static final Pattern COUNT = Pattern.compile("(\\d{1,9}) (event|progress event|byte)s?");

    private PositionWords() {}

    static Position read(YamlMap rule) {
        String key = rule.oneOf(KEYS, "position");
        YamlValue value = key == null ? null : rule.get(key);
        if (key == null || value == null) {
            return new Position.BeforeReply();
        }
        return switch (key) {
            case "at" -> at(value);
            case "before" -> named(value, BEFORE, "before: reply, before: response");
            default -> after(value);
        };
    }

    private static Position at(YamlValue value) {
        YamlMap map = value.map("a place within an event", List.of("event", "byte"));
        return value.checked(() -> new Position.MidEvent(
                map.require("event").wholeInt(), map.require("byte").wholeInt()));
    }

    private static Position after(YamlValue value) {
        Matcher count = COUNT.matcher(value.isText() ? value.text().strip() : "");
        if (!count.matches()) {
            return named(
                    value,
                    AFTER,
                    "after: head, after: commit, after: response, after: 3 events, after: 2 progress events,"
                            + " after: 100 bytes");
        }
        int n = Integer.parseInt(count.group(1));
        return value.checked(() -> switch (count.group(2)) {
            case "event" -> new Position.AfterEvents(n);
            case "byte" -> new Position.AfterBytes(n);
            default -> new Position.AfterProgress(n);
        });
    }

    private static Position named(YamlValue value, Map<String, Position> words, String known) {
        Position position = words.get(value.isText() ? value.text().strip() : "");
        if (position == null) {
            String text = value.isText() ? value.text() : String.valueOf(value.plain());
            String nearest = YamlValue.didYouMean(text, List.copyOf(words.keySet()));
            throw value.flaw(
                    "unknown position " + value.label().replace("\"", "") + ": " + text,
                    (nearest == null ? "" : nearest + " ") + "Known: " + known + ".");
        }
        return position;
    }

    static void write(Position position, Map<String, Object> rule) {
        if (position instanceof Position.BeforeReply) {
            return;
        }
        if (position instanceof Position.MidEvent within) {
            Map<String, Object> at = new LinkedHashMap<>();
            at.put("event", within.n());
            at.put("byte", within.offset());
            rule.put("at", at);
        } else if (position instanceof Position.AfterEvents events) {
            rule.put("after", Words.count(events.n(), "event"));
        } else if (position instanceof Position.AfterProgress progress) {
            rule.put("after", Words.count(progress.n(), "progress event"));
        } else if (position instanceof Position.AfterBytes bytes) {
            rule.put("after", Words.count(bytes.n(), "byte"));
        } else {
            String word = wordOf(position, AFTER);
            rule.put(word == null ? "before" : "after", word == null ? wordOf(position, BEFORE) : word);
        }
    }

    private static @Nullable String wordOf(Position position, Map<String, Position> words) {
        for (Map.Entry<String, Position> entry : words.entrySet()) {
            if (entry.getValue().equals(position)) {
                return entry.getKey();
            }
        }
        return null;
    }
}
