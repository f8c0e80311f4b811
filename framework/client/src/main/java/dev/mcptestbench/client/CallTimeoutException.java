package dev.mcptestbench.client;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A call was not answered in time. The server was told that it is cancelled, and a late answer is dropped. */
@API(status = API.Status.EXPERIMENTAL)
public final class CallTimeoutException extends ClientException {

    private static final long serialVersionUID = 1L;

    CallTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
