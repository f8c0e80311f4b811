package dev.mcptestbench.wire;

import java.io.IOException;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A reply that did not come, or did not come whole: how it broke, and what that says about the request. */
@API(status = API.Status.EXPERIMENTAL)
public final class BrokenReplyException extends IOException {

    private static final long serialVersionUID = 1;

    /** How a reply broke. */
    public enum Reason {
        /** Nobody listens at the address. */
        REFUSED,
        /** The host has no address. */
        UNKNOWN_HOST,
        /** The connection was not made in time. */
        CONNECT_TIMEOUT,
        /** The connection could not be made for another reason. */
        UNREACHABLE,
        /** TLS could not be agreed on, or the certificate is not trusted. */
        TLS,
        /** The connection was reset. */
        RESET,
        /** The connection was closed before a byte of the reply came. */
        CLOSED_BEFORE_REPLY,
        /** The connection was closed within status line or headers. */
        CLOSED_WITHIN_HEAD,
        /** The connection was closed before the body was whole. */
        CLOSED_WITHIN_BODY,
        /** What came is no HTTP, or its head is too large. */
        NOT_HTTP,
        /** The caller cancelled. */
        CANCELLED,
        /** The client was closed. */
        CLIENT_CLOSED
    }

    private final Reason reason;
    private final boolean sent;
    private final boolean connectionWasReused;
    private final boolean anyByteOfReply;

    BrokenReplyException(
            Reason reason,
            String message,
            boolean sent,
            boolean connectionWasReused,
            boolean anyByteOfReply,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.sent = sent;
        this.connectionWasReused = connectionWasReused;
        this.anyByteOfReply = anyByteOfReply;
    }

    /** How the reply broke. */
    public Reason reason() {
        return reason;
    }

    /**
     * Whether the server may have acted on the request. {@code false} only if no byte of it left, so that it can be
     * sent again without doubt.
     */
    public boolean requestMayHaveBeenProcessed() {
        return sent;
    }

    /**
     * Whether there was a connection. {@code false} is how a request ends, too, that was sent again after a stale
     * connection and found nobody: then {@link #requestMayHaveBeenProcessed()} besides.
     */
    public boolean connectionWasMade() {
        return switch (reason) {
            case REFUSED, UNKNOWN_HOST, CONNECT_TIMEOUT, UNREACHABLE, TLS -> false;
            default -> true;
        };
    }

    /**
     * Whether the request went over a kept connection that ended before any byte of a reply. Most often the server had
     * closed it while it was idle, and never saw the request; nobody can be sure, so only the caller, who knows whether
     * the request may be processed twice, should send it again.
     */
    public boolean connectionWasStale() {
        return connectionWasReused
                && !anyByteOfReply
                && (reason == Reason.RESET || reason == Reason.CLOSED_BEFORE_REPLY);
    }
}
