package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of any signed token that comes from outside (RFC 7519, RFC 8725). */
final class SignedTokens {

    /** How it may be signed: never by a secret, never not at all. */
    static final List<JWSAlgorithm> ALGORITHMS = List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private SignedTokens() {}

    /** The names of the algorithms, for metadata. */
    static List<String> algorithms() {
        return ALGORITHMS.stream().map(JWSAlgorithm::getName).toList();
    }

    /** Whether one of the keys has signed it; if it names a key, that one. */
    static boolean isSigned(SignedJWT token, JWKSet keys) throws JOSEException {
        String wanted = token.getHeader().getKeyID();
        for (JWK key : keys.getKeys()) {
            if ((wanted == null || wanted.equals(key.getKeyID())) && isSigned(token, key)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the key has signed it. */
    static boolean isSigned(SignedJWT token, JWK key) throws JOSEException {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        JWSVerifier verifier = ALGORITHMS.contains(algorithm) ? verifier(key) : null;
        return verifier != null && verifier.supportedJWSAlgorithms().contains(algorithm) && token.verify(verifier);
    }

    private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
        if (key instanceof ECKey curve) {
            return new ECDSAVerifier(curve);
        }
        return key instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : null;
    }

    /** Whether it expires, has not expired, and is valid already. */
    static boolean isOfNow(JWTClaimsSet claims, Instant now) {
        return claims.getExpirationTime() != null
                && claims.getExpirationTime().toInstant().isAfter(now)
                && (claims.getNotBeforeTime() == null
                        || !claims.getNotBeforeTime().toInstant().isAfter(now));
    }
}
