package dev.mcptestbench.client.transport;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The connection broke before the answer was there, and it cannot be asked for again. Whether the request took effect,
 * nobody knows.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class ConnectionLostException extends TransportException {

    private static final long serialVersionUID = 1L;

    /** Which answer was lost, how, and why it could not be had in another way. */
    public ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
