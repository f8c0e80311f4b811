package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.writeBytes(sorted(params)));
            return Objects.requireNonNull(request.method()) + " "
                    + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JVM has SHA-256", impossible);
        }
    }

    /** The same with the members of all objects in one order, for theirs means nothing. */
    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((name, member) -> sorted.put(String.valueOf(name), sorted(member)));
            return sorted;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> sorted = new ArrayList<>();
            list.forEach(item -> sorted.add(sorted(item)));
            return sorted;
        }
        return value;
    }

    @SuppressWarnings("unchecked") // plain maps have strings for keys
    static Map<String, Object> asMap(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
