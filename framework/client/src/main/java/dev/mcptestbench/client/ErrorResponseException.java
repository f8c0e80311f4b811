package dev.mcptestbench.client;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import org.apiguardian.api.API;

/** The server answered with a JSON-RPC error where only a result would do, as to {@code initialize}. */
@API(status = API.Status.EXPERIMENTAL)
public final class ErrorResponseException extends ClientException {

    private static final long serialVersionUID = 1L;

    private final transient Message response;

    ErrorResponseException(String method, Message response) {
        super("The server answered " + method + " with " + response.error(), null);
        this.response = response;
    }

    /** The code of the error; that of an internal error if the server gave none. */
    public ErrorCode code() {
        ErrorCode code = response.errorCode();
        return code == null ? ErrorCode.INTERNAL_ERROR : code;
    }
}
