package dev.mcptestbench.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.Consumer;

/** Makes proofs (RFC 9449, section 4.2), faultless unless they are changed. */
final class DpopProof {

    private final ECKey key = key();
    private JOSEObjectType type = new JOSEObjectType("dpop+jwt");
    private JWK shown = key.toPublicJWK();
    private ECKey signedBy = key;

    static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    DpopProof typed(String other) {
        type = new JOSEObjectType(other);
        return this;
    }

    DpopProof showing(JWK other) {
        shown = other;
        return this;
    }

    DpopProof signedBy(ECKey other) {
        signedBy = other;
        return this;
    }

    String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    String of(String method, URI target, Instant now) {
        return of(method, target, now, claims -> {});
    }

    String of(String method, URI target, Instant now, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", target.toString())
                .issueTime(Date.from(now));
        change.accept(claims);
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.ES256).type(type).jwk(shown).build();
        SignedJWT proof = new SignedJWT(header, claims.build());
        try {
            proof.sign(new ECDSASigner(signedBy));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return proof.serialize();
    }
}
