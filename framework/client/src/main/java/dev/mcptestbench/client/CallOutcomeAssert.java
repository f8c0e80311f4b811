package dev.mcptestbench.client;

import dev.mcptestbench.client.notification.Wording;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.StringAssert;
import org.jspecify.annotations.Nullable;

/** Claims about how a call ended. */
@API(status = API.Status.EXPERIMENTAL)
public final class CallOutcomeAssert extends AbstractAssert<CallOutcomeAssert, CallOutcome> {

    CallOutcomeAssert(CallOutcome actual) {
        super(actual, CallOutcomeAssert.class);
    }

    /** It was answered with a result that does not say that the tool failed. */
    public CallOutcomeAssert succeeded() {
        isNotNull();
        if (!actual.isSuccess()) {
            throw unlike("to succeed");
        }
        return this;
    }

    /** It was answered with a result in which the tool says that it failed. */
    public CallOutcomeAssert isToolError() {
        isNotNull();
        if (!actual.isToolError()) {
            throw unlike("to end with a tool error");
        }
        return this;
    }

    /** It was not answered because of such an exception, or one that was caused by such. */
    public CallOutcomeAssert failedWith(Class<? extends Throwable> type) {
        isNotNull();
        for (Throwable cause = actual.failure().orElse(null); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return this;
            }
        }
        throw unlike("to fail with " + type.getSimpleName());
    }

    /** It was answered with a JSON-RPC error of this code. */
    public CallOutcomeAssert failedWith(ErrorCode code) {
        isNotNull();
        if (!actual.errorCode().equals(Optional.of(code))) {
            throw unlike("to be answered with error " + code);
        }
        return this;
    }

    /** The texts of its result, joined by line feeds, are just this. */
    public CallOutcomeAssert hasText(String text) {
        isNotNull();
        if (!actual.result().containsKey("content")) {
            throw unlike("to be answered with text " + Wording.value(text));
        }
        if (!actual.text().equals(text)) {
            throw failureWithActualExpected(
                    actual.text(),
                    text,
                    "%s",
                    "Expected the text of " + actual.call() + " by \"" + actual.client() + "\" to be\n  "
                            + Wording.value(text) + "\nbut it was\n  " + Wording.value(actual.text()));
        }
        return this;
    }

    /** For claims about the texts of its result, joined by line feeds. */
    public AbstractStringAssert<?> text() {
        isNotNull();
        if (!actual.result().containsKey("content")) {
            throw unlike("to be answered with text");
        }
        return new StringAssert(actual.text()).as("text of " + actual.call() + " by \"" + actual.client() + '"');
    }

    /** The structured content of its result has at least these members, with equal values. */
    public CallOutcomeAssert hasStructuredContent(Map<String, ?> members) {
        isNotNull();
        Object content = actual.structuredContent();
        boolean there = content instanceof Map<?, ?> map
                && members.entrySet().stream()
                        .allMatch(each -> map.containsKey(each.getKey())
                                && Objects.equals(map.get(each.getKey()), Json.plain(each.getValue())));
        if (!there) {
            throw failure(
                    "%s",
                    "Expected the structured content of " + actual.call() + " by \"" + actual.client()
                            + "\" to have at least\n  " + Wording.value(members) + "\nbut it "
                            + (content == null ? "has none: " + actual.ending() : "is\n  " + Wording.value(content)));
        }
        return this;
    }

    /** What is at this path of its result, such as {@code content.0.mimeType}, is this value. */
    public CallOutcomeAssert hasResult(String path, @Nullable Object value) {
        isNotNull();
        Object found = Json.at(actual.result(), path);
        if (!Objects.equals(found, Json.plain(value))) {
            throw failureWithActualExpected(
                    found,
                    value,
                    "%s",
                    "Expected " + path + " in the result of " + actual.call() + " by \"" + actual.client()
                            + "\" to be\n  " + Wording.value(value) + "\nbut it was\n  " + Wording.value(found)
                            + "\nof " + actual.ending());
        }
        return this;
    }

    /** It took at most so long, on the test's clock. */
    public CallOutcomeAssert tookAtMost(Duration bound) {
        isNotNull();
        if (actual.took().compareTo(bound) > 0) {
            throw unlike("to take at most " + TimeText.words(bound));
        }
        return this;
    }

    private AssertionError unlike(String expectation) {
        return failure("%s", describe(actual, expectation));
    }

    static String describe(CallOutcome outcome, String expectation) {
        String text = "Expected " + outcome.call() + " by \"" + outcome.client() + "\" " + expectation + "\nbut after "
                + TimeText.words(outcome.took()) + " it ended so:\n  " + outcome.ending();
        Throwable cause = outcome.failure().map(Throwable::getCause).orElse(null);
        StringBuilder whole = new StringBuilder(text);
        for (int depth = 0; cause != null && depth < 5; cause = cause.getCause(), depth++) {
            whole.append("\n  caused by ")
                    .append(cause.getClass().getSimpleName())
                    .append(": ")
                    .append(cause.getMessage());
        }
        return whole.toString();
    }
}
