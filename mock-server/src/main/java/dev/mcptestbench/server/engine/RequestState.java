package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a request has come that needs input from its client: what travels to the client and back, so that the server
 * keeps nothing (2026-07-28, basic/patterns/mrtr). Immutable.
 *
 * @param round how often the client has been asked
 * @param answers what it has answered, by key; only objects are answers
 */
record RequestState(int round, Map<String, Map<String, Object>> answers) {

    static final RequestState NEW = new RequestState(0, Map.of());

    /** This state, and what a request brings besides: its answers to what was asked last. */
    RequestState with(@Nullable Object inputResponses) {
        if (!(inputResponses instanceof Map<?, ?> given) || given.isEmpty()) {
            return this;
        }
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        given.forEach((key, answer) -> {
            if (answer instanceof Map<?, ?> members) {
                all.put(String.valueOf(key), asMap(members));
            }
        });
        all.putAll(answers);
        return new RequestState(round, all);
    }

    /** What the state of one request must not be used for another without: its method and what it is about. */
    static String subject(Message request) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>(request.params());
        params.remove("_meta");
        params.remove("inputResponses");
        params.remove("requestState");
        // The order of members means nothing, so a digest of the text would not do.
        return Objects.requireNonNull(request.method()) + " " + params.hashCode();
    }

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    static Map<String, Object> asMap(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
