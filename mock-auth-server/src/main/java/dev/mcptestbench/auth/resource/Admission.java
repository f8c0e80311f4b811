package dev.mcptestbench.auth.resource;

import dev.mcptestbench.auth.endpoint.DpopProofs;
import dev.mcptestbench.auth.endpoint.OAuthRequirements;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.wire.Frame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets one request in or challenges it, by what holds now. Not thread-safe. */
final class Admission {

    /** How proofs may be signed, as challenges say it (RFC 9449, section 7.1). */
    static final String PROOFS = "ES256 RS256 PS256";

    private static final String DPOP = "DPoP";

    /** The parameter of a challenge that says where the metadata document is (RFC 9728, section 5.1). */
    static final String RESOURCE_METADATA = "resource_metadata";

    private final ResourceSettings settings;
    private final ScopeRules scopes;
    private final List<TrustedIssuer> issuers;
    private final Refusals refusals;
    private final DpopProofs proofs;
    private final URI endpoint;
    private final Clock clock;
    private final List<Breach> breaches = new ArrayList<>(1);

    Admission(
            ResourceSettings settings,
            ScopeRules scopes,
            List<TrustedIssuer> issuers,
            Refusals refusals,
            DpopProofs proofs,
            URI endpoint,
            Clock clock) {
        this.settings = settings;
        this.scopes = scopes;
        this.issuers = issuers;
        this.refusals = refusals;
        this.proofs = proofs;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    Guard.Decision of(Guard.Visitor visitor) {
        Guard.Answer refused = refusal(visitor);
        if (refused == null) {
            refusals.forget(visitor);
            return new Guard.LetIn(breaches);
        }
        if (refusals.isTooMuch(visitor)) {
            found(OAuthRequirements.ENDLESS_REQUESTS, "is what it was, after " + Refusals.MOST + " refusals in a row");
        }
        return new Guard.Answer(refused.occasion(), refused.status(), refused.headers(), refused.body(), breaches);
    }

    private Guard.@Nullable Answer refusal(Guard.Visitor visitor) {
        Presented presented = Presented.in(visitor.request());
        List<String> wanted = scopes.of(visitor.messages(), visitor.client());
        if (presented instanceof Presented.Nothing) {
            if (visitor.inSession()) {
                found(
                        OAuthRequirements.TOKEN_ON_EVERY_REQUEST,
                        "is missing, though the session was opened with a token");
            }
            return challenge(401, "", "This resource asks for a token", wanted);
        }
        if (presented instanceof Presented.Malformed malformed) {
            found(OAuthRequirements.BEARER_HEADER, "is malformed: " + malformed.why());
            return challenge(400, "invalid_request", "Malformed credentials: " + malformed.why(), List.of());
        }
        Presented.Token token = (Presented.Token) presented;
        if (token.inQuery()) {
            breaches.add(new Breach(OAuthRequirements.TOKEN_IN_QUERY, "stands in the URL", "access_token"));
            if (settings.has(ResourceTrait.REFUSES_TOKENS_IN_QUERY)) {
                return challenge(400, "invalid_request", "Tokens stand in the header, not in the URL", List.of());
            }
        }
        String audience = ResourceMetadata.identifier(endpoint, settings);
        TokenCheck.Finding finding = new TokenCheck(issuers, settings).of(token.value(), audience, clock.instant());
        if (finding instanceof TokenCheck.Bad bad) {
            Breach breach = bad.breach();
            if (breach != null) {
                found(breach.requirement(), breach.detail());
            }
            return challenge(401, "invalid_token", bad.why(), wanted);
        }
        TokenCheck.Good good = (TokenCheck.Good) finding;
        Possession.Lack lack =
                new Possession(settings, proofs, endpoint).of(token, good.thumbprint(), visitor.request());
        if (lack != null) {
            return unproven(lack, wanted);
        }
        if (!scopes.suffice(good.scopes(), wanted)) {
            return challenge(403, "insufficient_scope", "The request needs more scopes than the token has", wanted);
        }
        return null;
    }

    private void found(Requirement requirement, String detail) {
        if (requirement.appliesTo(settings.revision())) {
            breaches.add(new Breach(requirement, detail, "Authorization"));
        }
    }

    private Guard.Answer unproven(Possession.Lack lack, List<String> wanted) {
        if (lack.proof() && OAuthRequirements.DPOP_PROOF.appliesTo(settings.revision())) {
            breaches.add(new Breach(OAuthRequirements.DPOP_PROOF, "proves nothing: " + lack.why(), DPOP));
        }
        Guard.Answer answer = challenge(Challenge.of(DPOP).with("algs", PROOFS), 401, lack.error(), lack.why(), wanted);
        String nonce = lack.nonce();
        if (nonce == null) {
            return answer;
        }
        List<Frame.Header> headers = new ArrayList<>(answer.headers());
        headers.add(new Frame.Header("DPoP-Nonce", nonce));
        return new Guard.Answer(answer.occasion(), 401, headers, answer.body(), answer.breaches());
    }

    private Guard.Answer challenge(int status, String error, String why, List<String> wanted) {
        Challenge scheme = settings.has(ResourceTrait.REQUIRES_DPOP)
                ? Challenge.of(DPOP).with("algs", PROOFS)
                : Challenge.of(Challenge.BEARER);
        return challenge(scheme, status, error, why, wanted);
    }

    /** A challenge; without an error code where the client has not tried (RFC 6750, section 3.1). */
    private Guard.Answer challenge(Challenge scheme, int status, String error, String why, List<String> wanted) {
        Challenge challenge = scheme;
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("status", status);
        if (!error.isEmpty()) {
            challenge = challenge.with("error", error).with("error_description", why);
            told.put("error", error);
        }
        if (settings.has(ResourceTrait.NAMES_SCOPES) && !wanted.isEmpty()) {
            String scope = String.join(" ", wanted);
            challenge = challenge.with("scope", scope);
            told.put("scope", scope);
        }
        String metadata = ResourceMetadata.url(endpoint, settings);
        if (settings.has(ResourceTrait.NAMES_METADATA) && metadata != null) {
            challenge = challenge.with(RESOURCE_METADATA, metadata);
        }
        return new Guard.Answer(
                Message.notification(ProtectedResource.REFUSED, told),
                status,
                List.of(
                        new Frame.Header(Challenge.HEADER, challenge.toString()),
                        new Frame.Header("Content-Type", "text/plain; charset=utf-8")),
                why.getBytes(StandardCharsets.UTF_8),
                List.of());
    }
}
