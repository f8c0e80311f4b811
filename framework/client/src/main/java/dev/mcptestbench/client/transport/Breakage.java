package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.wire.BrokenReplyException;
import java.io.IOException;

/** Tells what it means for a request that there is no reply to it. */
final class Breakage {

    private Breakage() {}

    /**
     * Why a message has no reply.
     *
     * @param what the message
     * @param before what it waited for, such as {@code was answered}
     */
    static TransportException of(String what, String before, IOException cause) {
        boolean unsent = cause instanceof BrokenReplyException broken && !broken.requestMayHaveBeenProcessed();
        return of(what, before, unsent, cause);
    }

    /**
     * Why a GET has no reply. It changes nothing at the server, so one that went over a stale connection, and again, and
     * found nobody, might as well not have been sent.
     */
    static TransportException ofGet(String what, IOException cause) {
        boolean unsent = cause instanceof BrokenReplyException broken
                && (!broken.requestMayHaveBeenProcessed() || !broken.connectionWasMade());
        return of(what, "was answered", unsent, cause);
    }

    private static TransportException of(String what, String before, boolean unsent, IOException cause) {
        if (cause instanceof CredentialsException credentials) {
            return new AuthorizationException(what + " is not authorized", credentials);
        }
        return unsent
                ? new ServerUnreachableException(what + " could not be sent: " + cause.getMessage(), cause)
                : new ConnectionLostException(
                        "The connection broke before " + what + " " + before + ": " + cause.getMessage(), cause);
    }
}
