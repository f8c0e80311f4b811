package dev.mcptestbench.script;

import java.util.List;
import java.util.Map;

/**
 * Which of the times a rule acts on, in a scenario file: {@code first}, {@code nth: 3}, {@code times: 2},
 * {@code from: 3}, {@code every: 2}, {@code probability: 0.1}; none of them for every time.
 */
final class OccurrenceWords {

    static final List<String> KEYS = List.of("first", "nth", "times", "from", "every", "probability");

    private OccurrenceWords() {}

    /**
     * Reads one.
     *
     * @param keys those of {@link #KEYS} that tell the occurrence; the others tell of a stream of notifications
     */
    static Occurrence read(YamlMap rule, List<String> keys) {
        String key = rule.oneOf(keys, "occurrence");
        YamlValue value = key == null ? null : rule.get(key);
        if (key == null || value == null) {
            return new Occurrence.Always();
        }
        return value.checked(() -> switch (key) {
            case "first" -> first(value);
            case "nth" -> new Occurrence.Nth(value.whole());
            case "times" -> new Occurrence.Times(value.whole());
            case "from" -> new Occurrence.From(value.whole());
            case "every" -> new Occurrence.Every(value.whole());
            default -> new Occurrence.Probability(value.number());
        });
    }

    private static Occurrence first(YamlValue value) {
        if (value.isNumber()) {
            throw value.flaw(
                    "\"first\" takes no number",
                    "For the first n times write times: n, for the n-th time only write nth: n.");
        }
        if (!value.isNothing() && !value.truth()) {
            throw value.flaw("\"first\" is there or is not there", "For every time leave it out.");
        }
        return new Occurrence.Nth(1);
    }

    static void write(Occurrence occurrence, Map<String, Object> rule) {
        if (occurrence instanceof Occurrence.Nth nth) {
            if (nth.n() == 1) {
                rule.put("first", true);
            } else {
                rule.put("nth", nth.n());
            }
        } else if (occurrence instanceof Occurrence.Times times) {
            rule.put("times", times.n());
        } else if (occurrence instanceof Occurrence.From from) {
            rule.put("from", from.n());
        } else if (occurrence instanceof Occurrence.Every every) {
            rule.put("every", every.n());
        } else if (occurrence instanceof Occurrence.Probability probability) {
            rule.put("probability", probability.p());
        }
    }
}
