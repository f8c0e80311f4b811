package dev.mcptestbench.auth.resource;

import dev.mcptestbench.auth.endpoint.DpopProofs;
import dev.mcptestbench.wire.HttpRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks whether who sends a token holds the key that it is bound to (RFC 9449, section 7). */
final class Possession {

    /** The error of a token that does not go with its scheme (RFC 9449, section 7.1). */
    private static final String INVALID_TOKEN = "invalid_token";

    private final ResourceSettings settings;
    private final DpopProofs proofs;
    private final URI endpoint;

    Possession(ResourceSettings settings, DpopProofs proofs, URI endpoint) {
        this.settings = settings;
        this.proofs = proofs;
        this.endpoint = endpoint;
    }

    /**
     * What is wrong.
     *
     * @param proof whether it is the proof that is at fault, not the token
     * @param nonce what the next proof has to hold, or {@code null}
     */
    record Lack(
            String error,
            String why,
            boolean proof,
            @Nullable String nonce) {}

    /** What is wrong with a token that is good else, or {@code null} if nothing is. */
    @Nullable
    Lack of(Presented.Token token, @Nullable String thumbprint, HttpRequest request) {
        if (!token.bound()) {
            boolean plain = thumbprint == null && !settings.has(ResourceTrait.REQUIRES_DPOP);
            return plain
                    ? null
                    : new Lack(INVALID_TOKEN, "A token that is bound to a key is asked for, behind DPoP", false, null);
        }
        if (thumbprint == null) {
            return new Lack(
                    INVALID_TOKEN,
                    "The access token is bound to no key, so it does not stand behind DPoP",
                    false,
                    null);
        }
        List<String> shown = request.headers().getOrDefault("DPoP", List.of());
        DpopProofs.Verdict verdict = proofs.check(
                new DpopProofs.Shown(shown, request.method(), target(request), token.value(), thumbprint),
                settings.has(ResourceTrait.REQUIRES_DPOP_NONCE));
        if (verdict instanceof DpopProofs.Refused refused) {
            boolean nonce = refused.error().equals(DpopProofs.USE_NONCE);
            return new Lack(refused.error(), refused.why(), !nonce, nonce ? proofs.nonce() : null);
        }
        return null;
    }

    /** Where the request was sent, by the name that its sender has for this machine. */
    private URI target(HttpRequest request) {
        String host = request.host();
        try {
            return URI.create(
                    endpoint.getScheme() + "://" + (host == null ? endpoint.getAuthority() : host) + request.path());
        } catch (IllegalArgumentException e) {
            return endpoint;
        }
    }
}
