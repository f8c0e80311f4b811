package dev.mcptestbench.script;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How long something takes, in a scenario file: a duration such as {@code 20ms}, or a distribution such as
 * {@code { normal: { mean: 20ms, stddev: 5ms } }}.
 */
final class LatencyWords {

    private static final List<String> WORDS = List.of("fixed", "uniform", "normal", "log-normal", "percentiles");

    private LatencyWords() {}

    static Latency read(YamlValue value) {
        if (!value.isMap()) {
            Duration duration = value.duration();
            return value.checked(() -> new Latency.Fixed(duration));
        }
        YamlChoice choice = YamlChoice.of(value, "latency", List.of());
        choice.requireKnown("latency", WORDS, word -> false);
        YamlValue parameter = choice.required("parameters");
        return value.checked(() -> switch (choice.word()) {
            case "fixed" -> new Latency.Fixed(parameter.duration());
            case "uniform" -> {
                YamlMap map = parameter.map("a uniform latency", List.of("from", "to"));
                yield new Latency.Uniform(
                        map.require("from").duration(), map.require("to").duration());
            }
            case "normal" -> {
                YamlMap map = parameter.map("a normal latency", List.of("mean", "stddev"));
                yield new Latency.Normal(
                        map.require("mean").duration(), map.require("stddev").duration());
            }
            case "log-normal" -> {
                YamlMap map = parameter.map("a log-normal latency", List.of("median", "sigma"));
                yield new Latency.LogNormal(
                        map.require("median").duration(), map.require("sigma").number());
            }
            default -> new Latency.Percentiles(table(parameter));
        });
    }

    private static NavigableMap<Double, Duration> table(YamlValue value) {
        NavigableMap<Double, Duration> table = new TreeMap<>();
        for (YamlValue.Entry row : value.entries("percentile")) {
            try {
                table.put(Double.valueOf(row.name()), row.value().duration());
            } catch (NumberFormatException noNumber) {
                throw value.document()
                        .flaw(row.key(), "a percentile is a number over 0 and up to 100, not " + row.name(), null);
            }
        }
        return table;
    }

    static Object write(Latency latency) {
        if (latency instanceof Latency.Fixed fixed) {
            return duration(fixed.duration());
        }
        Map<String, Object> map = new LinkedHashMap<>();
        if (latency instanceof Latency.Uniform uniform) {
            map.put("from", duration(uniform.from()));
            map.put("to", duration(uniform.to()));
            return Map.of("uniform", map);
        }
        if (latency instanceof Latency.Normal normal) {
            map.put("mean", duration(normal.mean()));
            map.put("stddev", duration(normal.stddev()));
            return Map.of("normal", map);
        }
        if (latency instanceof Latency.LogNormal logNormal) {
            map.put("median", duration(logNormal.median()));
            map.put("sigma", logNormal.sigma());
            return Map.of("log-normal", map);
        }
        Map<Number, Object> rows = new LinkedHashMap<>();
        ((Latency.Percentiles) latency)
                .table()
                .forEach((percentile, row) -> rows.put(shortest(percentile), duration(row)));
        return Map.of("percentiles", rows);
    }

    private static Number shortest(double percentile) {
        if (percentile == (int) percentile) {
            return (int) percentile;
        }
        return percentile;
    }

    /** A duration as a scenario file has it: {@code 20ms}. */
    static String duration(Duration duration) {
        return Words.duration(duration).replace(" ", "");
    }
}
