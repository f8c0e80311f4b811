package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcptestbench.script.OAuthTrait;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a token for another (RFC 8693): an access token for one of the server's own, or an ID-JAG for an ID token, where the
 * server is a user's identity provider (enterprise-managed authorization, section 4).
 */
final class ExchangeGrant implements Grant {

    private static final String TYPE = "urn:ietf:params:oauth:token-type:";
    static final String ACCESS_TOKEN = TYPE + "access_token";
    static final String ID_JAG = TYPE + "id-jag";
    private static final String ID_TOKEN = TYPE + "id_token";

    private final String issuer;
    private final Ledger ledger;
    private final SigningKeys keys;
    private final Mint mint;
    private final Tokens tokens;

    ExchangeGrant(String issuer, Ledger ledger, SigningKeys keys, Mint mint, Tokens tokens) {
        this.issuer = issuer;
        this.ledger = ledger;
        this.keys = keys;
        this.mint = mint;
        this.tokens = tokens;
    }

    @Override
    public AuthReply give(AuthRequest request, Parameters form, RegisteredClient client) {
        String token = form.required("subject_token");
        String type = form.required("subject_token_type");
        if (form.has("actor_token") || form.has("actor_token_type")) {
            throw new RefusedException("invalid_request", "Nobody acts for another here: there is no actor_token");
        }
        String wanted = form.get("requested_token_type");
        if (ID_JAG.equals(wanted) && request.has(OAuthTrait.GIVES_ID_JAGS)) {
            return idJag(request, form, client, token, type);
        }
        if (wanted != null && !wanted.equals(ACCESS_TOKEN)) {
            throw new RefusedException("invalid_request", "No tokens of the requested_token_type are given here");
        }
        return accessToken(request, form, client, token, type);
    }

    private AuthReply accessToken(
            AuthRequest request, Parameters form, RegisteredClient client, String token, String type) {
        Ledger.AccessToken access = type.equals(ACCESS_TOKEN) ? ledger.accessToken(token) : null;
        if (access == null || !ledger.isActive(access)) {
            throw new RefusedException("invalid_request", "subject_token is no access token of this server's");
        }
        if (access.thumbprint() != null && !access.thumbprint().equals(request.thumbprint())) {
            throw new RefusedException("invalid_request", "subject_token is bound to another key");
        }
        String scope = Resources.scope(form, access.scope());
        List<String> resources =
                form.has("resource") ? Resources.asked(request, form) : Resources.checked(request, access.resources());
        return tokens.exchanged(
                request, new Ledger.Family(client, access.family().subject(), scope, resources));
    }

    private AuthReply idJag(AuthRequest request, Parameters form, RegisteredClient client, String token, String type) {
        if (!type.equals(ID_TOKEN)) {
            throw new RefusedException("invalid_request", "subject_token_type is " + ID_TOKEN);
        }
        String audience = form.required("audience");
        var unused = form.required("resource");
        List<String> resources = Resources.asked(request, form);
        AuthSettings settings = request.settings();
        String subject = ownSubject(settings, token, client);
        String known = settings.clientAt(audience, client.id());
        if (known == null) {
            throw new RefusedException("invalid_target", "Clients are not let to this audience");
        }
        if (!request.has(OAuthTrait.APPROVES)) {
            throw new RefusedException("access_denied", "The user is not let to this audience");
        }
        String scope = form.get("scope");
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issued_token_type", ID_JAG);
        members.put("access_token", mint.idJag(request, subject, known, audience, resources, scope));
        // It is no access token, so it is of no type of those (RFC 8693, section 2.2.1).
        members.put("token_type", "N_A");
        members.put("expires_in", settings.lifetimes().accessTokens().toSeconds());
        if (scope != null) {
            members.put("scope", scope);
        }
        return AuthReply.json(200, members);
    }

    /** Whom the ID token is about, which is this server's, for this client, and still good. */
    private String ownSubject(AuthSettings settings, String token, RegisteredClient client) {
        try {
            SignedJWT signed = SignedJWT.parse(token);
            JWTClaimsSet claims = signed.getJWTClaimsSet();
            JOSEObjectType type = signed.getHeader().getType();
            boolean own = (type == null || type.equals(JOSEObjectType.JWT))
                    && issuer.equals(claims.getIssuer())
                    && SignedTokens.isSigned(signed, keys.published(settings.algorithm()));
            String subject = claims.getSubject();
            if (!own || subject == null) {
                throw new RefusedException("invalid_grant", "subject_token is no ID token of this server's");
            }
            if (!claims.getAudience().contains(client.id())) {
                throw new RefusedException("invalid_grant", "subject_token was given to another client");
            }
            if (!SignedTokens.isOfNow(claims, ledger.now())) {
                throw new RefusedException("invalid_grant", "subject_token has expired, or is not valid yet");
            }
            return subject;
        } catch (ParseException | JOSEException e) {
            throw new RefusedException("invalid_grant", "subject_token is no signed JWT");
        }
    }
}
