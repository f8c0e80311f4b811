package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.script.OAuthTrait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells what the server has and where (RFC 8414, section 2), and by request in the way of OpenID Connect. */
final class MetadataEndpoint implements Endpoint {

    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final String issuer;
    private final String issuerPath;
    private final TrustedIssuers trusted;

    MetadataEndpoint(String issuer, String issuerPath, TrustedIssuers trusted) {
        this.issuer = issuer;
        this.issuerPath = issuerPath;
        this.trusted = trusted;
    }

    /** Whether there are metadata at this path, as the settings have it. */
    boolean isAt(String path, AuthSettings settings) {
        return (settings.has(OAuthTrait.OAUTH_METADATA) && path.equals(OAUTH + issuerPath))
                || (settings.has(OAuthTrait.OPENID_METADATA_INSERTED) && path.equals(OPENID + issuerPath))
                || (settings.has(OAuthTrait.OPENID_METADATA_APPENDED) && path.equals(issuerPath + OPENID))
                || (settings.has(OAuthTrait.OAUTH_METADATA_APPENDED) && path.equals(issuerPath + OAUTH));
    }

    @Override
    public AuthReply answer(AuthRequest request) {
        if (!request.http().method().equals("GET")) {
            return AuthReply.page(405, "Only GET is taken here").with("Allow", "GET");
        }
        Map<String, Object> told = document(request.settings());
        if (request.http().path().contains(OPENID)) {
            told.put("subject_types_supported", List.of("public"));
            told.put(
                    "id_token_signing_alg_values_supported",
                    List.of(request.settings().algorithm().name()));
        }
        return AuthReply.json(200, told);
    }

    /** What it tells, but for what OpenID Connect adds. */
    Map<String, Object> document(AuthSettings settings) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("issuer", issuer);
        told.put("authorization_endpoint", url(EndpointKind.AUTHORIZATION));
        told.put("token_endpoint", url(EndpointKind.TOKEN));
        told.put("jwks_uri", url(EndpointKind.KEYS));
        if (settings.has(OAuthTrait.REGISTERS_CLIENTS)) {
            told.put("registration_endpoint", url(EndpointKind.REGISTRATION));
        }
        told.put("revocation_endpoint", url(EndpointKind.REVOCATION));
        told.put("introspection_endpoint", url(EndpointKind.INTROSPECTION));
        told.put("pushed_authorization_request_endpoint", url(EndpointKind.PUSHED_REQUEST));
        told.put("require_pushed_authorization_requests", settings.has(OAuthTrait.REQUIRES_PUSHED_REQUESTS));
        if (!settings.scopes().isEmpty()) {
            told.put("scopes_supported", List.copyOf(settings.scopes()));
        }
        told.put("response_types_supported", List.of("code"));
        told.put("response_modes_supported", List.of("query"));
        told.put("grant_types_supported", grants());
        if (!trusted.isEmpty()) {
            told.put("authorization_grant_profiles_supported", List.of("urn:ietf:params:oauth:grant-profile:id-jag"));
        }
        if (settings.has(OAuthTrait.GIVES_ID_JAGS)) {
            told.put("identity_chaining_requested_token_types_supported", List.of(ExchangeGrant.ID_JAG));
        }
        told.put(
                "token_endpoint_auth_methods_supported",
                List.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt"));
        told.put("token_endpoint_auth_signing_alg_values_supported", SignedTokens.algorithms());
        if (settings.has(OAuthTrait.TAKES_DPOP)) {
            told.put("dpop_signing_alg_values_supported", SignedTokens.algorithms());
        }
        if (settings.has(OAuthTrait.ADVERTISES_PKCE)) {
            told.put(
                    "code_challenge_methods_supported",
                    settings.has(OAuthTrait.REQUIRES_S256) ? List.of("S256") : List.of("S256", "plain"));
        }
        if (settings.has(OAuthTrait.SENDS_ISSUER)) {
            told.put("authorization_response_iss_parameter_supported", true);
        }
        if (settings.has(OAuthTrait.TAKES_CLIENT_DOCUMENTS)) {
            told.put("client_id_metadata_document_supported", true);
        }
        return told;
    }

    private List<String> grants() {
        List<String> grants = new ArrayList<>(List.of(Grant.CODE, Grant.REFRESH, Grant.CREDENTIALS, Grant.EXCHANGE));
        if (!trusted.isEmpty()) {
            grants.add(Grant.ASSERTION);
        }
        return grants;
    }

    private String url(EndpointKind kind) {
        return issuer + "/" + kind.segment();
    }
}
