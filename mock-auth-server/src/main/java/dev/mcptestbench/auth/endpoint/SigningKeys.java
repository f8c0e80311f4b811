package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The keys of one server, the newest first. A key is made when it is first asked for, for one of RSA may take half a second.
 * Thread-safe.
 */
final class SigningKeys {

    private static final int RSA_BITS = 2048;

    private final List<JWK> keys = new ArrayList<>();

    /** The public keys, of which the newest of this algorithm signs. */
    synchronized JWKSet published(SigningAlgorithm algorithm) {
        var unused = current(algorithm);
        return new JWKSet(List.copyOf(keys)).toPublicJWKSet();
    }

    /** Signs with a new key from now on; the old ones stay published. */
    synchronized void rotate(SigningAlgorithm algorithm) {
        var unused = current(algorithm);
        keys.add(0, made(algorithm));
    }

    /** Publishes the newest key of this algorithm and no other from now on. */
    synchronized void withdrawOld(SigningAlgorithm algorithm) {
        JWK newest = current(algorithm);
        keys.clear();
        keys.add(newest);
    }

    private JWK current(SigningAlgorithm algorithm) {
        for (JWK key : keys) {
            if (algorithm.jws().equals(key.getAlgorithm())) {
                return key;
            }
        }
        keys.add(0, made(algorithm));
        return keys.get(0);
    }

    private static JWK made(SigningAlgorithm algorithm) {
        String id = UUID.randomUUID().toString().substring(0, 13);
        try {
            return switch (algorithm) {
                case ES256 ->
                    new ECKeyGenerator(Curve.P_256)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(algorithm.jws())
                            .keyID(id)
                            .generate();
                case RS256 ->
                    new RSAKeyGenerator(RSA_BITS)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(algorithm.jws())
                            .keyID(id)
                            .generate();
            };
        } catch (JOSEException e) {
            throw new IllegalStateException("This JVM makes no keys for " + algorithm, e);
        }
    }

    /** A signed token of this type. The claims go out as they are, also where no JWT has such. */
    String sign(SigningAlgorithm algorithm, JOSEObjectType type, Map<String, Object> claims) {
        JWK key;
        synchronized (this) {
            key = current(algorithm);
        }
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(algorithm.jws())
                        .type(type)
                        .keyID(key.getKeyID())
                        .build(),
                new Payload(claims));
        try {
            token.sign(signer(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("This JVM signs nothing by " + algorithm, e);
        }
        return token.serialize();
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
    }

    @Override
    public String toString() {
        return "SigningKeys";
    }
}
