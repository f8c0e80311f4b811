package dev.mcptestbench.script;

import org.apiguardian.api.API;

/** The client did not give what the server asked it for. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was asked, and why nothing came of it. */
    public ClientRefusedException(String message) {
        super(message);
    }
}
