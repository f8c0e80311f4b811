package dev.mcptestbench.client.transport;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The server replied with something that is no answer: another media type, no JSON, no JSON-RPC, or too much of it. */
@API(status = API.Status.EXPERIMENTAL)
public final class MalformedReplyException extends TransportException {

    private static final long serialVersionUID = 1L;

    /** To which message the reply is, what is wrong with it, and how it begins. */
    public MalformedReplyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
