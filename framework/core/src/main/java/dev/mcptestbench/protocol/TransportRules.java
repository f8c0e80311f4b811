package dev.mcptestbench.protocol;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/** Finds in which ways a client's HTTP request falls short of the specification. Safe for use by many threads. */
@API(status = Status.EXPERIMENTAL)
public final class TransportRules {

    private TransportRules() {}

    /**
     * Checks a request to an endpoint of streamable HTTP (basic/transports#streamable-http).
     *
     * @param body the parsed body, or null if there is none or it could not be parsed
     * @return the breaches, empty if there are none
     */
    public static List<Breach> check(HttpFacts http, SessionFacts session, @Nullable Object body) {
        return List.of();
    }
}
