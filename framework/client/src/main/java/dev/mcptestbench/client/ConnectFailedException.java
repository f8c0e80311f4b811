package dev.mcptestbench.client;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A client could not connect, or found its server no more after all its attempts. The cause is what went wrong last. */
@API(status = API.Status.EXPERIMENTAL)
public final class ConnectFailedException extends ClientException {

    private static final long serialVersionUID = 1L;

    ConnectFailedException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
