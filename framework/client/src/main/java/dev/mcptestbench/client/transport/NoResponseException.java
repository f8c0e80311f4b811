package dev.mcptestbench.client.transport;

import org.apiguardian.api.API;

/** The server took a request and ended its reply properly, but without a response to it (basic/transports, 5). */
@API(status = API.Status.EXPERIMENTAL)
public final class NoResponseException extends TransportException {

    private static final long serialVersionUID = 1L;

    /** Which request has no response, and what came in its place. */
    public NoResponseException(String message) {
        super(message);
    }
}
