package dev.mcptestbench.client.transport;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A message did not reach the server, or its answer did not come back. The subclass says which, and what is known. */
@API(status = API.Status.EXPERIMENTAL)
public class TransportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was sent where, and what went wrong with it. */
    public TransportException(String message) {
        super(message);
    }

    /** What was sent where, what went wrong with it, and what lay beneath. */
    public TransportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
