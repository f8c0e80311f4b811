package dev.mcptestbench.script;

import org.apiguardian.api.API;

/** One thing that an authorization server asks for, or does, and that a test may switch. */
@API(status = API.Status.EXPERIMENTAL)
public enum OAuthTrait {
    /** Asks for a code challenge (OAuth 2.1, section 7.5.2). */
    REQUIRES_PKCE,
    /** Refuses the challenge method {@code plain} (OAuth 2.1, section 4.1.1). */
    REQUIRES_S256,
    /** Tells of PKCE in its metadata. */
    ADVERTISES_PKCE,
    /** Asks for {@code resource} (RFC 8707). */
    REQUIRES_RESOURCE,
    /** Takes just the redirect URIs that were registered (OAuth 2.1, section 4.1.3). */
    REQUIRES_EXACT_REDIRECT,
    /** Takes redirect URIs that are https, or http on the loopback, and no others. */
    REQUIRES_SECURE_REDIRECT,
    /** Takes any port in a redirect URI on the loopback (RFC 8252, section 7.3). */
    IGNORES_LOOPBACK_PORT,
    /** Puts {@code iss} into authorization responses, and says so (RFC 9207). */
    SENDS_ISSUER,
    /** Gives a new refresh token at each refresh (OAuth 2.1, section 4.3.1). */
    ROTATES_REFRESH_TOKENS,
    /** Revokes all that stems from a code or refresh token that is used twice. */
    REVOKES_ON_REUSE,
    /** Gives refresh tokens to clients that have registered the grant. */
    GIVES_REFRESH_TOKENS,
    /** Gives refresh tokens only where the scope {@code offline_access} was granted (OpenID Connect Core, section 11). */
    REQUIRES_OFFLINE_ACCESS,
    /** Says in each token response which scope was given. */
    STATES_SCOPE,
    /**
     * Says of access tokens that they are such: they are of type {@code at+jwt} (RFC 9068, section 2.1). Without this they are of
     * type {@code JWT}, the only one that many resource servers take, those of Spring Security by default among them.
     */
    TYPES_ACCESS_TOKENS,
    /** Says that replies are not to be stored. */
    FORBIDS_STORING,
    /** Lets clients register themselves (RFC 7591). */
    REGISTERS_CLIENTS,
    /** Takes the URL of a metadata document for a client id. */
    TAKES_CLIENT_DOCUMENTS,
    /**
     * Asks of each client that it proves who it is in the one way that it is registered for. Without this a client may show
     * its secret in any way, or not at all; a wrong secret is refused all the same.
     */
    REQUIRES_CLIENT_AUTHENTICATION,
    /** Reads Basic credentials as they should be: each half form-encoded (RFC 6749, section 2.3.1). */
    DECODES_BASIC,
    /** Asks of a client assertion that its one audience is the issuer. */
    REQUIRES_ISSUER_AUDIENCE,
    /** Has its metadata at the well-known URL of OAuth, path inserted (RFC 8414, section 3.1). */
    OAUTH_METADATA,
    /** Has its metadata at the well-known URL of OpenID Connect, path inserted. */
    OPENID_METADATA_INSERTED,
    /** Has its metadata at the well-known URL of OpenID Connect, appended to the issuer. */
    OPENID_METADATA_APPENDED,
    /** Has its metadata at the well-known URL of OAuth, appended to the issuer, where no specification has it. */
    OAUTH_METADATA_APPENDED,
    /** Binds tokens to a key where the request proves that the client holds one, and says so (RFC 9449). */
    TAKES_DPOP,
    /** Gives tokens to those alone who prove that they hold a key (RFC 9449). */
    REQUIRES_DPOP,
    /** Asks for its own nonce in each proof (RFC 9449, section 8). */
    REQUIRES_DPOP_NONCE,
    /** Gives an ID token with the others where the scope {@code openid} was granted (OpenID Connect Core, section 3.1.3.3). */
    GIVES_ID_TOKENS,
    /** Exchanges its ID tokens for ID-JAGs (enterprise-managed authorization, section 4). */
    GIVES_ID_JAGS,
    /** The user agrees to whatever is asked. */
    APPROVES,
    /** Takes authorization requests only that were pushed before (RFC 9126). */
    REQUIRES_PUSHED_REQUESTS
}
