package dev.mcptestbench.auth.resource;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import org.apiguardian.api.API;

/** What a resource knows of an authorization server that it trusts. Thread-safe. */
@API(status = API.Status.INTERNAL)
public interface TrustedIssuer {

    /** Its issuer. */
    URI issuer();

    /** The public keys by which it signs, now and before. */
    JWKSet publicKeys();

    /** Whether it has revoked this access token. */
    boolean hasRevoked(String accessToken);
}
