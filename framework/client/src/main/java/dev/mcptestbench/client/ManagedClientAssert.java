package dev.mcptestbench.client;

import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Metric;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** Claims about what a managed client is, has gone through, and has counted. */
@API(status = API.Status.EXPERIMENTAL)
public final class ManagedClientAssert extends AbstractAssert<ManagedClientAssert, ManagedClient> {

    private Duration patience = Duration.ZERO;

    ManagedClientAssert(ManagedClient actual) {
        super(actual, ManagedClientAssert.class);
    }

    /** Lets the next claims come true within that time, in real time, instead of at once. */
    public ManagedClientAssert eventually(Duration within) {
        patience = within;
        return this;
    }

    /** It is connected. */
    public ManagedClientAssert isConnected() {
        return is(ClientState.CONNECTED);
    }

    /** It is in this state. */
    public ManagedClientAssert is(ClientState state) {
        isNotNull();
        if (!holds(() -> actual.state() == state)) {
            throw unlike("to be " + state, "it is " + actual.state());
        }
        return this;
    }

    /** It is in a session that it took up from its session store, and did not initialize. */
    public ManagedClientAssert resumedItsSession() {
        isNotNull();
        if (!holds(actual::isResumed)) {
            throw unlike(
                    "to have taken up a stored session",
                    actual.initializeResult().isEmpty() ? "it is in no session" : "it has initialized a new one");
        }
        return this;
    }

    /**
     * It went through just these states, one after the other, beginning where it first was in the first of them and up to now:
     * {@code CONNECTED, RECONNECTING, CONNECTED} leaves out how it came to be connected, and nothing after that.
     */
    public ManagedClientAssert wentThrough(ClientState... states) {
        isNotNull();
        List<ClientState> expected = List.of(states);
        if (!holds(() -> sinceFirst(expected.get(0)).equals(expected))) {
            throw unlike(
                    "to have gone through\n  " + arrows(expected),
                    sinceFirst(expected.get(0)).isEmpty() ? "it never was " + expected.get(0) : "it was otherwise");
        }
        return this;
    }

    private List<ClientState> sinceFirst(ClientState first) {
        List<ClientState> all = new ArrayList<>();
        changes().forEach(change -> all.add(change.to()));
        int from = all.indexOf(first);
        return from < 0 ? List.of() : all.subList(from, all.size());
    }

    /** It scheduled just these attempts to reconnect, each so long after the one before had failed. */
    public ManagedClientAssert retriedAfter(Duration... delays) {
        isNotNull();
        List<Duration> expected = List.of(delays);
        if (!holds(() -> delays().equals(expected))) {
            throw unlike(
                    "to have scheduled attempts after\n  " + words(expected), "they were after\n  " + words(delays()));
        }
        return this;
    }

    private List<Duration> delays() {
        return entries(JournalEntry.RetryScheduled.class).stream()
                .map(JournalEntry.RetryScheduled::delay)
                .toList();
    }

    /** It has counted just so many. */
    public ManagedClientAssert hasCounted(long count, Metric metric) {
        isNotNull();
        if (!holds(() -> actual.metrics().of(metric) == count)) {
            throw failure(
                    "%s",
                    "Expected client \"" + actual.name() + "\" to have counted " + count + " " + metric
                            + " but it counted " + actual.metrics().of(metric) + ":\n" + calls());
        }
        return this;
    }

    /** Something went wrong with its connection, and last it was such an exception. */
    public ManagedClientAssert hasLastError(Class<? extends Throwable> type) {
        isNotNull();
        if (!holds(() -> actual.lastError().filter(type::isInstance).isPresent())) {
            throw unlike(
                    "to have " + type.getSimpleName() + " as its last error",
                    "that is "
                            + actual.lastError()
                                    .map(e -> e.getClass().getSimpleName() + ": " + e.getMessage())
                                    .orElse("none"));
        }
        return this;
    }

