package dev.mcptestbench.auth.endpoint;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.mcptestbench.script.OAuthTrait;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives tokens for codes (OAuth 2.1, section 4.1.3). */
final class CodeGrant implements Grant {

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final Ledger ledger;
    private final Tokens tokens;

    CodeGrant(Ledger ledger, Tokens tokens) {
        this.ledger = ledger;
        this.tokens = tokens;
    }

    @Override
    public AuthReply give(AuthRequest request, Parameters form, RegisteredClient client) {
        String value = form.required("code");
        Ledger.Code code = ledger.code(value);
        if (code == null || !code.family().client().id().equals(client.id())) {
            throw new RefusedException("invalid_grant", "There is no such code for this client");
        }
        if (code.used()) {
            request.found(OAuthRequirements.CODE_ONCE, "was redeemed before", "code");
            if (request.has(OAuthTrait.REVOKES_ON_REUSE)) {
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
        ClientLint.redemption(request, ledger.altered(value));
        String thumbprint = code.thumbprint();
        if (thumbprint != null && !thumbprint.equals(request.thumbprint())) {
            throw new RefusedException("invalid_grant", "The code is bound to another key than the proof is signed by");
        }
        List<String> resources = Resources.asked(request, form, code.family().resources());
        ledger.redeem(value, code);
        Ledger.Family family = code.family();
        return tokens.give(request, family, family.scope(), resources, refreshToken(request, family), code.nonce());
    }

    private @Nullable String refreshToken(AuthRequest request, Ledger.Family family) {
        boolean wanted = request.has(OAuthTrait.GIVES_REFRESH_TOKENS)
                && family.client().grants().contains(REFRESH)
                && (!request.has(OAuthTrait.REQUIRES_OFFLINE_ACCESS) || family.hasScope("offline_access"));
        return wanted ? ledger.keep(Ledger.RefreshToken.of(family, request.thumbprint())) : null;
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
}
