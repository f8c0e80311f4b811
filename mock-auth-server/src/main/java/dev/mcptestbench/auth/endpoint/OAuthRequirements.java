package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Party;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.protocol.Requirement.Level;
import dev.mcptestbench.protocol.Revision;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;

/** What the specification, or an RFC that it builds on, asks of clients of an authorization server. */
@API(status = API.Status.EXPERIMENTAL)
public final class OAuthRequirements {

    private static final String CODE_PROTECTION = "basic/authorization#authorization-code-protection";
    private static final String RESOURCE_PARAMETER = "basic/authorization#resource-parameter-implementation";
    private static final String STANDARDS = "basic/authorization#standards-compliance";

    /** An authorization request has a code challenge. */
    public static final Requirement PKCE = since(
            Revision.V2025_03_26,
            "oauth-pkce",
            Level.MUST,
            CODE_PROTECTION,
            "An authorization request has a code challenge.");

    /** The method of a code challenge is S256. */
    public static final Requirement PKCE_S256 = since(
            Revision.V2025_03_26,
            "oauth-pkce-s256",
            Level.MUST,
            CODE_PROTECTION,
            "The method of a code challenge is S256 (OAuth 2.1, 4.1.1).");

    /** Authorization and token requests name the resource that the token is for. */
    public static final Requirement RESOURCE = since(
            Revision.V2025_06_18,
            "oauth-resource",
            Level.MUST,
            RESOURCE_PARAMETER,
            "Authorization and token requests name the resource that the token is for (RFC 8707, 2).");

    /** The resource is the canonical URI of the MCP server. */
    public static final Requirement CANONICAL_RESOURCE = since(
            Revision.V2025_06_18,
            "oauth-canonical-resource",
            Level.MUST,
            RESOURCE_PARAMETER,
            "The resource is the canonical URI of the MCP server, the same in both requests.");

    /** An authorization request has a state. */
    public static final Requirement STATE = since(
            Revision.V2025_06_18,
            "oauth-state",
            Level.SHOULD,
            "basic/authorization#open-redirection",
            "An authorization request has a state, by which the client knows the answer.");

    /** The state of an answer is compared before its code is redeemed. */
    public static final Requirement STATE_COMPARED = since(
            Revision.V2025_06_18,
            "oauth-state-compared",
            Level.SHOULD,
            "basic/authorization#open-redirection",
            "The state of an answer is compared before its code is redeemed.");

    /** The issuer that an answer names is compared before its code is redeemed. */
    public static final Requirement ISSUER_COMPARED = since(
            Revision.V2026_07_28,
            "oauth-issuer-compared",
            Level.MUST,
            "basic/authorization#authorization-response-validation",
            "The iss of an answer is compared before its code is redeemed (RFC 9207, 2.4).");

    /** No more scopes are asked for than the resource names. */
    public static final Requirement LEAST_SCOPE = since(
            Revision.V2025_11_25,
            "oauth-least-scope",
            Level.SHOULD,
            "basic/authorization#scope-selection-strategy",
            "The scopes of a challenge are asked for, or else those that the resource's metadata name, and no others.");

    /** A client id is used at the issuer that it is of, and at no other. */
    public static final Requirement ISSUER_BOUND = since(
            Revision.V2026_07_28,
            "oauth-issuer-bound",
            Level.MUST_NOT,
            "basic/authorization/client-registration#authorization-server-binding",
            "Credentials of a client are used at the issuer that they are of, and at no other.");

    /** A redirect URI is https, or http on the loopback. */
    public static final Requirement SECURE_REDIRECT = since(
            Revision.V2025_03_26,
            "oauth-secure-redirect",
            Level.MUST,
            "basic/authorization#communication-security",
            "A redirect URI is https, or http on the loopback.");

    /** An authorization code is redeemed once. */
    public static final Requirement CODE_ONCE = since(
            Revision.V2025_03_26,
            "oauth-code-once",
            Level.MUST_NOT,
            CODE_PROTECTION,
            "An authorization code is redeemed once (OAuth 2.1, 4.1.3).");

    /** A refresh token that was replaced is not used any more. */
    public static final Requirement REFRESH_ONCE = since(
            Revision.V2025_03_26,
            "oauth-refresh-once",
            Level.MUST,
            "basic/authorization#token-theft",
            "A refresh token that was replaced is not used any more (OAuth 2.1, 4.3.1).");

