package dev.mcptestbench.client.auth;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The tokens for one server, as a {@link TokenStore} keeps them. Immutable; its text holds none of them.
 *
 * @param server the MCP endpoint that they are for
 * @param issuer who gave them; they are of use to nobody else
 * @param resource the resource that they were asked for, or empty where the specification knows of none
 * @param type the type of the access token
 * @param accessToken the access token
 * @param refreshToken what another is had for, if there is one
 * @param expires when the access token ends, if the issuer said so
 * @param renewal from when on it is to be renewed, if the issuer said when it ends; somewhat before that
 * @param scopes what it was granted for
 * @param proofKey the key that the access token is bound to, as a JWK with its private part; empty for a bearer token
 */
@API(status = API.Status.EXPERIMENTAL)
public record StoredTokens(
        URI server,
        String issuer,
        String resource,
        TokenType type,
        String accessToken,
        Optional<String> refreshToken,
        Optional<Instant> expires,
        Optional<Instant> renewal,
        Set<String> scopes,
        Optional<String> proofKey) {

    /** Copies. */
    public StoredTokens {
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    boolean isExpired(Instant now) {
        return expires.filter(end -> !end.isAfter(now)).isPresent();
    }

    boolean isDue(Instant now) {
        return renewal.filter(from -> !from.isAfter(now)).isPresent();
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "tokens of " + issuer + " for " + server + " with scopes " + scopes
                + expires.map(end -> " until " + end).orElse("");
    }
}
