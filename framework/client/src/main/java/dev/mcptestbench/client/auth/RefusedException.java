package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.CredentialsException;

/** An authorization server has refused a request, and said so. */
final class RefusedException extends CredentialsException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    RefusedException(AuthReply reply) {
        super(reply.what() + " was answered with " + reply.words());
        this.status = reply.status();
        this.error = reply.error();
    }

    /** Whether it may do better later: the server is at fault, or busy. */
    boolean isPassing() {
        return status >= 500 || status == 429;
    }

    /** The error code, or empty. */
    String error() {
        return error;
    }
}
