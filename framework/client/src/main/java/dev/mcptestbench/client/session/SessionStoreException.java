package dev.mcptestbench.client.session;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A {@link SessionStore} cannot be read or written; the message names the place and the remedy. */
@API(status = API.Status.EXPERIMENTAL)
public final class SessionStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong where, and what to do about it. */
    public SessionStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
