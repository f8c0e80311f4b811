package dev.mcptestbench.client;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A managed client could not do what it was asked, for a reason of its own. The subclass says which. */
@API(status = API.Status.EXPERIMENTAL)
public class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Which client could not do what, and why. */
    public ClientException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
