package dev.mcptestbench.client;

import dev.mcptestbench.client.notification.Wording;
import dev.mcptestbench.protocol.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** Claims about how calls made at the same time ended. */
@API(status = API.Status.EXPERIMENTAL)
public final class ParallelOutcomeAssert extends AbstractAssert<ParallelOutcomeAssert, ParallelOutcome> {

    ParallelOutcomeAssert(ParallelOutcome actual) {
        super(actual, ParallelOutcomeAssert.class);
    }

    /** There were just so many calls. */
    public ParallelOutcomeAssert hasSize(int size) {
        isNotNull();
        if (actual.size() != size) {
            throw unlike(Wording.count(size, "outcome"), "there were " + actual.size(), outcome -> true);
        }
        return this;
    }

    /** All calls succeeded. */
    public ParallelOutcomeAssert allSucceeded() {
        isNotNull();
        long failed = actual.outcomes().stream()
                .filter(outcome -> !outcome.isSuccess())
                .count();
        if (failed > 0) {
            throw unlike(
                    "all " + Wording.count(actual.size(), "call") + " to succeed",
                    failed + " did not",
                    CallOutcome::isSuccess);
        }
        return this;
    }

    /** All calls of these clients succeeded, and each made one. */
    public ParallelOutcomeAssert succeededFor(String... clients) {
        isNotNull();
        for (String client : clients) {
            each(client, "to succeed", CallOutcome::isSuccess);
        }
        return this;
    }

    /** All calls of this client were answered with a JSON-RPC error of this code, and it made one. */
    public ParallelOutcomeAssert failedFor(String client, ErrorCode code) {
        isNotNull();
        return each(
                client,
                "to be answered with error " + code,
                outcome -> outcome.errorCode().equals(Optional.of(code)));
    }

    /** All calls of this client failed with such an exception, and it made one. */
    public ParallelOutcomeAssert failedFor(String client, Class<? extends Throwable> type) {
        isNotNull();
        return each(
                client,
                "to fail with " + type.getSimpleName(),
                outcome -> outcome.failure().filter(type::isInstance).isPresent());
    }

    /** The texts of the results, in the order of the calls, are just these. */
    public ParallelOutcomeAssert hasTexts(String... texts) {
        isNotNull();
        List<String> expected = List.of(texts);
        if (!actual.texts().equals(expected)) {
            throw failureWithActualExpected(
                    actual.texts(),
                    expected,
                    "%s",
                    "Expected the texts " + Wording.value(expected) + " in the order of the calls but\n"
                            + list(outcome -> {
                                int place = actual.outcomes().indexOf(outcome);
                                return place < expected.size() && outcome.text().equals(expected.get(place));
                            }));
        }
        return this;
    }

    private ParallelOutcomeAssert each(String client, String expectation, Predicate<CallOutcome> asExpected) {
        List<CallOutcome> own = actual.of(client);
        if (own.isEmpty()) {
            throw unlike("the call of \"" + client + "\" " + expectation, "it made none", outcome -> true);
        }
        if (!own.stream().allMatch(asExpected)) {
            throw unlike(
                    (own.size() == 1 ? "the call" : "all calls") + " of \"" + client + "\" " + expectation,
                    "that is not how it ended",
                    outcome -> !outcome.client().equals(client) || asExpected.test(outcome));
        }
        return this;
    }

    private AssertionError unlike(String expected, String but, Predicate<CallOutcome> asExpected) {
        return failure("%s", "Expected " + expected + " but " + but + ":\n" + list(asExpected));
    }

    /** All outcomes, those that are not as expected marked. */
    private String list(Predicate<CallOutcome> asExpected) {
        StringBuilder text = new StringBuilder();
        for (CallOutcome outcome : actual.outcomes()) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(asExpected.test(outcome) ? "    " : "  ✗ ")
                    .append(outcome);
        }
        return text.toString();
    }
}
