package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Methods;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notifications in a scenario file: {@code { logging: { level: info, data: "tick {n}" } }}, {@code { progress: 0.5 }},
 * {@code tools-changed}, or any method with its parameters. Beside the notification may stand how often it comes:
 * {@code every: 10ms, times: 5}.
 */
final class NotificationWords {

    /** Keys beside a notification that make it a stream. */
    static final List<String> STREAM_KEYS = List.of("every", "times");

    private static final String LOGGING = "logging";
    private static final String PROGRESS = "progress";
    private static final String RESOURCE_UPDATED = "resource-updated";
    private static final String ANY = "notification";

    private static final Map<String, String> BARE = Map.of(
            "tools-changed", Methods.TOOLS_LIST_CHANGED,
            "resources-changed", Methods.RESOURCES_LIST_CHANGED,
            "prompts-changed", Methods.PROMPTS_LIST_CHANGED);

    private static final List<String> WORDS =
            List.of(LOGGING, PROGRESS, "tools-changed", "resources-changed", "prompts-changed", RESOURCE_UPDATED, ANY);

    private static final List<String> LOGGING_KEYS = List.of("level", "data", "logger");
    private static final List<String> PROGRESS_KEYS = List.of("value", "total", "message");

    private NotificationWords() {}

    /** Reads a notification and, beside it, how often it comes; once, if that is not told. */
    static NotificationStream readStream(YamlValue value) {
        Notification notification = read(value, STREAM_KEYS);
        if (!value.isMap()) {
            return NotificationStream.once(notification);
        }
        String every = "0ms";
        String times = "1";
        for (YamlValue.Entry entry : value.entries("the key")) {
            if (entry.name().equals("every")) {
                every = interval(entry.value());
            } else if (entry.name().equals("times")) {
                times = count(entry.value());
            }
        }
        String interval = every;
        String count = times;
        return value.checked(() -> new NotificationStream(notification, interval, count));
    }

    /** The time between two: a duration, or a template that gives one. */
    static String interval(YamlValue value) {
        return value.isText() && value.text().indexOf('{') >= 0 ? value.text() : Words.duration(value.duration());
    }

    /** How many: a number, or a template that gives one. */
    static String count(YamlValue value) {
        if (value.isText() && value.text().indexOf('{') >= 0) {
            return value.text();
        }
        return String.valueOf(value.whole());
    }

    /** Reads a notification beside which these keys may stand. */
    static Notification read(YamlValue value, List<String> beside) {
        YamlChoice choice = YamlChoice.of(value, "notification", beside);
        choice.requireKnown("notification", WORDS, word -> word.indexOf('/') > 0);
        String bare = BARE.get(choice.word());
        if (bare != null) {
            choice.requireNone();
            return new Notification(bare, Map.of());
        }
        return switch (choice.word()) {
            case LOGGING -> logging(choice.required("level and data"));
            case PROGRESS -> progress(choice.required("a number"));
            case RESOURCE_UPDATED ->
                new Notification(
                        Methods.RESOURCES_UPDATED,
                        Map.of("uri", choice.required("a URI").text()));
            case ANY -> {
                YamlMap map = choice.required("method and params").map("a notification", List.of("method", "params"));
                yield new Notification(map.require("method").text(), map.read("params", YamlValue::plainMap, Map.of()));
            }
            default -> {
                YamlValue params = choice.parameter();
                yield new Notification(choice.word(), params == null ? Map.of() : params.plainMap());
            }
        };
    }

    private static Notification logging(YamlValue value) {
        YamlMap map = value.map("a logging notification", LOGGING_KEYS);
        LogLevel level = map.require("level").constant(LogLevel.class);
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("level", level.text());
        params.put("data", map.require("data").plain());
        if (map.has("logger")) {
            params.put("logger", map.require("logger").text());
        }
        return new Notification(Methods.MESSAGE, params);
    }

