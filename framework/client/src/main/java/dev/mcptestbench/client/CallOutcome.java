package dev.mcptestbench.client;

import dev.mcptestbench.client.notification.Wording;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended: with a result, with a JSON-RPC error, or with an exception because there was no response. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class CallOutcome implements AssertProvider<CallOutcomeAssert> {

    private final String client;
    private final String call;
    private final Duration took;
    private final @Nullable Message response;
    private final @Nullable Exception failure;
    private final boolean effect;

    private CallOutcome(
            String client,
            String call,
            Duration took,
            @Nullable Message response,
            @Nullable Exception failure,
            boolean effect) {
        this.client = client;
        this.call = call;
        this.took = took;
        this.response = response;
        this.failure = failure;
        this.effect = effect;
    }

    /**
     * The outcome of a call that was answered.
     *
     * @param client the client that called
     * @param call what was called, such as {@code tools/call "echo"}
     * @param took how long it took, on the test's clock
     * @param response the result or the error
     */
    static CallOutcome answered(String client, String call, Duration took, Message response) {
        return new CallOutcome(client, call, took, response, null, true);
    }

    /**
     * The outcome of a call that was not answered.
     *
     * @param effect whether the server may have acted on it
     */
    static CallOutcome failed(String client, String call, Duration took, Exception failure, boolean effect) {
        return new CallOutcome(client, call, took, null, failure, effect);
    }

    /** The same, having taken so long. */
    CallOutcome taking(Duration changed) {
        return new CallOutcome(client, call, changed, response, failure, effect);
    }

    /** The name of the client that called. */
    public String client() {
        return client;
    }

    /** What was called, such as {@code tools/call "echo"}. */
    public String call() {
        return call;
    }

    /** How long it took, on the test's clock, reconnections included. */
    public Duration took() {
        return took;
    }

    /** Whether there is a result, and it does not say that the tool failed. */
    public boolean isSuccess() {
        return isResult() && !isToolError();
    }

    private boolean isResult() {
        return response != null && response.kind() == Message.Kind.RESULT;
    }

    /** Whether there is a result in which the tool says that it failed ({@code isError}, server/tools#error-handling). */
    public boolean isToolError() {
        return isResult() && Boolean.TRUE.equals(result().get("isError"));
    }

    /** The result just as it came, unmodifiable; empty if there is none. */
    public Map<String, @Nullable Object> result() {
        return response == null ? Map.of() : response.result();
    }

    /** The texts of the result's content, joined by line feeds; empty if there are none. */
    public String text() {
        return result().get("content") instanceof List<?> blocks
                ? blocks.stream()
                        .filter(block -> block instanceof Map<?, ?> map && map.get("text") instanceof String)
                        .map(block -> String.valueOf(((Map<?, ?>) block).get("text")))
                        .collect(Collectors.joining("\n"))
                : "";
    }

    /** The structured content of the result, or {@code null}; any JSON. */
    public @Nullable Object structuredContent() {
        return result().get("structuredContent");
    }

    /** The code of the JSON-RPC error, if the call was answered with one. */
    public Optional<ErrorCode> errorCode() {
        return response == null || response.kind() != Message.Kind.ERROR
                ? Optional.empty()
                : Optional.ofNullable(response.errorCode());
    }

    /** The message of the JSON-RPC error, if the call was answered with one that has a message. */
    public Optional<String> errorMessage() {
        return response != null && response.error().get("message") instanceof String message
                ? Optional.of(message)
                : Optional.empty();
    }

    /** The response, if there is one. */
    Optional<Message> response() {
        return Optional.ofNullable(response);
    }

    /** Why there is no response, if there is none. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Whether the server may have acted on the call: it was answered, or was sent and nothing says that it took no effect.
     * {@code false} where no connection could be made, the server did not know the session, or refused by the status 429
     * or 503.
     */
    public boolean mayHaveTakenEffect() {
        return effect;
    }

    /** How it ended, in a few words: {@code succeeded with "42 files"}, {@code error -32603 internal error: boom}. */
    String ending() {
        Exception exception = failure;
        if (exception != null) {
            return exception.getClass().getSimpleName() + ": " + exception.getMessage();
        }
        if (!isResult()) {
            Message error = Objects.requireNonNull(response);
            String code = error.errorCode() == null ? "without a code" : String.valueOf(error.errorCode());
            return "error " + code + errorMessage().map(text -> ": " + text).orElse("");
        }
        return (isToolError() ? "tool error" : "succeeded") + " with " + content();
    }

    private String content() {
        String text = text();
        String content = text.isEmpty() ? Wording.value(result()) : Wording.value(text);
        return content.length() <= 300 ? content : content.substring(0, 300) + "…";
    }

    /** For AssertJ's {@code assertThat}. */
    @Override
    public CallOutcomeAssert assertThat() {
        return new CallOutcomeAssert(this);
    }

    @Override
    public String toString() {
        return call + " by \"" + client + "\": " + ending() + " after " + TimeText.words(took);
    }
}
