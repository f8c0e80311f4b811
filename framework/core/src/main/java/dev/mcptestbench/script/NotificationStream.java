package dev.mcptestbench.script;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The same notification again and again.
 *
 * @param notification what to send; {@code {n}} counts from 1
 * @param every the time between two, such as {@code 10ms}, or a template that gives one; {@code 0ms} for a burst
 * @param times how many, such as {@code 5}, or a template that gives a number
 */
@API(status = API.Status.EXPERIMENTAL)
public record NotificationStream(Notification notification, String every, String times) {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,18}");

    /**
     * Checks what is no template, and spells durations one way, so that {@code 10ms} and {@code 10 ms} are equal.
     *
     * @throws IllegalArgumentException if {@code every} is no duration or {@code times} no whole number
     */
    public NotificationStream {
        if (every.indexOf('{') < 0) {
            every = Words.duration(interval(notification, every, every));
        }
        if (times.indexOf('{') < 0) {
            times = String.valueOf(count(notification, times, times));
        }
    }

    /** One of them, at once. */
    public static NotificationStream once(Notification notification) {
        return new NotificationStream(notification, "0ms", "1");
    }

    /** The time between two. */
    public Duration interval(Template.Values values) {
        return interval(notification, every, Template.fill(every, values));
    }

    private static Duration interval(Notification notification, String every, @Nullable Object filled) {
        try {
            return filled instanceof Number millis
                    ? Duration.ofMillis(millis.longValue())
                    : Words.parseDuration(String.valueOf(filled));
        } catch (IllegalArgumentException notADuration) {
            throw new IllegalArgumentException(
                    "A stream of " + notification + " comes every \"" + every + "\": " + notADuration.getMessage(),
                    notADuration);
        }
    }

    /** How many there are. */
    public long count(Template.Values values) {
        return count(notification, times, String.valueOf(Template.fill(times, values)));
    }

    private static long count(Notification notification, String times, String filled) {
        if (!WHOLE_NUMBER.matcher(filled.strip()).matches()) {
            throw new IllegalArgumentException("A stream of " + notification + " comes \"" + times + "\" times, and \""
                    + filled + "\" is no whole number from 0 up");
        }
        return Long.parseLong(filled.strip());
    }

    @Override
    public String toString() {
        return notification + (times.equals("1") ? "" : " every " + every + ", " + times + " times");
    }
}
