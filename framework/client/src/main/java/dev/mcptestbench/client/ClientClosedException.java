package dev.mcptestbench.client;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The client was closed or disconnected, before the call or while it was under way. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClientClosedException extends ClientException {

    private static final long serialVersionUID = 1L;

    ClientClosedException(@Nullable String message) {
        super(message, null);
    }
}
