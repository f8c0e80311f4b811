package dev.mcptestbench.auth.endpoint;

/** Answers one kind of request. What it refuses, it refuses before it changes anything. */
interface Endpoint {

    /**
     * Answers a request.
     *
     * @throws RefusedException with the answer, if it goes no further
     */
    AuthReply answer(AuthRequest request);
}
