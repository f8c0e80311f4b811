package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * What a server wants to know of its client: something of its user, its model or its roots. In the legacy era it is a
 * request of the server's; in 2026-07-28 it is part of a result that asks for input (basic/patterns/mrtr). Immutable.
 *
 * @param method the method, such as {@code elicitation/create}
 * @param params its parameters
 */
@API(status = API.Status.EXPERIMENTAL)
public record Question(String method, Map<String, Object> params) {

    /** Copies the parameters, as plain values. */
    @SuppressWarnings("unchecked") // plain maps have strings for keys
    public Question {
        params = (Map<String, Object>) Objects.requireNonNull(Json.plain(params));
    }
}
