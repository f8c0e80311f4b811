package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
import java.util.List;

/** Gives tokens for refresh tokens (OAuth 2.1, section 4.3). */
final class RefreshGrant implements Grant {

    private final Ledger ledger;
    private final Tokens tokens;

    RefreshGrant(Ledger ledger, Tokens tokens) {
        this.ledger = ledger;
        this.tokens = tokens;
    }

    @Override
    public AuthReply give(AuthRequest request, Parameters form, RegisteredClient client) {
        String value = form.required("refresh_token");
        Ledger.RefreshToken token = ledger.refreshToken(value);
        if (token == null || !token.family().client().id().equals(client.id())) {
            throw new RefusedException("invalid_grant", "There is no such refresh token for this client");
        }
        Ledger.Family family = token.family();
        if (token.replaced()) {
            request.found(OAuthRequirements.REFRESH_ONCE, "was replaced before", "refresh_token");
            if (request.has(OAuthTrait.REVOKES_ON_REUSE)) {
                ledger.revoke(family, "a refresh token was used twice");
            }
            throw new RefusedException("invalid_grant", "The refresh token was replaced before");
        }
        if (family.isRevoked()) {
            throw new RefusedException("invalid_grant", "The refresh token was revoked");
        }
        // RFC 9449, section 5: those of public clients are bound to the key of the first proof.
        String thumbprint = token.thumbprint();
        if (thumbprint != null && client.isPublic() && !thumbprint.equals(request.thumbprint())) {
            throw new RefusedException("invalid_grant", "The refresh token is bound to another key");
        }
        String scope = Resources.scope(form, family.scope());
        List<String> resources = Resources.asked(request, form, family.resources());
        String next = null;
        if (client.isPublic() && request.has(OAuthTrait.ROTATES_REFRESH_TOKENS)) {
            ledger.replace(value, token);
            next = ledger.keep(Ledger.RefreshToken.of(family, thumbprint));
        }
        return tokens.give(request, family, scope, resources, next, null);
    }
}
