package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives out tokens and writes them down: access tokens are JWTs (RFC 9068), refresh tokens say nothing. */
final class Tokens {

    private final Ledger ledger;
    private final Mint mint;

    Tokens(Ledger ledger, Mint mint) {
        this.ledger = ledger;
        this.mint = mint;
    }

    /**
     * Gives out tokens.
     *
     * @param refreshToken the refresh token that goes with it, or {@code null} for none
     * @param nonce what an ID token repeats, or {@code null}
     */
    AuthReply give(
            AuthRequest request,
            Ledger.Family family,
            String scope,
            List<String> resources,
            @Nullable String refreshToken,
            @Nullable String nonce) {
        Map<String, Object> members = members(request, family, scope, resources);
        if (refreshToken != null) {
            members.put("refresh_token", refreshToken);
        }
        boolean identified = request.has(OAuthTrait.GIVES_ID_TOKENS)
                && family.subject().equals(request.settings().user().subject())
                && Ledger.Family.hasScope(scope, "openid");
        if (identified) {
            members.put(
                    "id_token",
                    mint.idToken(
                            request.settings(),
                            request.faults(),
                            family.client().id(),
                            nonce));
        }
        return AuthReply.json(200, members);
    }

    /** Gives out an access token for another token (RFC 8693, section 2.2.1). */
    AuthReply exchanged(AuthRequest request, Ledger.Family family) {
        Map<String, Object> members = members(request, family, family.scope(), family.resources());
        members.put("issued_token_type", ExchangeGrant.ACCESS_TOKEN);
        return AuthReply.json(200, members);
    }

    private Map<String, Object> members(
            AuthRequest request, Ledger.Family family, String scope, List<String> resources) {
        Instant now = ledger.now();
        String thumbprint = request.thumbprint();
        String value = mint.accessToken(request, family, scope, resources);
        Instant expires = now.plus(request.settings().lifetimes().accessTokens());
        ledger.keep(value, new Ledger.AccessToken(family, scope, resources, thumbprint, now, expires, false));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("access_token", value);
        members.put("token_type", thumbprint == null ? "Bearer" : "DPoP");
        members.put("expires_in", request.settings().lifetimes().accessTokens().toSeconds());
        if (request.has(OAuthTrait.STATES_SCOPE)) {
            members.put("scope", scope);
        }
        return members;
    }
}
