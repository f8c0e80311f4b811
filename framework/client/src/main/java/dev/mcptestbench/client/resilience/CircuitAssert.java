package dev.mcptestbench.client.resilience;

import dev.mcptestbench.journal.CircuitState;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** Claims about what state a circuit breaker is in, and what it went through. */
@API(status = API.Status.EXPERIMENTAL)
public final class CircuitAssert extends AbstractAssert<CircuitAssert, Circuit> {

    private Duration patience = Duration.ZERO;

    CircuitAssert(Circuit actual) {
        super(actual, CircuitAssert.class);
    }

    /** Lets the next claims come true within that time, in real time, instead of at once. */
    public CircuitAssert eventually(Duration within) {
        patience = within;
        return this;
    }

    /** Calls pass. */
    public CircuitAssert isClosed() {
        return is(CircuitState.CLOSED);
    }

    /** No call passes. */
    public CircuitAssert isOpen() {
        return is(CircuitState.OPEN);
    }

    /** Calls pass on trial. */
    public CircuitAssert isHalfOpen() {
        return is(CircuitState.HALF_OPEN);
    }

    private CircuitAssert is(CircuitState state) {
        isNotNull();
        if (!holds(() -> actual.state() == state)) {
            throw unlike("to be " + state, "it is " + actual.state());
        }
        return this;
    }

    /**
     * It went through just these states, one after the other, beginning where it first was in the first of them and up to
     * now. It begins closed.
     */
    public CircuitAssert wentThrough(CircuitState... states) {
        isNotNull();
        List<CircuitState> expected = List.of(states);
        if (!holds(() -> sinceFirst(expected.get(0)).equals(expected))) {
            throw unlike(
                    "to have gone through\n  "
                            + expected.stream().map(CircuitState::toString).collect(Collectors.joining(" → ")),
                    sinceFirst(expected.get(0)).isEmpty() ? "it never was " + expected.get(0) : "it was otherwise");
        }
        return this;
    }

    private List<CircuitState> sinceFirst(CircuitState first) {
        List<CircuitState> all = new ArrayList<>(List.of(CircuitState.CLOSED));
        changes().forEach(change -> all.add(change.to()));
        int from = all.indexOf(first);
        return from < 0 ? List.of() : all.subList(from, all.size());
    }

    private boolean holds(BooleanSupplier condition) {
        return actual.journal().await(condition, patience);
    }

    private AssertionError unlike(String expectation, String but) {
        String waited = patience.isZero() ? "" : "\nwithin " + TimeText.words(patience);
        String history = changes().stream()
                .map(change -> "\n  " + change.at().toMillis() + " ms  " + change.to() + "  " + change.reason())
                .collect(Collectors.joining());
        return failure(
                "%s",
                "Expected circuit \"" + actual.name() + "\" " + expectation + waited + "\nbut " + but
                        + ". It opens after " + actual.settings() + ". It went through:\n  CLOSED" + history);
    }

    private List<JournalEntry.CircuitChanged> changes() {
        return actual.journal().entries(JournalEntry.CircuitChanged.class).stream()
                .filter(change -> change.circuit().equals(actual.name()))
                .toList();
    }
}
