package dev.mcptestbench.auth.resource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.auth.endpoint.OAuthRequirements;
import dev.mcptestbench.protocol.Breach;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks whether an access token is good (RFC 9068, section 4): whose it is, for what, since when and until when. */
final class TokenCheck {

    private static final String TYPE = "at+jwt";

    private final List<TrustedIssuer> issuers;
    private final ResourceSettings settings;

    TokenCheck(List<TrustedIssuer> issuers, ResourceSettings settings) {
        this.issuers = issuers;
        this.settings = settings;
    }

    /** What was found. */
    sealed interface Finding {}

    /**
     * The token is good.
     *
     * @param scopes the scopes that it has
     * @param thumbprint of the key that it is bound to (RFC 9449, section 6.1), or {@code null} for none
     */
    record Good(Set<String> scopes, @Nullable String thumbprint) implements Finding {}

    /**
     * The token is not good.
     *
     * @param why in words that may be told to the client
     * @param breach what the client did against the specification in sending it, or {@code null}
     */
    record Bad(String why, @Nullable Breach breach) implements Finding {}

    private static final class BadTokenException extends Exception {

        private static final long serialVersionUID = 1;

        private final transient Bad bad;

        BadTokenException(String why) {
            this(why, null);
        }

        BadTokenException(String why, @Nullable Breach breach) {
            super(why, null, false, false);
            this.bad = new Bad(why, breach);
        }
    }

    /**
     * Looks at a token.
     *
     * @param audience what it has to be for
     */
    Finding of(String token, String audience, Instant now) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            requireType(jwt);
            TrustedIssuer issuer = issuer(claims);
            requireSignature(jwt, issuer);
            requireAudience(claims, audience);
            requireTime(claims, now);
            if (settings.has(ResourceTrait.REFUSES_REVOKED_TOKENS) && issuer.hasRevoked(token)) {
                throw new BadTokenException("The access token was revoked");
            }
            String scope = claims.getStringClaim("scope");
            Map<String, Object> bound = claims.getJSONObjectClaim("cnf");
            String thumbprint = bound == null || bound.get("jkt") == null ? null : String.valueOf(bound.get("jkt"));
            return new Good(scope == null ? Set.of() : Presented.scopes(scope), thumbprint);
        } catch (ParseException | IllegalArgumentException e) {
            return new Bad("The access token is no signed JWT, or its claims cannot be read", null);
        } catch (BadTokenException e) {
            return e.bad;
        }
    }

    private void requireType(SignedJWT jwt) throws BadTokenException {
        JOSEObjectType type = jwt.getHeader().getType();
        String name = type == null ? "" : type.getType().toLowerCase(Locale.ROOT);
        if (settings.has(ResourceTrait.REQUIRES_TOKEN_TYPE)
                && !name.equals(TYPE)
                && !name.equals("application/" + TYPE)) {
            throw new BadTokenException("The token is no access token: its type is not " + TYPE);
        }
    }

    private TrustedIssuer issuer(JWTClaimsSet claims) throws BadTokenException {
        for (TrustedIssuer issuer : issuers) {
            if (issuer.issuer().toString().equals(claims.getIssuer())) {
                return issuer;
            }
        }
        throw new BadTokenException(
                "The access token is of an issuer that is not trusted here", foreign("of another issuer"));
    }

    private static Breach foreign(String how) {
        return new Breach(OAuthRequirements.FOREIGN_TOKEN, "is " + how, "Authorization");
    }

    private static void requireSignature(SignedJWT jwt, TrustedIssuer issuer) throws BadTokenException {
        List<JWK> keys = new JWKSelector(JWKMatcher.forJWSHeader(jwt.getHeader())).select(issuer.publicKeys());
        try {
            for (JWK key : keys) {
                JWSVerifier verifier = new DefaultJWSVerifierFactory()
                        .createJWSVerifier(jwt.getHeader(), ((AsymmetricJWK) key).toPublicKey());
                if (jwt.verify(verifier)) {
                    return;
                }
            }
        } catch (JOSEException | ClassCastException e) {
            throw new BadTokenException("The access token is signed in a way that nobody here can verify");
        }
        throw new BadTokenException("The access token is not signed by a key of its issuer");
    }

    private void requireAudience(JWTClaimsSet claims, String audience) throws BadTokenException {
        if (settings.has(ResourceTrait.REQUIRES_AUDIENCE)
                && !claims.getAudience().contains(audience)) {
            throw new BadTokenException(
                    "The access token is for another resource than " + audience, foreign("for another resource"));
        }
    }

    private static void requireTime(JWTClaimsSet claims, Instant now) throws BadTokenException {
        if (claims.getExpirationTime() == null) {
            throw new BadTokenException("The access token does not say when it expires");
        }
        if (!claims.getExpirationTime().toInstant().isAfter(now)) {
            throw new BadTokenException("The access token has expired");
        }
        if (claims.getNotBeforeTime() != null
                && claims.getNotBeforeTime().toInstant().isAfter(now)) {
            throw new BadTokenException("The access token is not valid yet");
        }
    }
}
