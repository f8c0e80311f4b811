package dev.mcptestbench.server;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import java.util.List;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * What crossed the wire at one server, or at several that count as one: what assertions look at.
 *
 * @param whom how failures speak of it, such as {@code the server}
 * @param journal where it was written down
 * @param servers which names in the journal are meant
 */
@API(status = API.Status.INTERNAL)
public record Traffic(String whom, Journal journal, Predicate<String> servers) {

    /** What the clients did against the specification, in order. */
    public List<JournalEntry.Violation> violations() {
        return journal.violations().stream()
                .filter(violation -> servers.test(violation.server()))
                .toList();
    }
}
