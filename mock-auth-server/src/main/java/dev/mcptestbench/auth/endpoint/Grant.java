package dev.mcptestbench.auth.endpoint;

/** One way to come by tokens. What it refuses, it refuses before it changes anything. */
interface Grant {

    /** A code that the user agent brought (OAuth 2.1, section 4.1). */
    String CODE = "authorization_code";

    /** A refresh token (OAuth 2.1, section 4.3). */
    String REFRESH = "refresh_token";

    /** The client's own credentials (OAuth 2.1, section 4.2). */
    String CREDENTIALS = "client_credentials";

    /** A JWT that somebody has signed whom the server trusts (RFC 7523, section 2.1). */
    String ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /** Another token (RFC 8693). */
    String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    /**
     * Answers a token request of a client that may use the grant.
     *
     * @throws RefusedException with the answer, if there are no tokens
     */
    AuthReply give(AuthRequest request, Parameters form, RegisteredClient client);
}
