package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.CredentialsException;
import org.apiguardian.api.API;

/**
 * The server wants authorization that the client could not get, or that does not help. The request took no effect. The
 * message holds no secret.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class AuthorizationException extends TransportException {

    private static final long serialVersionUID = 1L;

    AuthorizationException(String what, CredentialsException cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}
