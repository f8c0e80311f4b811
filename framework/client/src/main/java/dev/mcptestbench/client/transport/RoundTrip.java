package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One request of those above, and the requests of 2026-07-28 that it takes: another one each time that the server asks for
 * input (basic/patterns/mrtr). Thread-safe.
 */
final class RoundTrip {

    /** How often a server may ask for input before it is believed to ask for ever. */
    static final int MAX_ROUNDS = 16;

    private final Message request;
    private final String method;
    private final Map<String, @Nullable Object> params;
    private final UnaryOperator<Message> translation;
    private final Map<String, @Nullable Object> given = new LinkedHashMap<>();
    private @Nullable Object state;
    private Object wireId;
    private int sent;
    private int rounds;
    private int missing;
    private boolean over;
    private boolean askedAgain;
    private boolean listedAgain;

    /**
     * A request that is sent as another.
     *
     * @param request the request of those above
     * @param method the method that it is sent with
     * @param params the parameters that it is sent with
     * @param translation makes of the result what those above expect
     */
    RoundTrip(
            Message request, String method, Map<String, @Nullable Object> params, UnaryOperator<Message> translation) {
        this.request = request;
        this.method = method;
        this.params = params;
        this.translation = translation;
        this.wireId = callerId();
    }

    /** A request that is sent as it is. */
    RoundTrip(Message request) {
        this(request, Objects.requireNonNull(request.method()), request.params(), result -> result);
    }

    Object callerId() {
        return Objects.requireNonNull(request.id());
    }

    String method() {
        return method;
    }

    /** The id under which it was sent last. */
    synchronized Object wireId() {
        return wireId;
    }

    /** The next request: under the caller's id first, then each time under another (basic/patterns/mrtr). */
    synchronized Message next(SelfDescription me) {
        wireId = sent == 0 ? callerId() : callerId() + "." + sent;
        sent++;
        Map<String, @Nullable Object> all = new LinkedHashMap<>(params);
        if (!given.isEmpty()) {
            all.put("inputResponses", new LinkedHashMap<>(given));
        }
        if (state != null) {
            all.put("requestState", state);
        }
        return me.request(wireId, method, all);
    }

    /** The answer as those above expect it. */
    Message translated(Message answer) {
        Message own = answer.with("id", callerId());
        return own.kind() == Message.Kind.RESULT ? translation.apply(own) : own;
    }

    /**
     * The server asks for these inputs.
     *
     * @return {@code false} if it has done so too often
     */
    synchronized boolean ask(Iterable<String> keys, @Nullable Object newState) {
        given.clear();
        for (String key : keys) {
            given.put(key, null);
        }
        missing = given.size();
        state = newState;
        return ++rounds <= MAX_ROUNDS;
    }

    synchronized int round() {
        return rounds;
    }

    /** Takes an input; whether it was the last that was missing. */
    synchronized boolean give(String key, Map<String, @Nullable Object> result) {
        given.put(key, result);
        return --missing == 0 && !over;
    }

    /** Ends it; whether it was not over yet. */
    synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Whether it has not been sent once more yet for the sake of its revision. */
    synchronized boolean mayAskAgain() {
        boolean first = !askedAgain;
        askedAgain = true;
        return first;
    }

    /** Whether the list of tools has not been asked for on its behalf yet. */
    synchronized boolean mayListAgain() {
        boolean first = !listedAgain;
        listedAgain = true;
        return first;
    }

    @Override
    public String toString() {
        return request.toString();
    }
}
