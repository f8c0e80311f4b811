package dev.mcptestbench.script;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * The same notification again and again.
 *
 * @param notification what to send; {@code {n}} counts from 1
 * @param every the time between two, such as {@code 10ms}, or a template that gives one; {@code 0ms} for a burst
 * @param times how many, such as {@code 5}, or a template that gives a number
 */
@API(status = API.Status.EXPERIMENTAL)
public record NotificationStream(Notification notification, String every, String times) {

    /** One of them, at once. */
    public static NotificationStream once(Notification notification) {
        return new NotificationStream(notification, "0ms", "1");
    }

    /** The time between two. */
    public Duration interval(Template.Values values) {
        Object filled = Template.fill(every, values);
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
        String filled = String.valueOf(Template.fill(times, values));
        try {
            return Long.parseLong(filled.strip());
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "A stream of " + notification + " comes \"" + times + "\" times, and \"" + filled
                            + "\" is no whole number",
                    notANumber);
        }
    }

    @Override
    public String toString() {
        return notification + (times.equals("1") ? "" : " every " + every + ", " + times + " times");
    }
}
