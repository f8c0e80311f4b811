package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JOSEObjectType;
import dev.mcptestbench.script.OAuthFault;
import dev.mcptestbench.script.OAuthTrait;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what a server signs: access tokens (RFC 9068), ID tokens, ID-JAGs and tokens of workloads. Thread-safe. */
final class Mint {

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");
    static final JOSEObjectType ID_JAG = new JOSEObjectType("oauth-id-jag+jwt");

    private final String issuer;
    private final Ledger ledger;
    private final SigningKeys keys;
    private final Turn turn;

    Mint(String issuer, Ledger ledger, SigningKeys keys, Turn turn) {
        this.issuer = issuer;
        this.ledger = ledger;
        this.keys = keys;
        this.turn = turn;
    }

    String accessToken(AuthRequest request, Ledger.Family family, String scope, List<String> resources) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", family.subject());
        claims.put("aud", audience(resources.isEmpty() ? List.of(issuer) : resources));
        claims.put("client_id", family.client().id());
        claims.put("scope", scope);
        String thumbprint = request.thumbprint();
        if (thumbprint != null) {
            claims.put("cnf", Map.of("jkt", thumbprint));
        }
        AuthSettings settings = request.settings();
        JOSEObjectType type = settings.has(OAuthTrait.TYPES_ACCESS_TOKENS) ? ACCESS_TOKEN : JOSEObjectType.JWT;
        return signed(settings, request.faults(), type, claims);
    }

    private static Object audience(List<String> all) {
        return all.size() == 1 ? all.get(0) : all;
    }

    /** OpenID Connect Core, section 2. */
    String idToken(AuthSettings settings, List<OAuthFault> faults, String client, @Nullable String nonce) {
        Map<String, Object> claims = new LinkedHashMap<>(settings.user().claims());
        claims.put("sub", settings.user().subject());
        claims.put("aud", client);
        if (nonce != null) {
            claims.put("nonce", nonce);
        }
        return signed(settings, faults, JOSEObjectType.JWT, claims);
    }

    /**
     * An Identity Assertion JWT Authorization Grant (enterprise-managed authorization, section 4.3).
     *
     * @param client what the client is called where it goes
     * @param audience the issuer that it goes to
     * @param scope what it is to be allowed there, or {@code null} where nothing is said of it
     */
    String idJag(
            AuthRequest request,
            String subject,
            String client,
            String audience,
            List<String> resources,
            @Nullable String scope) {
        return idJag(request.settings(), request.faults(), subject, client, audience, resources, scope);
    }

    String idJag(
            AuthSettings settings,
            List<OAuthFault> faults,
            String subject,
            String client,
            String audience,
            List<String> resources,
            @Nullable String scope) {
        AuthSettings.User user = settings.user();
        Map<String, Object> claims = new LinkedHashMap<>();
        if (user.subject().equals(subject)) {
            claims.putAll(user.claims());
        }
        claims.put("sub", subject);
        claims.put("aud", audience);
        claims.put("client_id", client);
        claims.put("resource", audience(resources));
        if (scope != null) {
            claims.put("scope", scope);
        }
        return signed(settings, faults, ID_JAG, claims);
    }

    /** What says which workload it is that has it, to whoever is the audience. */
    String workloadToken(AuthSettings settings, String subject, String audience) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", subject);
        claims.put("aud", audience);
        return signed(settings, List.of(), JOSEObjectType.JWT, claims);
    }

    private String signed(
            AuthSettings settings, List<OAuthFault> faults, JOSEObjectType type, Map<String, Object> more) {
        Instant now = ledger.now();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(settings.lifetimes().accessTokens()).getEpochSecond());
        claims.put("jti", ledger.secret().substring(0, 22));
        claims.putAll(more);
        for (OAuthFault fault : faults) {
            if (fault instanceof OAuthFault.SkewClock skew) {
                Instant skewed = now.plus(skew.by());
                claims.put("iat", skewed.getEpochSecond());
                claims.put("nbf", skewed.getEpochSecond());
                claims.put(
                        "exp", skewed.plus(settings.lifetimes().accessTokens()).getEpochSecond());
            } else if (fault instanceof OAuthFault.ChangeToken change) {
                claims.putAll(change.set());
                change.remove().forEach(claims::remove);
            }
        }
        // The greater part of the work, which needs nothing of what the server remembers.
        return turn.yielded(() -> keys.sign(settings.algorithm(), type, claims));
    }
}
