package dev.mcptestbench.client.transport;

import org.apiguardian.api.API;

/** A request needs input from its client that the client does not give (2026-07-28, basic/patterns/mrtr). */
@API(status = API.Status.EXPERIMENTAL)
public final class InputRefusedException extends TransportException {

    private static final long serialVersionUID = 1L;

    /** Which request needs which input, and why it is refused. */
    public InputRefusedException(String message) {
        super(message);
    }
}
