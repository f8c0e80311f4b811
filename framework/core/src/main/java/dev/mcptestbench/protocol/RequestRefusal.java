package dev.mcptestbench.protocol;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * How a server of the modern era refuses a request.
 *
 * @param status the HTTP status, for where there is HTTP
 * @param code the code of the JSON-RPC error
 * @param message why, in words that name what is wrong and what was expected
 * @param data the data of the error, or null for none
 */
@API(status = Status.EXPERIMENTAL)
public record RequestRefusal(
        int status,
        ErrorCode code,
        String message,
        @Nullable Object data) {

    /** Returns the HTTP status of a response that is an error of this code (basic/transports/streamable-http). */
    public static int statusOf(ErrorCode code) {
        if (code.equals(ErrorCode.METHOD_NOT_FOUND)) {
            return 404;
        }
        boolean ofHttp = code.equals(ErrorCode.HEADER_MISMATCH)
                || code.equals(ErrorCode.MISSING_CLIENT_CAPABILITY)
                || code.equals(ErrorCode.UNSUPPORTED_VERSION);
        return ofHttp ? 400 : 200;
    }

    /** Returns the response to the request of this id, or to one whose id could not be read. */
    public Message toMessage(@Nullable Object id) {
        return Message.error(id, code, message, data);
    }
}
