package dev.mcptestbench.auth.endpoint;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives tokens for codes, for refresh tokens and for credentials (OAuth 2.1, sections 3.2, 4.2 and 4.3). */
final class TokenEndpoint implements Endpoint {

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final Ledger ledger;
    private final Tokens tokens;
    private final ClientIdentity identity;

    TokenEndpoint(Ledger ledger, Tokens tokens, ClientIdentity identity) {
        this.ledger = ledger;
        this.tokens = tokens;
        this.identity = identity;
    }

    @Override
    public AuthReply answer(AuthRequest request) {
        Parameters form = request.post();
        String grant = required(form, "grant_type");
        boolean known = List.of(RegisteredClient.CODE, RegisteredClient.REFRESH, RegisteredClient.CREDENTIALS)
                .contains(grant);
        if (!known) {
            throw new RefusedException("unsupported_grant_type", "There is no such grant here");
        }
        RegisteredClient client = identity.of(request, form);
        if (!client.grants().contains(grant)) {
            throw new RefusedException("unauthorized_client", "The client has not registered " + grant);
        }
        return switch (grant) {
            case RegisteredClient.CODE -> redeem(request, form, client);
            case RegisteredClient.REFRESH -> refresh(request, form, client);
            default -> credentials(request, form, client);
        };
    }

    private static String required(Parameters form, String name) {
        String value = form.get(name);
        if (value == null) {
            throw new RefusedException("invalid_request", name + " is missing");
        }
        return value;
    }

    private AuthReply redeem(AuthRequest request, Parameters form, RegisteredClient client) {
        String value = required(form, "code");
        Ledger.Code code = ledger.code(value);
        if (code == null || !code.family().client().id().equals(client.id())) {
            throw new RefusedException("invalid_grant", "There is no such code for this client");
        }
        if (code.used()) {
            request.found(OAuthRequirements.CODE_ONCE, "was redeemed before", "code");
            if (request.has(Trait.REVOKES_ON_REUSE)) {
                ledger.revoke(code.family(), "a code was redeemed twice");
            }
            throw new RefusedException("invalid_grant", "The code was redeemed before");
        }
        if (!code.expires().isAfter(ledger.now())) {
            throw new RefusedException("invalid_grant", "The code has expired");
        }
        String redirect = form.get("redirect_uri");
        if (redirect == null ? code.challenge() == null : !redirect.equals(code.redirectUri())) {
            throw new RefusedException("invalid_grant", "redirect_uri is not that of the authorization request");
        }
        requireVerifier(code, form.get("code_verifier"));
        List<String> resources = Resources.asked(request, form, code.family().resources());
        ledger.redeem(value, code);
        Ledger.Family family = code.family();
        return tokens.give(request, family, family.scope(), resources, refreshToken(request, family));
    }

    private @Nullable String refreshToken(AuthRequest request, Ledger.Family family) {
        boolean wanted = request.has(Trait.GIVES_REFRESH_TOKENS)
                && family.client().grants().contains(RegisteredClient.REFRESH);
        return wanted ? ledger.keep(new Ledger.RefreshToken(family, false)) : null;
    }

    /** OAuth 2.1, section 4.1.3; a verifier without a challenge tells of a downgrade (RFC 9700, section 4.8.2). */
    private static void requireVerifier(Ledger.Code code, @Nullable String verifier) {
        String challenge = code.challenge();
        if (challenge == null) {
            if (verifier != null) {
                throw new RefusedException("invalid_grant", "There was no code_challenge for this code_verifier");
            }
            return;
        }
        if (verifier == null || !VERIFIER.matcher(verifier).matches()) {
            throw new RefusedException("invalid_request", "code_verifier is 43 to 128 unreserved characters");
        }
        CodeChallengeMethod method = code.plain() ? CodeChallengeMethod.PLAIN : CodeChallengeMethod.S256;
        if (!CodeChallenge.compute(method, new CodeVerifier(verifier))
                .getValue()
                .equals(challenge)) {
            throw new RefusedException("invalid_grant", "code_verifier does not fit the code_challenge");
        }
    }

    private AuthReply refresh(AuthRequest request, Parameters form, RegisteredClient client) {
        String value = required(form, "refresh_token");
        Ledger.RefreshToken token = ledger.refreshToken(value);
        if (token == null || !token.family().client().id().equals(client.id())) {
            throw new RefusedException("invalid_grant", "There is no such refresh token for this client");
        }
        Ledger.Family family = token.family();
        if (token.replaced()) {
            request.found(OAuthRequirements.REFRESH_ONCE, "was replaced before", "refresh_token");
            if (request.has(Trait.REVOKES_ON_REUSE)) {
                ledger.revoke(family, "a refresh token was used twice");
            }
            throw new RefusedException("invalid_grant", "The refresh token was replaced before");
        }
        if (family.isRevoked()) {
            throw new RefusedException("invalid_grant", "The refresh token was revoked");
        }
        String scope = Resources.scope(form, family.scope());
        List<String> resources = Resources.asked(request, form, family.resources());
        String next = null;
        if (client.isPublic() && request.has(Trait.ROTATES_REFRESH_TOKENS)) {
            ledger.replace(value, token);
            next = ledger.keep(new Ledger.RefreshToken(family, false));
        }
        return tokens.give(request, family, scope, resources, next);
    }

    private AuthReply credentials(AuthRequest request, Parameters form, RegisteredClient client) {
        if (client.isPublic()) {
            throw ClientIdentity.unknown(false);
        }
        List<String> resources = Resources.asked(request, form);
        String scope = Resources.scope(request, form);
        Ledger.Family family = new Ledger.Family(client, client.id(), scope, resources);
        return tokens.give(request, family, scope, resources, null);
    }
}
