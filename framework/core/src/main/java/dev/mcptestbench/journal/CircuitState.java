package dev.mcptestbench.journal;

import org.apiguardian.api.API;

/** The states of a circuit breaker. */
@API(status = API.Status.EXPERIMENTAL)
public enum CircuitState {
    /** Calls pass, and are counted. */
    CLOSED,
    /** No call passes: too many have failed. */
    OPEN,
    /** A few calls pass on trial: if they succeed it closes, and the first that fails opens it anew. */
    HALF_OPEN
}
