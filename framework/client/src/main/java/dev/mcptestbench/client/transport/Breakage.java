package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.wire.BrokenReplyException;
import java.io.IOException;

/** Tells what it means for a request that there is no reply to it. */
final class Breakage {

    private Breakage() {}

    /**
     * Why a request has no reply.
     *
     * @param what the request
     * @param before what it waited for, such as {@code was answered}
     */
    static TransportException of(String what, String before, IOException cause) {
        if (cause instanceof CredentialsException credentials) {
            return new AuthorizationException(what + " is not authorized", credentials);
        }
        return cause instanceof BrokenReplyException broken && !broken.requestMayHaveBeenProcessed()
                ? new ServerUnreachableException(what + " could not be sent: " + cause.getMessage(), cause)
                : new ConnectionLostException(
                        "The connection broke before " + what + " " + before + ": " + cause.getMessage(), cause);
    }
}
