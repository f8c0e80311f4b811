package dev.mcptestbench.client.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** The key that tokens are bound to, and the proofs that a client has it (RFC 9449). Immutable; its text does not hold it. */
final class ProofKey {

    private final ECKey key;

    private ProofKey(ECKey key) {
        this.key = key;
    }

    static ProofKey generate() {
        try {
            return new ProofKey(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException("This JVM makes no P-256 keys", e);
        }
    }

    /** The key that was stored. */
    static ProofKey of(String stored) {
        try {
            return new ProofKey(ECKey.parse(stored));
        } catch (ParseException e) {
            throw new IllegalArgumentException("What is stored is no key: " + e.getMessage(), e);
        }
    }

    /** The key as it is stored, private part and all. */
    String stored() {
        return key.toJSONString();
    }

    /** A proof for one request; {@code token} goes with it where there is one yet. */
    String proof(String method, URI url, @Nullable String nonce, @Nullable String token, Instant now) {
        URI plain = URI.create(Urls.origin(url) + (url.getRawPath() == null ? "" : url.getRawPath()));
        try {
            return new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256)
                    .createDPoPJWT(
                            new JWTID(),
                            method,
                            plain,
                            Date.from(now),
                            token == null ? null : new DPoPAccessToken(token),
                            nonce == null ? null : new Nonce(nonce))
                    .serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("This JVM signs nothing by ES256", e);
        }
    }

    @Override
    public String toString() {
        return "ProofKey";
    }
}
