package dev.mcptestbench.script;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** How long something takes. Drawn anew each time, from the scenario's seed. Never negative. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Latency {

    /** Draws a duration, zero or longer. */
    Duration sample(RandomGenerator random);

    /** Always the same. */
    record Fixed(Duration duration) implements Latency {
        /** Checks the duration. */
        public Fixed {
            notNegative("latency", duration);
        }

        @Override
        public Duration sample(RandomGenerator random) {
            return duration;
        }

        @Override
        public String toString() {
            return Words.duration(duration);
        }
    }

    /** Anything between two bounds, each as likely. */
    record Uniform(Duration from, Duration to) implements Latency {
        /** Checks the bounds. */
        public Uniform {
            notNegative("lower bound of the latency", from);
            if (to.compareTo(from) < 0) {
                throw new IllegalArgumentException("The upper bound of the latency, " + Words.duration(to)
                        + ", is below the lower bound, " + Words.duration(from));
            }
        }

        @Override
        public Duration sample(RandomGenerator random) {
            return from.plusNanos((long) (random.nextDouble() * to.minus(from).toNanos()));
        }

        @Override
        public String toString() {
            return "between " + Words.duration(from) + " and " + Words.duration(to);
        }
    }

    /** Normally distributed; what would fall below zero is zero. */
    record Normal(Duration mean, Duration stddev) implements Latency {
        /** Checks the parameters. */
        public Normal {
            notNegative("mean of the latency", mean);
            notNegative("standard deviation of the latency", stddev);
        }

        @Override
        public Duration sample(RandomGenerator random) {
            return nanos(mean.toNanos() + random.nextGaussian() * stddev.toNanos());
        }

        @Override
        public String toString() {
            return "normally " + Words.duration(mean) + " ± " + Words.duration(stddev);
        }
    }

    /**
     * Log-normally distributed: mostly near the median, now and then much longer.
     *
     * @param median half of the draws are below it
     * @param sigma the standard deviation of the logarithm, zero or more; 0.4 gives a modest tail
     */
    record LogNormal(Duration median, double sigma) implements Latency {
        /** Checks the parameters. */
        public LogNormal {
            notNegative("median of the latency", median);
            if (!(sigma >= 0)) {
                throw new IllegalArgumentException("The sigma of a log-normal latency is zero or more, not " + sigma);
            }
        }

        @Override
        public Duration sample(RandomGenerator random) {
            return nanos(median.toNanos() * Math.exp(random.nextGaussian() * sigma));
        }

        @Override
        public String toString() {
            return "log-normally " + Words.duration(median) + ", sigma " + sigma;
        }
    }

    /**
     * A table as monitoring shows it: 50 → 20 ms, 99 → 300 ms. Between two rows it is interpolated; below the first and
     * above the last row it is that row's.
     *
     * @param table durations by percentile, each over 0 and at most 100
     */
    record Percentiles(NavigableMap<Double, Duration> table) implements Latency {
        /** Checks and copies the table. */
        public Percentiles {
            if (table.isEmpty() || table.firstKey() <= 0 || table.lastKey() > 100) {
                throw new IllegalArgumentException(
                        "A percentile table has rows over 0 and up to 100, not " + table.keySet());
            }
            table = new TreeMap<>(table);
            Duration last = Duration.ZERO;
            for (Duration row : table.values()) {
                notNegative("row of a percentile table", row);
                if (row.compareTo(last) < 0) {
                    throw new IllegalArgumentException("A percentile table never falls: " + table);
                }
                last = row;
            }
        }

        @Override
        public NavigableMap<Double, Duration> table() {
            return java.util.Collections.unmodifiableNavigableMap(table);
        }

        @Override
        public Duration sample(RandomGenerator random) {
            double percentile = random.nextDouble() * 100;
            Map.Entry<Double, Duration> below = table.floorEntry(percentile);
            Map.Entry<Double, Duration> above = table.ceilingEntry(percentile);
            if (below == null) {
                return table.firstEntry().getValue();
            }
            if (above == null || above.getKey().equals(below.getKey())) {
                return below.getValue();
            }
            double share = (percentile - below.getKey()) / (above.getKey() - below.getKey());
            double from = below.getValue().toNanos();
            return nanos(from + share * (above.getValue().toNanos() - from));
        }

        @Override
        public String toString() {
            return "by percentiles "
                    + table.entrySet().stream()
                            .map(row -> row.getKey() + " % " + Words.duration(row.getValue()))
                            .collect(Collectors.joining(", "));
        }
    }

    private static Duration nanos(double nanos) {
        return Duration.ofNanos(Math.max(0, (long) nanos));
    }

    private static void notNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("The " + what + " is negative: " + duration);
        }
    }
}
