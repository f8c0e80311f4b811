package dev.mcptestbench.time;

import java.time.Duration;
import java.util.Locale;
import org.apiguardian.api.API;

/** Spans of time, and how often, in the words of failure texts and timelines. Scripts have spellings of their own, which lose nothing. */
@API(status = API.Status.INTERNAL)
public final class TimeText {

    private TimeText() {}

    /** Milliseconds with one decimal, as the first column of a timeline has them: {@code 53.9}. */
    public static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }

    /** {@code 2 s}, {@code 1.5 s}, {@code 20 ms}, {@code 0.3 ms}. */
    public static String words(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return millis >= 1000 ? trimmed(millis / 1000) + " s" : trimmed(millis) + " ms";
    }

    /** {@code once}, {@code twice}, {@code 3 times}. */
    public static String times(long n) {
        return n == 1 ? "once" : n == 2 ? "twice" : n + " times";
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
