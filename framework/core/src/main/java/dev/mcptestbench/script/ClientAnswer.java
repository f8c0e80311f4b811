package dev.mcptestbench.script;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Methods;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What a managed client answers when its server asks it for something: a form filled in, a message of its model, its
 * roots. The same in both eras: as a response of its own, or in the next round of a request that asked for input
 * (2026-07-28, basic/patterns/mrtr). Immutable.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface ClientAnswer {

    /** The same, given only after so long on the test's clock; not at all if the server cancels its request before. */
    default ClientAnswer after(Duration delay) {
        return new Late(this, delay);
    }

    /** Whether it answers a request of this method. */
    default boolean fits(String method) {
        return true;
    }

    /**
     * What an answer is in the end: itself, unless it is computed or late.
     *
     * @param params the parameters of the server's request
     */
    default ClientAnswer to(Map<String, @Nullable Object> params) {
        return this;
    }

    /**
     * A result, word for word.
     *
     * @param result its members, plain
     * @param method the method whose result it is, or {@code null} for any
     */
    record Result(Map<String, Object> result, @Nullable String method) implements ClientAnswer {

        /** Copies the members, as plain values. */
        @SuppressWarnings("unchecked") // plain maps have strings for keys
        public Result {
            result = (Map<String, Object>) Objects.requireNonNull(Json.plain(result));
        }

        @Override
        public boolean fits(String asked) {
            return method == null || method.equals(asked);
        }
    }

    /**
     * The user fills in a form and sends it, or opens the URL (client/elicitation#response-actions). Fields that are not
     * named get the default that the form has for them.
     *
     * @param content the fields that the user fills in
     */
    record Accept(Map<String, Object> content) implements ClientAnswer {

        /** Copies the fields, as plain values. */
        @SuppressWarnings("unchecked") // plain maps have strings for keys
        public Accept {
            content = (Map<String, Object>) Objects.requireNonNull(Json.plain(content));
        }

        @Override
        public boolean fits(String asked) {
            return asked.equals(Methods.ELICITATION_CREATE);
        }

        @Override
        public ClientAnswer to(Map<String, @Nullable Object> params) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("action", "accept");
            if (!"url".equals(params.get("mode"))) {
                result.put("content", filledIn(params));
            }
            return new Result(result, Methods.ELICITATION_CREATE);
        }

        private Map<String, Object> filledIn(Map<String, @Nullable Object> params) {
            Map<String, Object> fields = new LinkedHashMap<>();
            if (Json.at(params, "requestedSchema.properties") instanceof Map<?, ?> properties) {
                properties.forEach((name, property) -> {
                    if (property instanceof Map<?, ?> schema && schema.get("default") != null) {
                        fields.put(String.valueOf(name), Objects.requireNonNull(schema.get("default")));
                    }
                });
            }
            fields.putAll(content);
            return fields;
        }
    }

    /**
     * An error.
     *
     * @param code its code
     * @param message its message
     */
    record Refuse(ErrorCode code, String message) implements ClientAnswer {}

    /** None at all, ever. */
    record Never() implements ClientAnswer {}

    /**
     * Another one, later.
     *
     * @param answer the other one
     * @param delay how much later, on the test's clock; not negative
     */
    record Late(ClientAnswer answer, Duration delay) implements ClientAnswer {

        /** Checks the delay. */
        public Late {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("An answer is given after a time, not after " + delay);
            }
        }

        @Override
        public boolean fits(String method) {
            return answer.fits(method);
        }

        @Override
        public ClientAnswer to(Map<String, @Nullable Object> params) {
            return new Late(answer.to(params), delay);
        }
    }

    /** Computed by code of the test's, on a worker. Cannot be written to a scenario file. */
    record Computed(Computation computation) implements ClientAnswer {}

    /** Code that answers what a server asks. */
    @FunctionalInterface
    interface Computation {

        /**
         * Answers one request; may run for many requests at once.
         *
         * @param params the parameters of the server's request
         * @throws Exception any: the server gets an internal error that tells its message
         */
        ClientAnswer answer(Map<String, @Nullable Object> params) throws Exception;
    }
}
