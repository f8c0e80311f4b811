package dev.mcptestbench.client;

import dev.mcptestbench.client.transport.HttpStatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long a server wants to be left alone: {@code Retry-After}, seconds or a date (RFC 9110, 10.2.3). */
final class RetryAfter {

    /** A year of two digits is this one or one of the 99 that follow. */
    private static final int FIRST_OF_TWO_DIGITS = 1980;

    /** The dates of HTTP; two of them are obsolete, and to be understood still (RFC 9110, 5.6.7). */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, FIRST_OF_TWO_DIGITS)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /**
     * What the reply asks for; zero if it asks for nothing, or for what nobody understands.
     *
     * @param now counts where the reply has no {@code Date} of its own
     */
    static Duration in(HttpStatusException reply, Instant now) {
        String asked = reply.header("Retry-After").orElse("").strip();
        if (asked.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(asked));
        }
        // By the server's own clock, which may go wrong.
        Instant from = reply.header("Date").flatMap(RetryAfter::date).orElse(now);
        return date(asked)
                .filter(until -> until.isAfter(from))
                .map(until -> Duration.between(from, until))
                .orElse(Duration.ZERO);
    }

    private static Optional<Instant> date(String text) {
        for (DateTimeFormatter format : DATES) {
            try {
                return Optional.of(format.parse(text.strip(), Instant::from));
            } catch (DateTimeParseException another) {
                // One of the others, or no date.
            }
        }
        return Optional.empty();
    }
}