    /** Servers asked it just so often by that method, such as {@code elicitation/create}. */
    public ManagedClientAssert wasAsked(String method, int times) {
        isNotNull();
        if (!holds(() -> countAsked(method) == times)) {
            String asked = actual.asked().stream().map(each -> "\n  " + each).collect(Collectors.joining());
            throw failure(
                    "%s",
                    "Expected client \"" + actual.name() + "\" to have been asked " + method + " " + times
                            + " times\nbut it was " + countAsked(method) + " times. It was asked:"
                            + (asked.isEmpty() ? " nothing" : asked));
        }
        return this;
    }

    private long countAsked(String method) {
        return actual.asked().stream()
                .filter(each -> method.equals(each.method()))
                .count();
    }

    /** The last check of its health found its server well, or there was none since it is connected. */
    public ManagedClientAssert isHealthy() {
        isNotNull();
        if (!holds(actual::isHealthy)) {
            throw unlike("to be healthy", "the last check of its health failed");
        }
        return this;
    }

    /** The last check of its health found its server unwell, and it has not reconnected since. */
    public ManagedClientAssert isUnhealthy() {
        isNotNull();
        if (!holds(() -> !actual.isHealthy())) {
            throw unlike("to be unhealthy", "no check of its health has failed since it is connected");
        }
        return this;
    }

    /** The last message came from its server at most so long ago, on the test's clock. */
    public ManagedClientAssert hasHeardWithin(Duration bound) {
        isNotNull();
        if (!holds(() ->
                actual.lastHeard().filter(ago -> ago.compareTo(bound) <= 0).isPresent())) {
            throw unlike(
                    "to have heard of its server within " + TimeText.words(bound),
                    actual.lastHeard()
                            .map(ago -> "the last message came " + TimeText.words(ago) + " ago")
                            .orElse("no message ever came"));
        }
        return this;
    }

    private boolean holds(BooleanSupplier condition) {
        boolean holds = actual.journal().await(condition, patience);
        // A change is told before all that goes with it is done, such as a timer; its state can be read behind that
        // only.
        actual.state();
        return holds;
    }

    private AssertionError unlike(String expectation, String but) {
        String waited = patience.isZero() ? "" : "\nwithin " + TimeText.words(patience);
        return failure(
                "%s",
                "Expected client \"" + actual.name() + "\" " + expectation + waited + "\nbut " + but
                        + ". It went through:\n" + history());
    }

    private String history() {
        List<String> lines = new ArrayList<>();
        for (JournalEntry entry : actual.journal().entriesOf(actual.name())) {
            String at = "  " + entry.at().toMillis() + " ms  ";
            if (entry instanceof JournalEntry.StateChanged change) {
                lines.add(at + change.to() + (change.reason() == null ? "" : "  " + change.reason()));
            } else if (entry instanceof JournalEntry.RetryScheduled retry) {
                lines.add(at + "attempt " + retry.attempt() + " in " + TimeText.words(retry.delay()));
            }
        }
        return lines.isEmpty() ? "  nothing" : String.join("\n", lines);
    }

    private String calls() {
        List<JournalEntry.CallEnded> ended = entries(JournalEntry.CallEnded.class);
        int more = ended.size() - 20;
        String list = ended.stream()
                .skip(Math.max(0, more))
                .map(each -> "  " + each.at().toMillis() + " ms  " + each.call() + ": " + each.outcome())
                .collect(Collectors.joining("\n"));
        return (more > 0 ? "  (" + more + " more before)\n" : "") + (list.isEmpty() ? "  no call has ended" : list);
    }

    private List<JournalEntry.StateChanged> changes() {
        return entries(JournalEntry.StateChanged.class);
    }

    private <T extends JournalEntry> List<T> entries(Class<T> kind) {
        return actual.journal().entriesOf(actual.name()).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static String arrows(List<ClientState> states) {
        return states.stream().map(ClientState::toString).collect(Collectors.joining(" → "));
    }

    private static String words(List<Duration> durations) {
        return durations.isEmpty()
                ? "none"
                : durations.stream().map(TimeText::words).collect(Collectors.joining(", "));
    }
}
