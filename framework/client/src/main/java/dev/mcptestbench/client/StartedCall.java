package dev.mcptestbench.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A call that is under way.
 *
 * @param abandon ends it for the reason that follows "was not answered"
 * @param ending its outcome, once it has one; never fails
 * @param bound how long a caller is blocked at most, in real time
 */
record StartedCall(Consumer<String> abandon, CompletionStage<CallOutcome> ending, Waits.Bound bound) {

    /** The same call with what is made of its outcome. */
    StartedCall with(CompletionStage<CallOutcome> changed) {
        return new StartedCall(abandon, changed, bound);
    }

    /** Waits for the outcome. */
    CallOutcome outcome() {
        CompletableFuture<CallOutcome> future = ending.toCompletableFuture();
        if (!Waits.until(future, bound)) {
            abandon.accept(Waits.outOfPatience(bound));
        }
        return future.join();
    }

    /** Waits for all outcomes; one that fails keeps none of the others. */
    static ParallelOutcome outcomes(List<StartedCall> started) {
        List<CallOutcome> outcomes = new ArrayList<>(started.size());
        for (StartedCall each : started) {
            outcomes.add(each.outcome());
        }
        return new ParallelOutcome(outcomes);
    }
}
