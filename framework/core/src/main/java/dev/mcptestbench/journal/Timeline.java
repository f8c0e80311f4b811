package dev.mcptestbench.journal;

import dev.mcptestbench.protocol.Revision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A journal as people read it: who said what to whom, when, which rule fired, and what was against the specification.
 * Immutable: it shows what the journal held when it was made. No text of it holds a credential.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Timeline {

    private final @Nullable Heading heading;
    private final List<TimelineRow> rows;
    private final List<JournalEntry.Violation> violations;

    private Timeline(@Nullable Heading heading, List<TimelineRow> rows, List<JournalEntry.Violation> violations) {
        this.heading = heading;
        this.rows = rows;
        this.violations = violations;
    }

    /**
     * What a timeline says of the test above its lines.
     *
     * @param test the test, such as {@code keepsAskingTest(MockMcpServer, ManagedClient)}
     * @param revision the revision that the test runs at
     * @param transport the transport by its name, such as {@code streamable-http}
     * @param seed where its randomness started
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record Heading(String test, Revision revision, String transport, long seed) {

        /** {@code revision 2025-11-25 · streamable HTTP · seed 42}. */
        String setup() {
            String named = transport.equals("streamable-http") ? "streamable HTTP" : transport;
            return "revision " + revision.text() + " · " + named + " · seed " + seed;
        }
    }

    /** The timeline of all that the journal holds now, without a heading. */
    public static Timeline of(Journal journal) {
        return of(journal.entries(), null);
    }

    /** The timeline of all that the journal holds now. */
    public static Timeline of(Journal journal, Heading heading) {
        return of(journal.entries(), heading);
    }

    private static Timeline of(List<JournalEntry> entries, @Nullable Heading heading) {
        List<JournalEntry.Violation> violations = new ArrayList<>();
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Violation violation) {
                violations.add(violation);
            }
        }
        return new Timeline(heading, TimelineRows.of(entries), List.copyOf(violations));
    }

    /** Whether there is nothing to show. */
    public boolean isEmpty() {
        return rows.isEmpty() && violations.isEmpty();
    }

    /** The whole timeline as plain text, lines ended by {@code \n} but for the last. */
    public String toText() {
        return TextTimeline.of(this, Integer.MAX_VALUE);
    }

    /**
     * The end of the timeline as plain text.
     *
     * @param lines how many lines of events to show at most, at least 1; how many were left out is said in their place
     */
    public String toText(int lines) {
        if (lines < 1) {
            throw new IllegalArgumentException("A timeline shows at least one line, not " + lines);
        }
        return TextTimeline.of(this, lines);
    }

    /** The whole timeline as an HTML page that needs nothing else. */
    public String toHtml() {
        return HtmlTimeline.of(this);
    }

    @Override
    public String toString() {
        return toText();
    }

    @Nullable
    Heading heading() {
        return heading;
    }

    List<TimelineRow> rows() {
        return rows;
    }

    /** The clients that are known by name, in the order of their appearance. */
    Set<String> clients() {
        Set<String> clients = new LinkedHashSet<>();
        for (TimelineRow row : rows) {
            if (row.client() != null) {
                clients.add(row.client());
            }
        }
        return clients;
    }

    /** The servers, in the order of their appearance. */
    Set<String> servers() {
        Set<String> servers = new LinkedHashSet<>();
        for (TimelineRow row : rows) {
            if (row.server() != null) {
                servers.add(row.server());
            }
        }
        return servers;
    }

    /** {@code 2 violations}, or {@code null} if there are none. */
    @Nullable
    String violationCount() {
        return violations.isEmpty()
                ? null
                : violations.size() + (violations.size() == 1 ? " violation" : " violations");
    }

    /** Each violation in one line: the entry that shows it, what is wrong, and where the specification says so. */
    List<String> violationTexts() {
        String revision = heading == null ? "" : ", " + heading.revision().text();
        return violations.stream()
                .map(violation -> (violation.about() == 0 ? "" : "#" + violation.about() + " ")
                        + Secrets.hide(violation.detail()) + " ("
                        + violation.requirement().section() + revision + ")")
                .toList();
    }
}
