package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Revision;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds the authorization server of an MCP server, in the order of its revision (2026-07-28,
 * basic/authorization/authorization-server-discovery; 2025-03-26, basic/authorization). Thread-safe; never blocks.
 */
final class Discovery {

    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final AuthHttp http;
    private final URI server;
    private final Revision revision;

    Discovery(AuthHttp http, URI server, Revision revision) {
        this.http = http;
        this.server = server;
        this.revision = revision;
    }

    /** Finds it after a challenge, or without one. */
    CompletionStage<Authority> find(@Nullable Challenge challenge) {
        String told = challenge == null ? null : challenge.get("resource_metadata");
        if (revision == Revision.V2025_03_26 && told == null) {
            return metadataOfOrigin().thenApply(found -> new Authority("", List.of(), found));
        }
        List<String> places = new ArrayList<>();
        if (told != null) {
            places.add(told);
        }
        if (!Urls.path(server).isEmpty()) {
            places.add(Urls.origin(server) + RESOURCE + Urls.path(server));
        }
        places.add(Urls.origin(server) + RESOURCE);
        return first("metadata of the protected resource " + server, places, document -> document)
                .thenCompose(this::authority);
    }

    private CompletionStage<Authority> authority(Map<String, Object> document) {
        Object resource = document.get("resource");
        if (!(resource instanceof String text) || !Urls.covers(text, server)) {
            return failed("The metadata of the protected resource " + server + " are of another one: "
                    + (resource instanceof String other ? other : "they name none"));
        }
        List<String> issuers = ServerMetadata.strings(document.get("authorization_servers"));
        if (issuers.isEmpty()) {
            return failed("The metadata of the protected resource " + server + " name no authorization server");
        }
        List<String> scopes = ServerMetadata.strings(document.get("scopes_supported"));
        return metadataOf(issuers.get(0)).thenApply(found -> new Authority(text, scopes, found));
    }

    private CompletionStage<ServerMetadata> metadataOf(String issuer) {
        URI uri;
        try {
            uri = Urls.safe(issuer, "issuer", server);
        } catch (CredentialsException e) {
            return CompletableFuture.failedStage(e);
        }
        String origin = Urls.origin(uri);
        String path = Urls.path(uri);
        List<String> places = new ArrayList<>(List.of(origin + OAUTH + path));
        if (revision.compareTo(Revision.V2025_11_25) >= 0) {
            places.add(origin + OPENID + path);
            if (!path.isEmpty()) {
                places.add(origin + path + OPENID);
            }
        }
        return first("metadata of the authorization server " + issuer, places, document -> checked(document, issuer));
    }

    /** The metadata are of no use unless they are of this issuer (RFC 8414, section 3.3). */
    private ServerMetadata checked(Map<String, Object> document, String issuer) throws CredentialsException {
        if (!issuer.equals(document.get("issuer"))) {
            throw new CredentialsException("The metadata of the authorization server " + issuer
                    + " are of another one: " + document.get("issuer"));
        }
        ServerMetadata metadata = ServerMetadata.of(issuer, document, server);
        boolean mustTell = revision.compareTo(Revision.V2025_11_25) >= 0;
        if (metadata.authorization().isPresent()
                && (mustTell || !metadata.pkce().isEmpty())
                && !metadata.pkce().contains("S256")) {
            throw new CredentialsException("The authorization server " + issuer
                    + " does not tell of PKCE by S256 (code_challenge_methods_supported), so it is not used");
        }
        return metadata;
    }

    /** 2025-03-26: the authorization server is the origin of the MCP server, and need not tell of itself. */
    private CompletionStage<ServerMetadata> metadataOfOrigin() {
        String origin = Urls.origin(server);
        URI place = URI.create(origin + OAUTH);
        return http.get(place).thenApply(reply -> {
            Map<String, Object> document = reply.isSuccess() ? reply.document() : null;
            try {
                return document == null
                        ? ServerMetadata.assumed(origin, server)
                        : ServerMetadata.of(String.valueOf(document.getOrDefault("issuer", origin)), document, server);
            } catch (CredentialsException e) {
                throw new CompletionException(e);
            }
        });
    }

    private interface Reading<T> {
        T read(Map<String, Object> document) throws CredentialsException;
    }

    /** Reads the first of these places that holds a JSON object. */
    private <T> CompletionStage<T> first(String what, List<String> places, Reading<T> reading) {
        return first(what, places, reading, new ArrayList<>());
    }

    private <T> CompletionStage<T> first(
            String what, List<String> places, Reading<T> reading, List<String> disappointments) {
        if (places.isEmpty()) {
            return failed("There are no " + what + ": " + String.join("; ", disappointments));
        }
        URI place;
        try {
            place = Urls.safe(places.get(0), "place of the " + what, server);
        } catch (CredentialsException e) {
            return CompletableFuture.failedStage(e);
        }
        return http.get(place)
                .handle((reply, failure) -> {
                    Map<String, Object> document = reply == null || !reply.isSuccess() ? null : reply.document();
                    if (document != null) {
                        return read(reading, document);
                    }
                    disappointments.add(
                            reply == null
                                    ? String.valueOf(failure.getMessage())
                                    : AuthReply.withoutQuery(place) + " has "
                                            + (reply.isSuccess() ? "no JSON object" : "status " + reply.status()));
                    return first(what, places.subList(1, places.size()), reading, disappointments);
                })
                .thenCompose(next -> next);
    }

    private static <T> CompletionStage<T> read(Reading<T> reading, Map<String, Object> document) {
        try {
            return CompletableFuture.completedStage(reading.read(document));
        } catch (CredentialsException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static <T> CompletionStage<T> failed(String why) {
        return CompletableFuture.failedStage(new CredentialsException(why));
    }
}
