package dev.mcptestbench.script;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules in a scenario file: a trigger, an occurrence, a position and one of the actions {@code do}, {@code delay},
 * {@code hold}, {@code send}, {@code ask}; beside the last two, {@code to} tells whom; {@code over} narrows it to a carrier,
 * or a list of them.
 *
 * <p>Beside {@code send}, {@code times} counts the notifications and a duration at {@code every} is the time between two
 * of them; a whole number at {@code every} is an occurrence as elsewhere. Where the notification itself tells either of
 * them, both stand there, and those of the rule tell the occurrence.
 */
final class RuleWords {

    private static final List<String> ACTIONS = List.of("do", "delay", "hold", "send", "ask");

    private static final String TO = "to";

    private static final List<String> KEYS = Stream.of(
                    TriggerWords.KEYS, OccurrenceWords.KEYS, PositionWords.KEYS, List.of("over"), ACTIONS, List.of(TO))
            .flatMap(List::stream)
            .toList();

    private RuleWords() {}

    /** Reads a rule, or notes what is wrong with it and returns {@code null}. */
    static @Nullable Rule read(YamlValue value, Set<String> pluginWords) {
        YamlDocument document = value.document();
        int before = document.errors();
        YamlMap rule = value.map("a rule", KEYS);
        List<String> streamKeys = streamKeys(rule);
        List<String> occurrenceKeys = new ArrayList<>(OccurrenceWords.KEYS);
        occurrenceKeys.removeAll(streamKeys);
        Trigger trigger = document.attempt(() -> TriggerWords.read(rule));
        Occurrence occurrence = document.attempt(() -> OccurrenceWords.read(rule, occurrenceKeys));
        Position position = document.attempt(() -> PositionWords.read(rule));
        Action action = document.attempt(() -> action(rule, streamKeys, pluginWords));
        Set<Carrier> carriers = rule.read("over", RuleWords::carriers, Carrier.all());
        if (document.errors() > before || trigger == null || occurrence == null || position == null || action == null) {
            return null;
        }
        Source source = new Source(document.file(), document.lineOf(value.node()));
        try {
            return new Rule(trigger, occurrence, position, action, carriers, source);
        } catch (IllegalArgumentException refused) {
            document.error(value.node(), String.valueOf(refused.getMessage()), null);
            return null;
        }
    }

    private static Set<Carrier> carriers(YamlValue value) {
        Set<Carrier> carriers = EnumSet.noneOf(Carrier.class);
        for (YamlValue item : value.isList() ? value.list() : List.of(value)) {
            carriers.add(Carrier.of(item.text()).orElseThrow(() -> {
                String nearest = YamlValue.didYouMean(item.text(), Carrier.words());
                return item.flaw(
                        "unknown carrier \"" + item.text() + "\"",
                        (nearest == null ? "" : nearest + " ") + "Known: " + String.join(", ", Carrier.words()) + ".");
            }));
        }
        if (carriers.isEmpty()) {
            throw value.flaw("a rule acts on one carrier at least", "For all of them leave out \"over\".");
        }
        return carriers;
    }

    /** Which of the rule's keys tell of the stream that it sends. */
    private static List<String> streamKeys(YamlMap rule) {
        YamlValue send = rule.get("send");
        if (send == null || tellsItself(send)) {
            return List.of();
        }
        YamlValue every = rule.get("every");
        return every != null && every.isNumber() ? List.of("times") : NotificationWords.STREAM_KEYS;
    }

    private static boolean tellsItself(YamlValue send) {
        return send.isMap()
                && send.entries("the key").stream()
                        .anyMatch(entry -> NotificationWords.STREAM_KEYS.contains(entry.name()));
    }

