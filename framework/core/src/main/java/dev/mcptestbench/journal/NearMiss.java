package dev.mcptestbench.journal;

import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The request that came closest to what was looked for, and what kept it from being that.
 *
 * @param entry the request
 * @param differences how it differs, at least one
 * @param candidates how many requests were looked at
 */
@API(status = API.Status.EXPERIMENTAL)
public record NearMiss(JournalEntry.RequestArrived entry, List<Difference> differences, int candidates) {

    /** Copies the differences. */
    public NearMiss {
        differences = List.copyOf(differences);
    }

    /**
     * One way in which two requests differ.
     *
     * @param what the argument, or {@code name}
     * @param expected the value looked for
     * @param actual the value found, or {@code null} if there was none
     */
    public record Difference(
            String what, Object expected, @Nullable Object actual) {}
}
