package dev.mcptestbench.journal;

import java.time.Duration;
import java.util.Locale;

/** Spans of time in words. */
final class Times {

    private Times() {}

    /** Milliseconds with one decimal, as the first column of a timeline has them: {@code 53.9}. */
    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }

    /** {@code 2 s}, {@code 1.5 s}, {@code 20 ms}, {@code 0.3 ms}. */
    static String words(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return millis >= 1000 ? trimmed(millis / 1000) + " s" : trimmed(millis) + " ms";
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
