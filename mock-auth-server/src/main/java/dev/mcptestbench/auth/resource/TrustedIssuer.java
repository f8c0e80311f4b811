package dev.mcptestbench.auth.resource;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mcptestbench.auth.endpoint.NamedScopes;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/** What a resource knows of an authorization server that it trusts. Thread-safe. */
@API(status = API.Status.INTERNAL)
public interface TrustedIssuer {

    /** Its issuer. */
    URI issuer();

    /** What it tells of itself (RFC 8414, section 2). */
    Map<String, Object> metadata();

    /** The public keys by which it signs, now and before. */
    JWKSet publicKeys();

    /** Hears that a resource has named these scopes to a client. */
    void heard(String resource, NamedScopes.Place place, Set<String> scopes);

    /** Whether it has revoked this access token. */
    boolean hasRevoked(String accessToken);
}
