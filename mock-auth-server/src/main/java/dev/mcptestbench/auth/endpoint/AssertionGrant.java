package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.script.OAuthTrait;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives tokens for a JWT of an issuer that the server trusts (RFC 7523, section 3): an ID-JAG of a user's identity provider
 * (enterprise-managed authorization, section 5), or the token of a workload.
 */
final class AssertionGrant implements Grant {

    private final String issuer;
    private final Ledger ledger;
    private final TrustedIssuers trusted;
    private final Tokens tokens;

    AssertionGrant(String issuer, Ledger ledger, TrustedIssuers trusted, Tokens tokens) {
        this.issuer = issuer;
        this.ledger = ledger;
        this.trusted = trusted;
        this.tokens = tokens;
    }

    /** Whether the request names no client: then the workload itself is the client (RFC 7523, section 3.1). */
    static boolean isWithoutClient(AuthRequest request, Parameters form) {
        return ASSERTION.equals(form.get("grant_type"))
                && request.http().header("Authorization") == null
                && !form.has("client_id")
                && !form.has("client_secret")
                && !form.has("client_assertion");
    }

    /** The client that a workload is of which the request says nothing else. */
    static RegisteredClient workload(Parameters form) {
        try {
            String subject = SignedJWT.parse(form.required("assertion"))
                    .getJWTClaimsSet()
                    .getSubject();
            if (subject != null) {
                return RegisteredClient.workload(subject);
            }
        } catch (ParseException e) {
            throw refused("assertion is no signed JWT");
        }
        throw refused("assertion has no subject");
    }

    private static RefusedException refused(String why) {
        return new RefusedException("invalid_grant", why);
    }

    @Override
    public AuthReply give(AuthRequest request, Parameters form, RegisteredClient client) {
        try {
            SignedJWT assertion = SignedJWT.parse(form.required("assertion"));
            JWTClaimsSet claims = assertion.getJWTClaimsSet();
            if (!trusted.haveSigned(assertion, claims)) {
                throw refused("The assertion is signed by nobody whom this server trusts");
            }
            requireFor(request, claims);
            JOSEObjectType type = assertion.getHeader().getType();
            if (Mint.ID_JAG.equals(type)) {
                return byIdJag(request, form, client, claims);
            }
            if (type != null && !JOSEObjectType.JWT.equals(type)) {
                throw refused("The assertion is a token of another type");
            }
            return byWorkloadToken(request, form, client, claims);
        } catch (ParseException | JOSEException e) {
            throw refused("The assertion is no signed JWT, or has claims of the wrong type");
        }
    }

    private void requireFor(AuthRequest request, JWTClaimsSet claims) {
        List<String> audience = claims.getAudience();
        boolean fits = request.has(OAuthTrait.REQUIRES_ISSUER_AUDIENCE)
                ? audience.equals(List.of(issuer))
                : audience.contains(issuer) || audience.contains(issuer + "/" + EndpointKind.TOKEN.segment());
        if (!fits) {
            throw refused("The assertion is not for this issuer");
        }
        if (!SignedTokens.isOfNow(claims, ledger.now())) {
            throw refused("The assertion has expired, is not valid yet, or never expires");
        }
        if (claims.getSubject() == null) {
            throw refused("The assertion has no subject");
        }
    }

    private AuthReply byIdJag(AuthRequest request, Parameters form, RegisteredClient client, JWTClaimsSet claims)
            throws ParseException {
        if (!client.id().equals(claims.getStringClaim("client_id"))) {
            throw refused("The assertion was given to another client");
        }
        if (client.isPublic() && request.has(OAuthTrait.REQUIRES_CLIENT_AUTHENTICATION)) {
            throw ClientIdentity.unknown(false);
        }
        if (claims.getJWTID() == null || claims.getIssueTime() == null) {
            throw refused("The assertion has no jti, or no iat");
        }
        List<String> granted = claims.getClaim("resource") instanceof List<?>
                ? claims.getStringListClaim("resource")
                : texts(claims.getStringClaim("resource"));
        // The grant names the resource; the request need not.
        List<String> asked = form.all("resource");
        if (!granted.containsAll(asked)) {
            throw new RefusedException("invalid_target", "The assertion is for another resource");
        }
        List<String> resources = Resources.checked(request, asked.isEmpty() ? granted : asked);
        String allowed = claims.getStringClaim("scope");
        String scope = allowed == null ? Resources.scope(request, form) : Resources.scope(form, allowed);
        return given(request, client, claims, scope, resources);
    }

    private static List<String> texts(@Nullable String one) {
        return one == null ? List.of() : List.of(one);
    }

    private AuthReply byWorkloadToken(
            AuthRequest request, Parameters form, RegisteredClient client, JWTClaimsSet claims) {
        return given(request, client, claims, Resources.scope(request, form), Resources.asked(request, form));
    }

    private AuthReply given(
            AuthRequest request, RegisteredClient client, JWTClaimsSet claims, String scope, List<String> resources) {
        String use = claims.getJWTID();
        boolean first = use == null
                || ledger.firstUse(
                        claims.getIssuer() + " " + use,
                        claims.getExpirationTime().toInstant());
        if (!first) {
            throw refused("The assertion was used before");
        }
        Ledger.Family family = new Ledger.Family(client, String.valueOf(claims.getSubject()), scope, resources);
        return tokens.give(request, family, scope, resources, null, null);
    }
}