    private static Action action(YamlMap rule, List<String> streamKeys, Set<String> pluginWords) {
        String key = rule.oneOf(ACTIONS, "action");
        if (key == null) {
            throw rule.value()
                    .flaw("a rule without an action", "A rule has one of: " + String.join(", ", ACTIONS) + ".");
        }
        if (rule.has(TO) && !key.equals("send") && !key.equals("ask")) {
            throw rule.flawAt(TO, "\"to\" tells who hears what is sent or asked, and \"" + key + "\" is neither", null);
        }
        YamlValue value = rule.require(key);
        return switch (key) {
            case "do" -> FaultWords.read(value, pluginWords);
            case "delay" -> new Action.Delay(LatencyWords.read(value));
            case "hold" -> hold(value);
            case "ask" -> new Action.Ask(SpeechWords.readQuestion(value), addressee(rule));
            default -> send(rule, value, streamKeys);
        };
    }

    private static Addressee addressee(YamlMap rule) {
        return rule.read(TO, SpeechWords::readAddressee, new Addressee.WhomItMet());
    }

    private static Action hold(YamlValue value) {
        YamlMap map = value.map("a hold", List.of("until", "order"));
        int arrivals = map.require("until").wholeInt();
        Action.Order order = map.read("order", each -> each.constant(Action.Order.class), Action.Order.AS_ARRIVED);
        return map.require("until").checked(() -> new Action.HoldUntilArrived(arrivals, order));
    }

    private static Action send(YamlMap rule, YamlValue value, List<String> streamKeys) {
        NotificationStream stream = NotificationWords.readStream(value);
        YamlValue every = streamKeys.contains("every") ? rule.get("every") : null;
        YamlValue times = streamKeys.contains("times") ? rule.get("times") : null;
        String interval = every == null ? stream.every() : NotificationWords.interval(every);
        String count = times == null ? stream.times() : NotificationWords.count(times);
        if (every != null && times == null) {
            throw rule.flawAt("every", "a stream of notifications has no number: the key \"times\" is missing", null);
        }
        return new Action.Send(
                value.checked(() -> new NotificationStream(stream.notification(), interval, count)), addressee(rule));
    }

    /**
     * Returns a rule as the map that stands in a file.
     *
     * @throws IllegalArgumentException if it cannot stand in a file
     */
    static Map<String, Object> write(Rule rule) {
        Map<String, Object> map = new LinkedHashMap<>();
        TriggerWords.write(rule.trigger(), map);
        OccurrenceWords.write(rule.occurrence(), map);
        PositionWords.write(rule.position(), map);
        if (!rule.carriers().equals(Carrier.all())) {
            List<String> words =
                    rule.carriers().stream().sorted().map(Carrier::word).toList();
            map.put("over", words.size() == 1 ? words.get(0) : words);
        }
        Action action = rule.action();
        if (action instanceof Fault fault) {
            map.put("do", FaultWords.write(fault));
        } else if (action instanceof Action.Delay delay) {
            map.put("delay", LatencyWords.write(delay.latency()));
        } else if (action instanceof Action.HoldUntilArrived hold) {
            Map<String, Object> until = new LinkedHashMap<>();
            until.put("until", hold.arrivals());
            if (hold.order() != Action.Order.AS_ARRIVED) {
                until.put("order", YamlValue.wordOf(hold.order()));
            }
            map.put("hold", until);
        } else if (action instanceof Action.Send send) {
            writeSend(rule, send.stream(), map);
            SpeechWords.writeAddressee(send.to(), map);
        } else if (action instanceof Action.Ask ask) {
            map.put("ask", SpeechWords.write(ask.question()));
            SpeechWords.writeAddressee(ask.to(), map);
        } else {
            throw new IllegalArgumentException("The rule \"" + rule + "\""
                    + (rule.source() == null ? "" : " (" + rule.source() + ")")
                    + " cannot be written to a scenario file, for its gate is opened by code:"
                    + " keep it in Java, or use holdUntilArrived(n), which is written hold: { until: n }");
        }
        return map;
    }

    private static void writeSend(Rule rule, NotificationStream stream, Map<String, Object> map) {
        if (rule.occurrence() instanceof Occurrence.Times || rule.occurrence() instanceof Occurrence.Every) {
            map.put("send", NotificationWords.writeWithStreamKeys(stream));
            return;
        }
        if (!stream.equals(NotificationStream.once(stream.notification()))) {
            NotificationWords.writeStreamKeys(stream, map);
        }
        map.put("send", NotificationWords.write(stream.notification()));
    }
}
