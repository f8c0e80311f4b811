package dev.mcptestbench.client.transport;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** No connection to the server could be made, so not a byte of the message left: it certainly took no effect. */
@API(status = API.Status.EXPERIMENTAL)
public final class ServerUnreachableException extends TransportException {

    private static final long serialVersionUID = 1L;

    /** What could not be sent where, and why. */
    public ServerUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
