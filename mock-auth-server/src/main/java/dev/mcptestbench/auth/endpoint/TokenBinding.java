package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
import java.net.URI;
import java.util.List;

/** Binds tokens to the key by which a token request is proven (RFC 9449, section 5). */
final class TokenBinding {

    private static final String NONCE = "DPoP-Nonce";

    private final URI endpoint;
    private final DpopProofs proofs;

    TokenBinding(URI endpoint, DpopProofs proofs) {
        this.endpoint = endpoint;
        this.proofs = proofs;
    }

    /** Finds the key in the request, if it has one, and notes it there. */
    void of(AuthRequest request) {
        List<String> shown = request.http().headers().getOrDefault("DPoP", List.of());
        if (shown.isEmpty() && request.has(OAuthTrait.REQUIRES_DPOP)) {
            throw new RefusedException(DpopProofs.INVALID, "A token request has a DPoP proof");
        }
        if (shown.isEmpty() || !request.has(OAuthTrait.TAKES_DPOP)) {
            return;
        }
        DpopProofs.Verdict verdict = proofs.check(
                new DpopProofs.Shown(shown, request.http().method(), endpoint),
                request.has(OAuthTrait.REQUIRES_DPOP_NONCE));
        if (verdict instanceof DpopProofs.Refused refused) {
            boolean nonce = refused.error().equals(DpopProofs.USE_NONCE);
            if (!nonce) {
                request.found(OAuthRequirements.DPOP_PROOF, refused.why(), "DPoP");
            }
            throw nonce
                    ? new RefusedException(400, refused.error(), refused.why(), NONCE, proofs.nonce())
                    : new RefusedException(refused.error(), refused.why());
        }
        request.boundTo(((DpopProofs.Proven) verdict).thumbprint());
    }

    /** The reply, with the nonce for next time where one is asked for (RFC 9449, section 8.2). */
    AuthReply told(AuthRequest request, AuthReply reply) {
        return request.thumbprint() != null && request.has(OAuthTrait.REQUIRES_DPOP_NONCE)
                ? reply.with(NONCE, proofs.nonce())
                : reply;
    }
}
