package dev.mcptestbench.auth.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells resource servers about tokens (RFC 7662); those that ask are clients with credentials. */
final class IntrospectionEndpoint implements Endpoint {

    private final String issuer;
    private final Ledger ledger;
    private final ClientIdentity identity;

    IntrospectionEndpoint(String issuer, Ledger ledger, ClientIdentity identity) {
        this.issuer = issuer;
        this.ledger = ledger;
        this.identity = identity;
    }

    @Override
    public AuthReply answer(AuthRequest request) {
        Parameters form = request.post();
        if (identity.of(request, form).isPublic()) {
            throw ClientIdentity.unknown(false);
        }
        String value = form.get("token");
        if (value == null) {
            throw new RefusedException("invalid_request", "token is missing");
        }
        Ledger.AccessToken access = ledger.accessToken(value);
        if (access != null) {
            return ledger.isActive(access) ? AuthReply.json(200, told(access)) : inactive();
        }
        Ledger.RefreshToken refresh = ledger.refreshToken(value);
        if (refresh == null || refresh.replaced() || refresh.family().isRevoked()) {
            return inactive();
        }
        Map<String, Object> told = ofFamily(refresh.family(), refresh.family().scope());
        return AuthReply.json(200, told);
    }

    private static AuthReply inactive() {
        return AuthReply.json(200, Map.of("active", false));
    }

    private Map<String, Object> ofFamily(Ledger.Family family, String scope) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("active", true);
        told.put("iss", issuer);
        told.put("sub", family.subject());
        told.put("client_id", family.client().id());
        told.put("scope", scope);
        return told;
    }

    private Map<String, Object> told(Ledger.AccessToken token) {
        Map<String, Object> told = ofFamily(token.family(), token.scope());
        told.put("token_type", token.thumbprint() == null ? "Bearer" : "DPoP");
        if (token.thumbprint() != null) {
            told.put("cnf", Map.of("jkt", token.thumbprint()));
        }
        told.put("aud", token.resources().isEmpty() ? List.of(issuer) : token.resources());
        told.put("iat", token.issued().getEpochSecond());
        told.put("exp", token.expires().getEpochSecond());
        return told;
    }
}
