package dev.mcptestbench.client.auth;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How a client has registered itself with an authorization server, as a {@link TokenStore} keeps it. Immutable; its text does
 * not hold the secret.
 *
 * @param issuer where it is registered; what it got there is never shown elsewhere (2026-07-28,
 *     basic/authorization/client-registration#authorization-server-binding)
 * @param id the client id
 * @param secret its secret, if it has one
 * @param method how it proves at the token endpoint who it is, such as {@code client_secret_basic} or {@code none}
 * @param redirectUri the redirect URI that it registered
 * @param expires when the secret ends, if ever
 */
@API(status = API.Status.EXPERIMENTAL)
public record StoredClient(
        String issuer, String id, Optional<String> secret, String method, URI redirectUri, Optional<Instant> expires) {

    boolean isExpired(Instant now) {
        return expires.filter(end -> !end.isAfter(now)).isPresent();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "client " + id + " of " + issuer + " (" + method + ")";
    }
}
