package dev.mcptestbench.client.transport;

import org.apiguardian.api.API;

/**
 * The server answered 404 to a request of a session: it knows the session no more, and the request took no effect
 * (basic/transports#session-management).
 */
@API(status = API.Status.EXPERIMENTAL)
public final class SessionExpiredException extends TransportException {

    private static final long serialVersionUID = 1L;

    /** Which request met the end of which session. */
    public SessionExpiredException(String message) {
        super(message);
    }
}
