package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.CredentialsException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server tells of itself (RFC 8414, section 2), as far as clients need it.
 *
 * @param pkce the methods of code challenges, empty where it tells of none
 * @param sendsIssuer whether authorization responses have {@code iss}
 * @param takesDocuments whether the URL of a metadata document can be a client id
 * @param scopes the scopes it lists
 * @param methods how clients may prove who they are; empty where it tells of none
 */
record ServerMetadata(
        String issuer,
        Optional<URI> authorization,
        URI token,
        Optional<URI> registration,
        List<String> pkce,
        boolean sendsIssuer,
        boolean takesDocuments,
        List<String> scopes,
        List<String> methods) {

    /** Reads a document, whose issuer was checked. */
    static ServerMetadata of(String issuer, Map<String, Object> document, URI server) throws CredentialsException {
        return new ServerMetadata(
                issuer,
                optional(document, "authorization_endpoint", server),
                Urls.safe(document.get("token_endpoint"), "token endpoint of " + issuer, server),
                optional(document, "registration_endpoint", server),
                strings(document.get("code_challenge_methods_supported")),
                Boolean.TRUE.equals(document.get("authorization_response_iss_parameter_supported")),
                Boolean.TRUE.equals(document.get("client_id_metadata_document_supported")),
                strings(document.get("scopes_supported")),
                strings(document.get("token_endpoint_auth_methods_supported")));
    }

    /** What a server of 2025-03-26 has that tells nothing of itself (basic/authorization, fallbacks). */
    static ServerMetadata assumed(String origin, URI server) throws CredentialsException {
        return new ServerMetadata(
                origin,
                Optional.of(Urls.safe(origin + "/authorize", "authorization endpoint", server)),
                Urls.safe(origin + "/token", "token endpoint", server),
                Optional.of(Urls.safe(origin + "/register", "registration endpoint", server)),
                List.of("S256"),
                false,
                false,
                List.of(),
                List.of());
    }

    private static Optional<URI> optional(Map<String, Object> document, String name, URI server)
            throws CredentialsException {
        Object url = document.get(name);
        return url == null ? Optional.empty() : Optional.of(Urls.safe(url, name, server));
    }

    /** The strings in a list; nothing where there is no list. */
    static List<String> strings(@Nullable Object list) {
        return list instanceof List<?> values
                ? values.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    /** How a client that has a secret proves who it is. */
    String methodWithSecret() {
        return methods.isEmpty() || methods.contains("client_secret_basic")
                ? "client_secret_basic"
                : "client_secret_post";
    }

    /** How a client that registers itself wants to prove who it is. */
    String methodToRegister() {
        return methods.isEmpty() || methods.contains("none") ? "none" : methodWithSecret();
    }
}