    /** A refresh token is used by one request at a time. */
    public static final Requirement REFRESH_ALONE = since(
            Revision.V2025_03_26,
            "oauth-refresh-alone",
            Level.SHOULD_NOT,
            "basic/authorization#token-theft",
            "A refresh token is not used by two requests at once; whoever needs the new token waits for the first.");

    /** Credentials never stand in a URL. */
    public static final Requirement TOKEN_IN_QUERY = since(
            Revision.V2025_03_26,
            "oauth-token-in-query",
            Level.MUST_NOT,
            "basic/authorization#token-requirements",
            "Credentials never stand in a URL.");

    /** A token stands in the header of that name, once. */
    public static final Requirement BEARER_HEADER = since(
            Revision.V2025_03_26,
            "oauth-bearer-header",
            Level.MUST,
            "basic/authorization#token-requirements",
            "A token stands in the Authorization header, once, behind Bearer (RFC 6750, 2.1).");

    /** Every request has a token, also those of a session that was opened with one. */
    public static final Requirement TOKEN_ON_EVERY_REQUEST = since(
            Revision.V2025_03_26,
            "oauth-token-on-every-request",
            Level.MUST,
            "basic/authorization#token-requirements",
            "Every request has a token, also those of a session that was opened with one.");

    /** A resource gets just the tokens that were given for it, by an issuer that it trusts. */
    public static final Requirement FOREIGN_TOKEN = since(
            Revision.V2025_06_18,
            "oauth-foreign-token",
            Level.MUST_NOT,
            "basic/authorization#token-handling",
            "A resource gets just the tokens that were given for it, by an issuer that it trusts.");

    /** What was refused is not sent again and again with nothing changed. */
    public static final Requirement ENDLESS_REQUESTS = since(
            Revision.V2025_11_25,
            "oauth-endless-requests",
            Level.SHOULD_NOT,
            "basic/authorization#step-up-authorization-flow",
            "What was refused is not sent again and again with nothing changed.");

    /** Client id and secret are form-encoded before they become Basic credentials. */
    public static final Requirement BASIC_ENCODED = since(
            Revision.V2025_03_26,
            "oauth-basic-encoded",
            Level.MUST,
            STANDARDS,
            "Client id and secret are form-encoded before they become Basic credentials (RFC 6749, 2.3.1).");

    /** A registration says of which type the application is. */
    public static final Requirement APPLICATION_TYPE = since(
            Revision.V2026_07_28,
            "oauth-application-type",
            Level.MUST,
            "basic/authorization/client-registration#application-type-and-redirect-uri-constraints",
            "A registration says of which type the application is.");

    /** A parameter stands in a request once. */
    public static final Requirement SINGLE_PARAMETERS = since(
            Revision.V2025_03_26,
            "oauth-single-parameters",
            Level.MUST_NOT,
            STANDARDS,
            "A parameter stands in a request once (RFC 6749, 3.1 and 3.2).");

    /** Requests are HTTP, with parameters in the form encoding. */
    public static final Requirement WELL_FORMED = since(
            Revision.V2025_03_26,
            "oauth-well-formed",
            Level.MUST,
            STANDARDS,
            "Requests are HTTP, with parameters in the form encoding (RFC 6749, appendix B).");

    /** A DPoP proof is for its own request, fresh, and used once. */
    public static final Requirement DPOP_PROOF = since(
            Revision.V2025_03_26,
            "oauth-dpop-proof",
            Level.MUST,
            STANDARDS,
            "A DPoP proof is for its own request, fresh, and used once (RFC 9449, 4.2 and 11.1).");

    private OAuthRequirements() {}

    private static Requirement since(Revision first, String id, Level level, String section, String statement) {
        return new Requirement(
                id, statement, level, section, Revision.between(first, Revision.LATEST), Set.of(Party.CLIENT));
    }

    /** Returns all of these, unmodifiable. */
    public static List<Requirement> all() {
        return List.of(
                PKCE,
                PKCE_S256,
                RESOURCE,
                CANONICAL_RESOURCE,
                STATE,
                STATE_COMPARED,
                ISSUER_COMPARED,
                LEAST_SCOPE,
                ISSUER_BOUND,
                SECURE_REDIRECT,
                CODE_ONCE,
                REFRESH_ONCE,
                REFRESH_ALONE,
                TOKEN_IN_QUERY,
                BEARER_HEADER,
                TOKEN_ON_EVERY_REQUEST,
                FOREIGN_TOKEN,
                ENDLESS_REQUESTS,
                BASIC_ENCODED,
                APPLICATION_TYPE,
                SINGLE_PARAMETERS,
                WELL_FORMED,
                DPOP_PROOF);
    }
}
