package dev.mcptestbench.client;

import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;

/** How calls made at the same time ended: one outcome for each, in the order of the calls. Immutable. */
@API(status = API.Status.EXPERIMENTAL)
public final class ParallelOutcome implements AssertProvider<ParallelOutcomeAssert> {

    private final List<CallOutcome> outcomes;

    ParallelOutcome(List<CallOutcome> outcomes) {
        this.outcomes = List.copyOf(outcomes);
    }

    /** The outcomes, in the order of the calls. */
    public List<CallOutcome> outcomes() {
        return outcomes;
    }

    /** How many calls there were. */
    public int size() {
        return outcomes.size();
    }

    /** The outcome of a call, by its place, from 0. */
    public CallOutcome get(int place) {
        return outcomes.get(place);
    }

    /** The outcomes of one client's calls, in the order of the calls; empty if it made none. */
    public List<CallOutcome> of(String client) {
        return outcomes.stream()
                .filter(outcome -> outcome.client().equals(client))
                .toList();
    }

    /** The texts of the results, in the order of the calls; see {@link CallOutcome#text}. */
    public List<String> texts() {
        return outcomes.stream().map(CallOutcome::text).toList();
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public ParallelOutcomeAssert assertThat() {
        return new ParallelOutcomeAssert(this);
    }

    @Override
    public String toString() {
        return outcomes.stream().map(CallOutcome::toString).collect(Collectors.joining("\n"));
    }
}
