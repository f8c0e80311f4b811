package dev.mcptestbench.auth.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.auth.endpoint.NamedScopes;
import dev.mcptestbench.protocol.Revision;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Tokens that no authorization server of ours would give out, and some that others do (RFC 9068, section 4). */
class TokenCheckTest {

    private static final URI ISSUER = URI.create("https://issuer.example/tenant");
    private static final String RESOURCE = "https://mcp.example.com/mcp";
    private static final Instant NOW = Instant.parse("2026-07-28T12:00:00Z");
    private static final ECKey EC = key();
    private static final RSAKey RSA = rsa();

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("rsa").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static final TrustedIssuer TRUSTED = new TrustedIssuer() {
        @Override
        public URI issuer() {
            return ISSUER;
        }

        @Override
        public Map<String, Object> metadata() {
            return Map.of();
        }

        @Override
        public JWKSet publicKeys() {
            return new JWKSet(List.of(EC, RSA)).toPublicJWKSet();
        }

        @Override
        public void heard(String resource, NamedScopes.Place place, Set<String> scopes) {}

        @Override
        public boolean hasRevoked(String accessToken) {
            return false;
        }
    };

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER.toString())
                .audience(RESOURCE)
                .claim("scope", "mcp:read mcp:write")
                .expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static JWSHeader.Builder header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm).type(new JOSEObjectType("at+jwt"));
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return token.serialize();
    }

    private static String by(ECKey key, JWSHeader header, JWTClaimsSet claims) {
        try {
            return signed(header, claims, new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String with(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);
        return by(EC, header(JWSAlgorithm.ES256).keyID("ec").build(), claims.build());
    }

    private static TokenCheck.Finding found(String token, ResourceSettings settings) {
        return new TokenCheck(List.of(TRUSTED), settings).of(token, RESOURCE, NOW);
    }

    private static TokenCheck.Finding found(String token) {
        return found(token, ResourceSettings.of(Revision.LATEST));
    }

    private static void refuses(String token, String why) {
        assertThat(found(token))
                .isInstanceOfSatisfying(
                        TokenCheck.Bad.class, bad -> assertThat(bad.why()).isEqualTo(why));
    }

    private static void takes(String token) {
        assertThat(found(token)).isEqualTo(new TokenCheck.Good(Set.of("mcp:read", "mcp:write"), null));
    }

    @Test
    void takesWhatIsAccessToken() throws JOSEException {
        takes(with(claims -> {}));
        takes(with(claims -> claims.audience(List.of("https://other.example", RESOURCE))));
        takes(with(claims -> claims.notBeforeTime(Date.from(NOW))));
        takes(by(EC, header(JWSAlgorithm.ES256).build(), claims().build()));
        takes(by(
                EC,
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("application/AT+JWT"))
                        .build(),
                claims().build()));
        takes(signed(header(JWSAlgorithm.RS256).keyID("rsa").build(), claims().build(), new RSASSASigner(RSA)));
        assertThat(found(with(claims -> claims.claim("scope", null)))).isEqualTo(new TokenCheck.Good(Set.of(), null));
    }

    @Test
    void asksForTheType() {
        String why = "The token is no access token: its type is not at+jwt";
        String bare = by(EC, new JWSHeader.Builder(JWSAlgorithm.ES256).build(), claims().build());
        refuses(bare, why);
        refuses(
                by(
                        EC,
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(JOSEObjectType.JWT)
                                .build(),
                        claims().build()),
                why);
        assertThat(found(bare, ResourceSettings.of(Revision.LATEST).without(ResourceTrait.REQUIRES_TOKEN_TYPE)))
                .isInstanceOf(TokenCheck.Good.class);
    }

    @Test
    void asksForASignatureOfTheIssuer() throws JOSEException {
        String unsigned = "The access token is no signed JWT, or its claims cannot be read";
        String foreign = "The access token is not signed by a key of its issuer";
        refuses(new PlainJWT(claims().build()).serialize(), unsigned);
        refuses(by(key(), header(JWSAlgorithm.ES256).keyID("ec").build(), claims().build()), foreign);
        refuses(by(EC, header(JWSAlgorithm.ES256).keyID("other").build(), claims().build()), foreign);
        // The public key is no secret, so it must not be taken for one.
        byte[] known = EC.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        refuses(signed(header(JWSAlgorithm.HS256).build(), claims().build(), new MACSigner(known)), foreign);
        // A key that the token brings along is its sender's.
        ECKey own = key();
        refuses(by(own, header(JWSAlgorithm.ES256).jwk(own.toPublicJWK()).build(), claims().build()), foreign);
    }

    @Test
    void asksForTheIssuer() {
        String why = "The access token is of an issuer that is not trusted here";
        refuses(with(claims -> claims.issuer(ISSUER + "/")), why);
        refuses(with(claims -> claims.issuer(null)), why);
    }

    @Test
    void asksForTheAudience() {
        String why = "The access token is for another resource than " + RESOURCE;
        refuses(with(claims -> claims.audience(RESOURCE + "/")), why);
        refuses(with(claims -> claims.audience((String) null)), why);
    }

    @Test
    void asksForTheTime() {
        refuses(with(claims -> claims.expirationTime(Date.from(NOW))), "The access token has expired");
        refuses(with(claims -> claims.expirationTime(null)), "The access token does not say when it expires");
        refuses(
                with(claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(1)))),
                "The access token is not valid yet");
    }

    @Test
    void isNotUpsetByHostileClaims() {
        String why = "The access token is no signed JWT, or its claims cannot be read";
        refuses(with(claims -> claims.claim("scope", List.of("mcp:read"))), why);
        refuses(with(claims -> claims.claim("exp", "soon")), why);
        refuses(with(claims -> claims.claim("iss", 7)), why);
    }
}
