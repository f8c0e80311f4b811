package dev.mcptestbench.protocol;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC error code with the name by which people know it. Two codes are equal if their values are; any integer has
 * one.
 *
 * @param value the number on the wire
 * @param name what the number means, in lower case
 */
@API(status = Status.EXPERIMENTAL)
public record ErrorCode(int value, String name) {

    /** What arrived was not JSON. */
    public static final ErrorCode PARSE_ERROR = new ErrorCode(-32700, "parse error");

    /** What arrived was JSON but no valid message. */
    public static final ErrorCode INVALID_REQUEST = new ErrorCode(-32600, "invalid request");

    /** The receiver has no such method. */
    public static final ErrorCode METHOD_NOT_FOUND = new ErrorCode(-32601, "method not found");

    /** The method exists, its parameters are wrong. */
    public static final ErrorCode INVALID_PARAMS = new ErrorCode(-32602, "invalid params");

    /** The receiver failed. */
    public static final ErrorCode INTERNAL_ERROR = new ErrorCode(-32603, "internal error");

    /** No resource has that URI; legacy era only, see {@link Revision#resourceNotFound()}. */
    public static final ErrorCode RESOURCE_NOT_FOUND = new ErrorCode(-32002, "resource not found");

    /** HTTP headers and body disagree (2026-07-28). */
    public static final ErrorCode HEADER_MISMATCH = new ErrorCode(-32020, "header mismatch");

    /** The request needs a client capability that it did not declare (2026-07-28). */
    public static final ErrorCode MISSING_CLIENT_CAPABILITY = new ErrorCode(-32021, "missing client capability");

    /** The server does not speak the protocol version of the request (2026-07-28). */
    public static final ErrorCode UNSUPPORTED_VERSION = new ErrorCode(-32022, "unsupported protocol version");

    /** The user must visit a URL before the request can succeed (2025-11-25). */
    public static final ErrorCode URL_ELICITATION_REQUIRED = new ErrorCode(-32042, "URL elicitation required");

    /** The user did not let the client sample a model (client/sampling#error-handling). */
    public static final ErrorCode USER_REJECTED = new ErrorCode(-1, "user rejected");

    private static final List<ErrorCode> KNOWN = List.of(
            PARSE_ERROR,
            INVALID_REQUEST,
            METHOD_NOT_FOUND,
            INVALID_PARAMS,
            INTERNAL_ERROR,
            RESOURCE_NOT_FOUND,
            HEADER_MISMATCH,
            MISSING_CLIENT_CAPABILITY,
            UNSUPPORTED_VERSION,
            URL_ELICITATION_REQUIRED,
            USER_REJECTED);

    /** Returns the code of the given value: a known one, or one named after the range that it falls into. */
    public static ErrorCode of(int value) {
        for (ErrorCode code : KNOWN) {
            if (code.value == value) {
                return code;
            }
        }
        return new ErrorCode(value, value >= -32099 && value <= -32000 ? "server error" : "application error");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ErrorCode code && code.value == value;
    }

    @Override
    public int hashCode() {
        return value;
    }

    /** Returns value and name, such as {@code -32603 internal error}. */
    @Override
    public String toString() {
        return value + " " + name;
    }
}
