package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Whose tokens a server takes for true, and by which keys it knows them. Nothing is ever fetched. Thread-safe. */
final class TrustedIssuers {

    private final Map<String, Supplier<JWKSet>> keys = new ConcurrentHashMap<>();

    void trust(String issuer, Supplier<JWKSet> publicKeys) {
        keys.put(issuer, publicKeys);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Whether one who is trusted has signed the token, as the issuer that it names. */
    boolean haveSigned(SignedJWT token, JWTClaimsSet claims) throws ParseException, JOSEException {
        String issuer = claims.getIssuer();
        Supplier<JWKSet> published = issuer == null ? null : keys.get(issuer);
        return published != null && SignedTokens.isSigned(token, published.get());
    }
}
