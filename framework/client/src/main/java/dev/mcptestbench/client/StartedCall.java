package dev.mcptestbench.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A call that is under way.
 *
 * @param call the call
 * @param ending its outcome, once it has one; never fails
 * @param bound how long a caller is blocked at most, in real time
 */
record StartedCall(OngoingCall call, CompletionStage<CallOutcome> ending, Duration bound) {

    /** Waits for the outcome. */
    CallOutcome outcome() {
        CompletableFuture<CallOutcome> future = ending.toCompletableFuture();
        if (!Waits.until(future, bound)) {
            call.abandon(Waits.outOfPatience(bound));
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
