package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
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

    /** Whether an access token is shown to the server that gave it, which is no resource. */
    static void header(AuthRequest request, Ledger ledger) {
        String shown = request.http().header("Authorization");
        int space = shown == null ? -1 : shown.indexOf(' ');
        if (shown != null && space > 0 && ledger.accessToken(shown.substring(space + 1)) != null) {
            request.found(OAuthRequirements.FOREIGN_TOKEN, "is a token for its resource alone", "Authorization");
        }
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

    /** What a client has not looked at that redeems a code, though the answer that brought it was not the server's. */
    static void redemption(AuthRequest request, Set<String> altered) {
        if (altered.contains("iss")) {
            request.found(
                    OAuthRequirements.ISSUER_COMPARED, "was wrong or missing, and the code was redeemed still", "iss");
        }
        if (altered.contains("state")) {
            request.found(
                    OAuthRequirements.STATE_COMPARED, "was wrong or missing, and the code was redeemed still", "state");
        }
    }

    /** Whether scopes are asked for that nobody has named. */
    static void scope(AuthRequest request, Set<String> beyond) {
        if (!beyond.isEmpty()) {
            request.found(
                    OAuthRequirements.LEAST_SCOPE,
                    "has what neither a challenge nor the resource's metadata name: " + String.join(" ", beyond),
                    "scope");
        }
    }

    /** Whether the resource is there, and is one that tokens are given for. */
    static void resource(AuthRequest request, List<String> resources) {
        // An identity provider signs users in to clients, not to MCP servers.
        if (resources.isEmpty() && !request.has(OAuthTrait.GIVES_ID_JAGS)) {
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
