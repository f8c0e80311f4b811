package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes tokens: access tokens are JWTs (RFC 9068), refresh tokens say nothing. Not thread-safe. */
final class Tokens {

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private final String issuer;
    private final Ledger ledger;
    private final List<ECKey> keys = new ArrayList<>();

    Tokens(String issuer, Ledger ledger) {
        this.issuer = issuer;
        this.ledger = ledger;
    }

    /** The public keys, the newest first, as a JWK set. */
    Map<String, Object> publicKeys() {
        return keys().toJSONObject(true);
    }

    /** The keys, the newest first, private parts left out. */
    JWKSet keys() {
        signingKey();
        return new JWKSet(List.copyOf(keys)).toPublicJWKSet();
    }

    /** Signs with a new key from now on; the old ones stay published. */
    void rotateKeys() {
        try {
            keys.add(
                    0,
                    new ECKeyGenerator(Curve.P_256)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.ES256)
                            .keyID(ledger.secret().substring(0, 12))
                            .generate());
        } catch (JOSEException e) {
            throw new IllegalStateException("This JVM makes no P-256 keys", e);
        }
    }

    private ECKey signingKey() {
        if (keys.isEmpty()) {
            rotateKeys();
        }
        return keys.get(0);
    }

    /**
     * Gives out tokens.
     *
     * @param refreshToken the refresh token that goes with it, or {@code null} for none
     */
    AuthReply give(
            AuthRequest request,
            Ledger.Family family,
            String scope,
            List<String> resources,
            @Nullable String refreshToken) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("access_token", accessToken(request.settings(), family, scope, resources));
        members.put("token_type", "Bearer");
        members.put("expires_in", request.settings().accessTokensLive().toSeconds());
        if (refreshToken != null) {
            members.put("refresh_token", refreshToken);
        }
        if (request.has(Trait.STATES_SCOPE)) {
            members.put("scope", scope);
        }
        return AuthReply.json(200, members);
    }

    private String accessToken(AuthSettings settings, Ledger.Family family, String scope, List<String> resources) {
        Instant now = ledger.now();
        Instant expires = now.plus(settings.accessTokensLive());
        ECKey key = signingKey();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(family.subject())
                .audience(resources.isEmpty() ? List.of(issuer) : resources)
                .claim("client_id", family.client().id())
                .claim("scope", scope)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expires))
                .jwtID(ledger.secret().substring(0, 22))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(ACCESS_TOKEN)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("This JVM signs nothing by ES256", e);
        }
        String value = token.serialize();
        ledger.keep(value, new Ledger.AccessToken(family, scope, resources, now, expires, false));
        return value;
    }
}
