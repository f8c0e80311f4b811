package dev.mcptestbench.plugin;

import java.io.IOException;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** There are no credentials for a request, or they do not help. The message says why, and holds no secret. */
@API(status = API.Status.EXPERIMENTAL)
public class CredentialsException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What was not to be had, and why. */
    public CredentialsException(String message) {
        super(message);
    }

    /** What was not to be had, why, and what lay beneath. */
    public CredentialsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
