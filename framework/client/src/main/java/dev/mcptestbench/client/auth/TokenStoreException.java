package dev.mcptestbench.client.auth;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A token store cannot be read or changed. The message names it and the remedy, and holds no secret. */
@API(status = API.Status.EXPERIMENTAL)
public final class TokenStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Which store, and what is wrong with it. */
    public TokenStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