    private static Notification progress(YamlValue value) {
        Map<String, Object> params = new LinkedHashMap<>();
        if (!value.isMap()) {
            params.put("progress", value.number());
            return new Notification(Methods.PROGRESS, params);
        }
        YamlMap map = value.map("a progress notification", PROGRESS_KEYS);
        params.put("progress", map.require("value").number());
        if (map.has("total")) {
            params.put("total", map.require("total").number());
        }
        if (map.has("message")) {
            params.put("message", map.require("message").text());
        }
        return new Notification(Methods.PROGRESS, params);
    }

    static Object writeStream(NotificationStream stream) {
        boolean once = stream.equals(NotificationStream.once(stream.notification()));
        return once ? write(stream.notification()) : writeWithStreamKeys(stream);
    }

    /** The notification, and beside it how often it comes, even if it comes once. */
    static Map<String, Object> writeWithStreamKeys(NotificationStream stream) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (write(stream.notification()) instanceof Map<?, ?> parameters) {
            parameters.forEach((key, value) -> map.put(String.valueOf(key), value));
        } else {
            map.put(String.valueOf(write(stream.notification())), null);
        }
        writeStreamKeys(stream, map);
        return map;
    }

    /** How often it comes; the time between two is left out where there is none. */
    static void writeStreamKeys(NotificationStream stream, Map<String, Object> map) {
        if (!stream.every().equals("0 ms")) {
            map.put(
                    "every",
                    stream.every().indexOf('{') >= 0
                            ? stream.every()
                            : stream.every().replace(" ", ""));
        }
        map.put("times", stream.times().indexOf('{') >= 0 ? stream.times() : Long.valueOf(stream.times()));
    }

    static Object write(Notification notification) {
        Map<String, Object> params = notification.params();
        Object special = switch (notification.method()) {
            case Methods.MESSAGE -> writtenLogging(params);
            case Methods.PROGRESS -> writtenProgress(params);
            case Methods.RESOURCES_UPDATED ->
                params.size() == 1 && params.get("uri") instanceof String uri ? Map.of(RESOURCE_UPDATED, uri) : null;
            default -> bareWord(notification);
        };
        if (special != null) {
            return special;
        }
        if (notification.method().indexOf('/') > 0) {
            return params.isEmpty() ? notification.method() : Map.of(notification.method(), plain(params));
        }
        Map<String, Object> any = new LinkedHashMap<>();
        any.put("method", notification.method());
        if (!params.isEmpty()) {
            any.put("params", plain(params));
        }
        return Map.of(ANY, any);
    }

    private static @Nullable Object bareWord(Notification notification) {
        if (!notification.params().isEmpty()) {
            return null;
        }
        for (Map.Entry<String, String> entry : BARE.entrySet()) {
            if (entry.getValue().equals(notification.method())) {
                return entry.getKey();
            }
        }
        return null;
    }

    private static @Nullable Object writtenLogging(Map<String, Object> params) {
        boolean fits = LOGGING_KEYS.containsAll(params.keySet())
                && params.containsKey("data")
                && params.get("level") instanceof String level
                && LogLevel.of(level).isPresent()
                && (!params.containsKey("logger") || params.get("logger") instanceof String);
        if (!fits) {
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        LOGGING_KEYS.stream().filter(params::containsKey).forEach(key -> map.put(key, Json.plain(params.get(key))));
        return Map.of(LOGGING, map);
    }

    private static @Nullable Object writtenProgress(Map<String, Object> params) {
        boolean fits = List.of("progress", "total", "message").containsAll(params.keySet())
                && params.get("progress") instanceof Double
                && (!params.containsKey("total") || params.get("total") instanceof Double)
                && (!params.containsKey("message") || params.get("message") instanceof String);
        if (!fits) {
            return null;
        }
        if (params.size() == 1) {
            return Map.of(PROGRESS, plain(params.get("progress")));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("value", plain(params.get("progress")));
        params.forEach((key, value) -> {
            if (!key.equals("progress")) {
                map.put(key, plain(value));
            }
        });
        return Map.of(PROGRESS, map);
    }

    private static Object plain(@Nullable Object value) {
        return java.util.Objects.requireNonNull(Json.plain(value));
    }
}
