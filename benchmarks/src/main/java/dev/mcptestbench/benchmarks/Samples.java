package dev.mcptestbench.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The figures of several rounds. Not thread-safe. */
final class Samples {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        return percentile(0.5);
    }

    /** The median of what each of these figures is to the one of the same round: what comes and goes hits both. */
    double medianRatioTo(Samples others) {
        Samples ratios = new Samples();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / others.values.get(i));
        }
        return ratios.median();
    }

    double percentile(double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    /** The lowest and the highest figure. */
    String range(String format) {
        return String.format(Locale.ROOT, format + " – " + format, Collections.min(values), Collections.max(values));
    }

    /** What lies between the lowest and the highest tenth. */
    String middle(String format) {
        return String.format(Locale.ROOT, format + " – " + format, percentile(0.1), percentile(0.9));
    }
}
