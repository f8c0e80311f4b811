package dev.mcptestbench.client;

import org.apiguardian.api.API;

/** The call was not made, because the circuit breaker lets none pass. It took no effect. */
@API(status = API.Status.EXPERIMENTAL)
public final class CircuitOpenException extends ClientException {

    private static final long serialVersionUID = 1L;

    CircuitOpenException(String message) {
        super(message, null);
    }
}
