package dev.mcptestbench.journal;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageText;
import dev.mcptestbench.protocol.Methods;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A message in a few words: what it is, to stand on an arrow, and what is in it, to stand beside one. */
final class MessageWords {

    private static final int LONGEST_TEXT = 60;
    private static final int LONGEST_VALUE = 80;
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_.$-]*");

    private MessageWords() {}

    /** What it is: {@code tools/call #2}, {@code result #2}, {@code progress 0.5}, {@code logging info}. */
    static String brief(Message message) {
        return switch (message.kind()) {
            case REQUEST -> MessageText.word(message.method()) + number(message);
            case NOTIFICATION -> notification(message);
            case RESULT -> "result" + number(message);
            case ERROR -> "error" + number(message) + (message.errorCode() == null ? "" : " " + code(message));
            case MALFORMED -> "malformed message";
        };
    }

    private static String code(Message message) {
        return String.valueOf(message.error().get("code"));
    }

    private static String number(Message message) {
        return message.id() == null ? "" : " #" + cut(MessageText.word(message.id()), 12);
    }

    private static String notification(Message message) {
        String method = String.valueOf(message.method());
        Map<String, @Nullable Object> params = message.params();
        return switch (method) {
            case Methods.PROGRESS ->
                "progress " + value(params.get("progress"))
                        + (params.get("total") == null ? "" : " of " + value(params.get("total")));
            case Methods.MESSAGE -> "logging" + (params.get("level") == null ? "" : " " + params.get("level"));
            default ->
                MessageText.word(
                        method.startsWith("notifications/") ? method.substring("notifications/".length()) : method);
        };
    }

    /** What is in it: {@code "forecast" {city: "oslo"}}, {@code "sunny"}; empty where the brief says it all. */
    static String content(Message message) {
        return switch (message.kind()) {
            case REQUEST -> request(message);
            case NOTIFICATION -> notificationContent(message);
            case RESULT -> result(message.result());
            case ERROR -> value(message.error().get("message"));
            case MALFORMED -> cut(message.toJson(), LONGEST_VALUE);
        };
    }

    private static String request(Message message) {
        if (Methods.INITIALIZE.equals(message.method())) {
            return "";
        }
        String name = nameOf(message);
        Map<?, ?> arguments = argumentsOf(message);
        String rest = arguments.isEmpty() ? "" : value(arguments);
        return name == null ? rest : (value(name) + " " + rest).strip();
    }

    private static String notificationContent(Message message) {
        Map<String, @Nullable Object> params = message.params();
        return switch (String.valueOf(message.method())) {
            case Methods.PROGRESS -> params.get("message") == null ? "" : value(params.get("message"));
            case Methods.MESSAGE -> params.containsKey("data") ? value(params.get("data")) : "";
            default -> {
                Map<String, @Nullable Object> told = without(params, "_meta");
                yield told.isEmpty() ? "" : value(told);
            }
        };
    }

    private static String result(Map<String, @Nullable Object> result) {
        if (result.containsKey("protocolVersion") || result.isEmpty()) {
            return "";
        }
        if (result.get("content") instanceof List<?> blocks) {
            StringJoiner words = new StringJoiner(", ", Boolean.TRUE.equals(result.get("isError")) ? "error " : "", "");
            blocks.forEach(block -> words.add(block(block)));
            return words.toString();
        }
        for (String list : List.of("tools", "resources", "resourceTemplates", "prompts")) {
            if (result.get(list) instanceof List<?> items) {
                return items.size() + " " + (items.size() == 1 ? list.substring(0, list.length() - 1) : list);
            }
        }
        return value(without(result, "_meta"));
    }

    private static String block(@Nullable Object block) {
        if (block instanceof Map<?, ?> members) {
            if (members.get("text") instanceof String text) {
                return value(text);
            }
            return String.valueOf(members.get("type"));
        }
        return value(block);
    }

    /** The tool, prompt or resource that a message names, or {@code null}. */
    static @Nullable String nameOf(Message message) {
        Object name = message.params().get("name");
        Object named = name == null ? message.params().get("uri") : name;
        return named instanceof String text ? text : null;
    }

    /** The arguments of a call, or its other parameters where the method has no arguments. */
    static Map<?, ?> argumentsOf(Message message) {
        Map<String, @Nullable Object> params = message.params();
        return params.get("arguments") instanceof Map<?, ?> arguments
                ? arguments
                : without(params, "_meta", "name", "uri", "arguments");
    }

    private static Map<String, @Nullable Object> without(Map<String, @Nullable Object> map, String... names) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(map);
        rest.keySet().removeAll(List.of(names));
        return rest;
    }

    /** A value as it reads in a line: as JSON has it, plain names without quotes, long ones cut, secrets hidden. */
    static String value(@Nullable Object value) {
        return cut(compact(value), LONGEST_VALUE);
    }

    private static String compact(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            StringJoiner members = new StringJoiner(", ", "{", "}");
            map.forEach((name, member) -> {
                String key = String.valueOf(name);
                boolean hidden = member instanceof String && Secrets.isSecret(key);
                members.add((PLAIN_NAME.matcher(key).matches() ? key : Json.write(key)) + ": "
                        + (hidden ? Secrets.HIDDEN : compact(member)));
            });
            return members.toString();
        }
        if (value instanceof List<?> list) {
            StringJoiner items = new StringJoiner(", ", "[", "]");
            list.forEach(item -> items.add(compact(item)));
            return items.toString();
        }
        if (value instanceof String text) {
            return Json.write(cut(Secrets.hide(text), LONGEST_TEXT));
        }
        return value == null ? "null" : Json.write(value);
    }

    /** The text, shortened to so many characters, the last of them {@code …}. */
    static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
