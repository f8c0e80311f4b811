package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Canned replies in a scenario file:
 * {@code { to: tools/call forecast, arguments: { city: Oslo }, says: [ { text: sunny } ] }}.
 */
final class CannedWords {

    private static final List<String> KEYS = List.of("to", "arguments", "says");
    private static final List<String> TURN_KEYS = List.of("sends", "takes", "text", "result", "error");
    private static final List<String> STEP_KEYS = List.of("after");
    private static final String ASK = "ask";

    private CannedWords() {}

    static CannedReply read(YamlValue value) {
        YamlMap map = value.map("a canned reply", KEYS);
        Trigger.OfMessage to = TriggerWords.readMessage(map.require("to"));
        String method = to.method();
        if (method == null) {
            throw map.flawAt("to", "a canned reply is to requests of one method", "Such as: tools/call search.");
        }
        Map<String, Object> arguments = map.<Map<String, Object>>readOrNull("arguments", YamlValue::plainMap);
        List<CannedReply.Turn> says =
                map.require("says").list().stream().map(CannedWords::turn).toList();
        return value.checked(() -> new CannedReply(method, to.name(), arguments, says));
    }

    private static CannedReply.Turn turn(YamlValue value) {
        if (value.isText()) {
            return CannedReply.Turn.of(textResult(value.text()));
        }
        YamlMap map = value.map("what is said", TURN_KEYS);
        String kind = map.oneOf(List.of("text", "result", "error"), "response");
        if (kind == null) {
            throw value.flaw("what is said ends with a response", "One of: text, result, error.");
        }
        List<CannedReply.Step> before = new ArrayList<>();
        YamlValue sends = map.get("sends");
        if (sends != null) {
            sends.list().forEach(step -> before.add(step(step)));
        }
        Latency takes = map.readOrNull("takes", LatencyWords::read);
        YamlValue response = map.require(kind);
        return switch (kind) {
            case "text" -> new CannedReply.Turn(before, takes, textResult(response.text()), null);
            case "result" -> new CannedReply.Turn(before, takes, response.plainMap(), null);
            default -> new CannedReply.Turn(before, takes, null, response.plainMap());
        };
    }

    private static Map<String, Object> textResult(String text) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("content", List.of(ReplyWords.textBlock(text)));
        return result;
    }

    private static CannedReply.Step step(YamlValue value) {
        Duration after = Duration.ZERO;
        if (value.isMap()) {
            for (YamlValue.Entry entry : value.entries("the key")) {
                if (entry.name().equals("after")) {
                    after = entry.value().duration();
                }
            }
        }
        YamlChoice choice = YamlChoice.of(value, "notification", STEP_KEYS);
        if (!choice.word().equals(ASK)) {
            return new CannedReply.Step.Notify(NotificationWords.read(value, STEP_KEYS), after);
        }
        YamlMap ask = choice.required("method and params").map("a request", List.of("method", "params"));
        return new CannedReply.Step.Ask(
                ask.require("method").text(), ask.read("params", YamlValue::plainMap, Map.of()), after);
    }

    static Map<String, Object> write(CannedReply reply) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("to", TriggerWords.on(new Trigger.OfMessage(reply.method(), reply.name(), Map.of(), null)));
        if (reply.arguments() != null) {
            map.put("arguments", plain(reply.arguments()));
        }
        map.put("says", reply.says().stream().map(CannedWords::write).toList());
        return map;
    }

    private static Object write(CannedReply.Turn turn) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!turn.before().isEmpty()) {
            map.put("sends", turn.before().stream().map(CannedWords::write).toList());
        }
        if (turn.takes() != null) {
            map.put("takes", LatencyWords.write(turn.takes()));
        }
        Map<String, Object> result = turn.result();
        if (result == null) {
            map.put("error", plain(Objects.requireNonNull(turn.error())));
            return map;
        }
        String text = result.get("content") instanceof List<?> content && content.size() == 1
                ? ReplyWords.textOf(Objects.requireNonNull(content.get(0)))
                : null;
        if (text != null && result.size() == 1) {
            map.put("text", text);
        } else {
            map.put("result", plain(result));
        }
        return map;
    }

    private static Object write(CannedReply.Step step) {
        Object written;
        if (step instanceof CannedReply.Step.Ask ask) {
            Map<String, Object> asked = new LinkedHashMap<>();
            asked.put("method", ask.method());
            if (!ask.params().isEmpty()) {
                asked.put("params", plain(ask.params()));
            }
            written = Map.of(ASK, asked);
        } else {
            written = NotificationWords.write(((CannedReply.Step.Notify) step).notification());
        }
        if (step.after().isZero()) {
            return written;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        if (written instanceof Map<?, ?> parameters) {
            parameters.forEach((key, parameter) -> map.put(String.valueOf(key), Objects.requireNonNull(parameter)));
        } else {
            map.put(String.valueOf(written), Map.of());
        }
        map.put("after", Words.duration(step.after()).replace(" ", ""));
        return map;
    }

    private static Object plain(Object value) {
        return Objects.requireNonNull(Json.plain(value));
    }
}
