package dev.mcptestbench.client.auth;

import java.net.URI;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/** For what a client is given tokens. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Grant {

    /** A user's consent, by an authorization code (OAuth 2.1, section 4.1). */
    @API(status = API.Status.EXPERIMENTAL)
    record AuthorizationCode() implements Grant {}

    /** The client's own credentials (OAuth 2.1, section 4.2), for clients that act on their own behalf. */
    @API(status = API.Status.EXPERIMENTAL)
    record ClientCredentials() implements Grant {}

    /**
     * A JWT that somebody whom the authorization server trusts has signed (RFC 7523, section 2.1), such as the identity of a
     * workload.
     *
     * @param assertion gives the JWT; asked for each token, on a worker
     */
    @API(status = API.Status.EXPERIMENTAL)
    record Assertion(Supplier<String> assertion) implements Grant {}

    /**
     * What an enterprise's identity provider says of the user: an ID token is exchanged there for an authorization grant (RFC
     * 8693), which the MCP server's authorization server takes (the extension enterprise-managed authorization).
     *
     * @param tokenEndpoint of the identity provider
     * @param clientId the client's id there
     * @param idToken gives the user's ID token; asked for each token, on a worker
     */
    @API(status = API.Status.EXPERIMENTAL)
    record Enterprise(URI tokenEndpoint, String clientId, Supplier<String> idToken) implements Grant {}
}
