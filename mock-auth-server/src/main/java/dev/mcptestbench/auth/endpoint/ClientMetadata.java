package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client tells of itself (RFC 7591, section 2), checked.
 *
 * @param keys its public keys as a JWK set, or {@code null}
 * @param type web or native
 */
record ClientMetadata(
        String name,
        String method,
        List<String> grants,
        List<String> redirectUris,
        @Nullable String keys,
        String type) {

    private static final Set<String> METHODS =
            Set.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
    private static final Set<String> GRANTS =
            Set.of(Grant.CODE, Grant.REFRESH, Grant.CREDENTIALS, Grant.ASSERTION, Grant.EXCHANGE);
    private static final int MOST_REDIRECTS = 50;

    static ClientMetadata read(Map<String, ?> members, AuthSettings settings) {
        boolean document = members.containsKey("client_id");
        String method = text(members, "token_endpoint_auth_method", document ? "none" : "client_secret_basic");
        List<String> grants = texts(members, "grant_types", List.of(Grant.CODE));
        List<String> responses = texts(members, "response_types", List.of("code"));
        String type = text(members, "application_type", "web");
        String keys = members.get("jwks") instanceof Map<?, ?> jwks ? Json.write(jwks) : null;
        require(METHODS.contains(method), "token_endpoint_auth_method is one of " + METHODS);
        require(!document || !method.startsWith("client_secret"), "A document that everybody reads holds no secret");
        require(GRANTS.containsAll(grants), "grant_types are some of " + GRANTS);
        require(type.equals("web") || type.equals("native"), "application_type is web or native");
        require(
                !grants.contains(Grant.CREDENTIALS) || !method.equals("none"),
                "A client without credentials cannot use client_credentials");
        require(method.equals("private_key_jwt") == (keys != null), "private_key_jwt goes with jwks");
        List<String> redirects = texts(members, "redirect_uris", List.of());
        if (grants.contains(Grant.CODE)) {
            require(responses.equals(List.of("code")), "response_types is [\"code\"]");
            requireRedirects(redirects, settings);
        }
        String name = text(members, "client_name", document ? String.valueOf(members.get("client_id")) : "");
        return new ClientMetadata(name, method, grants, redirects, keys, type);
    }

    private static void requireRedirects(List<String> redirects, AuthSettings settings) {
        boolean fit = !redirects.isEmpty()
                && redirects.size() <= MOST_REDIRECTS
                && redirects.stream().allMatch(uri -> RedirectUris.mayBeRegistered(uri, settings));
        if (!fit) {
            throw new RefusedException(
                    "invalid_redirect_uri", "redirect_uris are https, or http on the loopback, without a fragment");
        }
    }

    /** The client, with the secret that it was given, if its way needs one. */
    RegisteredClient client(String id, @Nullable String secret) {
        RegisteredClient.Authentication authentication = new RegisteredClient.None();
        if (keys != null) {
            try {
                authentication = new RegisteredClient.Key(keys);
            } catch (IllegalArgumentException e) {
                throw new RefusedException("invalid_client_metadata", "jwks is no JWK set");
            }
        } else if (secret != null) {
            authentication = new RegisteredClient.Secret(method, secret);
        }
        return new RegisteredClient(id, name.isEmpty() ? id : name, authentication, Set.copyOf(grants), redirectUris);
    }

    boolean needsSecret() {
        return method.startsWith("client_secret");
    }

    private static String text(Map<String, ?> members, String name, String otherwise) {
        Object value = members.get(name);
        require(value == null || (value instanceof String text && text.length() <= 2000), name + " is a string");
        return value instanceof String text ? text : otherwise;
    }

    private static List<String> texts(Map<String, ?> members, String name, List<String> otherwise) {
        Object value = members.get(name);
        if (value == null) {
            return otherwise;
        }
        require(
                value instanceof List<?> list && list.stream().allMatch(String.class::isInstance),
                name + " is an array of strings");
        return ((List<?>) value).stream().map(String.class::cast).toList();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new RefusedException("invalid_client_metadata", what);
        }
    }
}
