package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.CredentialsException;
import dev.mcptestbench.time.TestClock;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Makes a client known to authorization servers, each by itself (2026-07-28, basic/authorization/client-registration).
 * Thread-safe; never blocks.
 */
final class Registrations {

    private final String clientName;
    private final OAuthSettings settings;
    private final AuthHttp http;
    private final TestClock clock;
    private final Kept kept;

    /** Where a client without an issuer of its own was first used, which is where it belongs. */
    private volatile String boundTo = "";

    Registrations(String clientName, OAuthSettings settings, AuthHttp http, TestClock clock, Kept kept) {
        this.clientName = clientName;
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        this.kept = kept;
    }

    /** The client as it was registered beforehand or is known by its document; empty if it has to register itself. */
    Optional<Party> known(ServerMetadata server) throws CredentialsException {
        if (settings.client().isPresent()) {
            OAuthSettings.Identity identity = settings.client().get();
            requireSame(identity, server.issuer());
            return Optional.of(Party.of(identity, server));
        }
        return server.takesDocuments()
                ? settings.clientDocument().map(url -> new Party(url.toString(), "none", new Proof.None()))
                : Optional.empty();
    }

    private synchronized void requireSame(OAuthSettings.Identity identity, String issuer) throws CredentialsException {
        String home = identity.issuer().orElse(boundTo);
        if (home.isEmpty()) {
            boundTo = issuer;
        } else if (!home.equals(issuer)) {
            throw new CredentialsException("The client " + identity.id() + " is registered with " + home
                    + ", and the server's authorization server is " + issuer
                    + ": register it there, and name both by OAuthSettings.with(Identity)");
        }
    }

    /** The client as it has registered itself with this server; registers it unless that was done for this redirect URI. */
    CompletionStage<Party> registered(ServerMetadata server, URI redirectUri) {
        return kept.client(server.issuer()).thenCompose(found -> {
            Optional<StoredClient> usable = found.filter(client ->
                    !client.isExpired(clock.instant()) && client.redirectUri().equals(redirectUri));
            return usable.isPresent()
                    ? CompletableFuture.completedStage(Party.of(usable.get()))
                    : register(server, redirectUri);
        });
    }

    /** A request has failed: forgets the registration if the server knows it no more, so that the client makes another. */
    CompletionStage<Optional<StoredClient>> failed(String issuer, Throwable cause) {
        boolean unknown = cause instanceof RefusedException refused
                && (refused.error().equals("invalid_client") || refused.error().equals("unauthorized_client"));
        return !unknown
                ? CompletableFuture.completedStage(Optional.empty())
                : kept.client(issuer)
                        .thenCompose(found -> found.isEmpty()
                                ? CompletableFuture.completedStage(found)
                                : kept.forget(found.get()).thenApply(Optional::of));
    }

    private CompletionStage<Party> register(ServerMetadata server, URI redirectUri) {
        URI endpoint = server.registration().orElse(null);
        if (endpoint == null) {
            return CompletableFuture.failedStage(new CredentialsException("The client \"" + clientName
                    + "\" is not registered with " + server.issuer()
                    + ", which takes no registrations: name its id by OAuthSettings.withClient(id)"
                    + (server.takesDocuments() ? " or its document by withClientDocument(url)" : "")));
        }
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("client_name", clientName);
        asked.put("redirect_uris", List.of(redirectUri.toString()));
        asked.put("grant_types", List.of("authorization_code", "refresh_token"));
        asked.put("response_types", List.of("code"));
        asked.put("token_endpoint_auth_method", server.methodToRegister());
        asked.put("application_type", "native");
        return http.postJson(endpoint, asked).thenCompose(reply -> {
            try {
                StoredClient client = read(reply, server, redirectUri);
                return kept.save(client).thenApply(done -> Party.of(client));
            } catch (CredentialsException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static StoredClient read(AuthReply reply, ServerMetadata server, URI redirectUri)
            throws CredentialsException {
        Map<String, Object> told = reply.isSuccess() ? reply.document() : null;
        if (told == null || !reply.error().isEmpty() || !(told.get("client_id") instanceof String id)) {
            throw reply.refused();
        }
        List<String> redirects = ServerMetadata.strings(told.get("redirect_uris"));
        if (!redirects.isEmpty() && !redirects.contains(redirectUri.toString())) {
            throw new CredentialsException(reply.what() + " registered other redirect URIs than " + redirectUri + ": "
                    + String.join(", ", redirects));
        }
        Optional<String> secret =
                told.get("client_secret") instanceof String text ? Optional.of(text) : Optional.empty();
        String method = told.get("token_endpoint_auth_method") instanceof String named
                ? named
                : secret.isPresent() ? server.methodWithSecret() : "none";
        Optional<Instant> expires =
                told.get("client_secret_expires_at") instanceof Number seconds && seconds.longValue() > 0
                        ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                        : Optional.empty();
        return new StoredClient(
                server.issuer(), id, method.equals("none") ? Optional.empty() : secret, method, redirectUri, expires);
    }
}
