package dev.mcptestbench.auth.endpoint;

import java.util.List;
import java.util.Set;

/** Looks at requests for what the specification asks of clients and the server can tell without its books. */
final class ClientLint {

    /** Names of parameters that are credentials, and never stand in a URL (OAuth 2.1, section 5.1). */
    private static final Set<String> CREDENTIALS = Set.of(
            "access_token", "refresh_token", "client_secret", "client_assertion", "code_verifier", "token", "password");

    private ClientLint() {}

    /** Whether a credential stands in the URL. */
    static void query(AuthRequest request, Parameters query) {
        query.names().stream()
                .filter(CREDENTIALS::contains)
                .sorted()
                .forEach(name -> request.found(OAuthRequirements.TOKEN_IN_QUERY, "stands in the URL", name));
    }

    /** What an authorization request lacks, whether or not it is taken. */
    static void authorization(AuthRequest request, Parameters parameters) {
        query(request, request.query());
        String method = parameters.get("code_challenge_method");
        if (!parameters.has("code_challenge")) {
            request.found(OAuthRequirements.PKCE, "is missing", "code_challenge");
        } else if (!"S256".equals(method)) {
            String found = method == null ? "is missing, which means plain" : "is not S256";
            request.found(OAuthRequirements.PKCE_S256, found, "code_challenge_method");
        }
        if (!parameters.has("state")) {
            request.found(OAuthRequirements.STATE, "is missing", "state");
        }
        String redirect = parameters.get("redirect_uri");
        if (redirect != null && !RedirectUris.isSecure(redirect)) {
            request.found(
                    OAuthRequirements.SECURE_REDIRECT, "is neither https nor http on the loopback", "redirect_uri");
        }
    }

    /** Whether the resource is there, and is one that tokens are given for. */
    static void resource(AuthRequest request, List<String> resources) {
        // An identity provider signs users in to clients, not to MCP servers.
        if (resources.isEmpty() && !request.has(Trait.GIVES_ID_JAGS)) {
            request.found(OAuthRequirements.RESOURCE, "is missing", "resource");
        }
        Set<String> known = request.settings().resources();
        for (String resource : resources) {
            if (!Resources.isCanonical(resource)) {
                request.found(
                        OAuthRequirements.CANONICAL_RESOURCE, "is no absolute URI without a fragment", "resource");
            } else if (!known.isEmpty() && !known.contains(resource)) {
                request.found(
                        OAuthRequirements.CANONICAL_RESOURCE,
                        "is no resource that this server gives tokens for",
                        "resource");
            }
        }
    }
}
