package dev.mcptestbench.auth;

import dev.mcptestbench.auth.endpoint.RegistrationKind;
import dev.mcptestbench.auth.endpoint.SigningAlgorithm;
import dev.mcptestbench.auth.resource.ProtectedResource;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.OAuthFault;
import dev.mcptestbench.script.Trigger;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The words for OAuth, made to be imported with a star: {@code import static dev.mcptestbench.auth.OAuth.*;}. They make
 * triggers, which rules and assertions share, and faults, and name flows; all of them are immutable values. A trigger is narrowed by the
 * parameters of its request: {@code tokenRequest().with("grant_type", "refresh_token")}.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class OAuth {

    /** The challenge method that is asked for (RFC 7636, section 4.2). */
    public static final ChallengeMethod S256 = ChallengeMethod.S256;

    /** The challenge method that hides nothing. */
    public static final ChallengeMethod PLAIN = ChallengeMethod.PLAIN;

    /** Signing by ECDSA on P-256: the default. */
    public static final SigningAlgorithm ES256 = SigningAlgorithm.ES256;

    /** Signing by RSA, for {@code auth.signsBy(RS256)}. */
    public static final SigningAlgorithm RS256 = SigningAlgorithm.RS256;

    /** A client that the test has registered. */
    public static final RegistrationKind PRE_REGISTERED = RegistrationKind.PRE_REGISTERED;

    /** A client that has registered itself (RFC 7591). */
    public static final RegistrationKind DYNAMIC = RegistrationKind.DYNAMIC;

    /** A client whose id is the URL of a metadata document. */
    public static final RegistrationKind METADATA_DOCUMENT = RegistrationKind.METADATA_DOCUMENT;

    private OAuth() {}

    /** A flow in which a client gets tokens. */
    @API(status = API.Status.EXPERIMENTAL)
    public enum Flow {
        /** By a code that the user agent brings (OAuth 2.1, section 4.1). */
        AUTHORIZATION_CODE;

        @Override
        public String toString() {
            return "an authorization code flow";
        }
    }

    /** How a code challenge is made of its verifier (RFC 7636, section 4.2). */
    @API(status = API.Status.EXPERIMENTAL)
    public enum ChallengeMethod {
        /** By SHA-256. */
        S256("S256"),
        /** Not at all. */
        PLAIN("plain");

        private final String text;

        ChallengeMethod(String text) {
            this.text = text;
        }

        /** As it stands in requests. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** The flow in which the user agent brings a code. */
    public static Flow authorizationCodeFlow() {
        return Flow.AUTHORIZATION_CODE;
    }

    /** The user agent comes to the authorization endpoint. */
    public static Trigger.OfMessage authorizationRequest() {
        return endpoint("authorize");
    }

    /** A client asks the token endpoint, whatever the grant. */
    public static Trigger.OfMessage tokenRequest() {
        return endpoint("token");
    }

    /** A client redeems a code. */
    public static Trigger.OfMessage codeExchange() {
        return tokenRequest().with("grant_type", "authorization_code");
    }

    /** A client refreshes its tokens. */
    public static Trigger.OfMessage refresh() {
        return tokenRequest().with("grant_type", "refresh_token");
    }

    /** A client gets a token by its own credentials. */
    public static Trigger.OfMessage clientCredentials() {
        return tokenRequest().with("grant_type", "client_credentials");
    }

    /** A client shows a JWT of an issuer that the server may trust: an ID-JAG, or the token of a workload (RFC 7523). */
    public static Trigger.OfMessage jwtBearer() {
        return tokenRequest().with("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    }

    /** A client exchanges a token for another, such as an ID token for an ID-JAG (RFC 8693). */
    public static Trigger.OfMessage tokenExchange() {
        return tokenRequest().with("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    }

    /** A client registers itself. */
    public static Trigger.OfMessage registration() {
        return endpoint("register");
    }

    /** A client gives a token back. */
    public static Trigger.OfMessage revocation() {
        return endpoint("revoke");
    }

    /** A resource server asks about a token. */
    public static Trigger.OfMessage introspection() {
        return endpoint("introspect");
    }

    /** A client pushes its authorization request before the user agent comes. */
    public static Trigger.OfMessage pushedRequest() {
        return endpoint("par");
    }

    /** The metadata are fetched from where they are. */
    public static Trigger.OfMessage metadataRequest() {
        return endpoint("metadata");
    }

    /** The public keys are fetched. */
    public static Trigger.OfMessage keysRequest() {
        return endpoint("jwks");
    }

    /** Something is looked for where the server has nothing, such as metadata at another well-known URL. */
    public static Trigger.OfMessage probe() {
        return endpoint("unknown");
    }

    /**
     * A protected resource, or a server that one guards, does not let a request in. Rules work on the challenge that goes out;
     * narrowed by {@code status}, {@code error} or {@code scope}: {@code refusedRequest().with("status", 403)}.
     */
    public static Trigger.OfMessage refusedRequest() {
        return new Trigger.OfMessage(ProtectedResource.REFUSED, null, Map.of(), null);
    }

    /** The metadata document of a protected resource is fetched from where it is; narrowed by {@code path}. */
    public static Trigger.OfMessage resourceMetadataRequest() {
        return new Trigger.OfMessage(ProtectedResource.METADATA, null, Map.of(), null);
    }

    /** A request to a protected resource that stands alone; narrowed by {@code method} or {@code path}. */
    public static Trigger.OfMessage resourceRequest() {
        return new Trigger.OfMessage(ProtectedResource.REQUEST, null, Map.of(), null);
    }

    // ── what goes wrong ─────────────────────────────────────────────────────────────────────────────────────────────

    /** The request is refused with this error (RFC 6749, section 5.2), and with HTTP 400. */
    public static Fault oauthError(String code) {
        return oauthError(400, code);
    }

    /** The request is refused with this error, and with another status: 401 for a client, 200 where a server is odd. */
    public static Fault oauthError(int status, String code) {
        return new Fault.Status(
                status,
                Map.of("Content-Type", "application/json", "Cache-Control", "no-store"),
                Json.write(Map.of("error", code)));
    }

    /** The user agent comes back from the authorization endpoint with {@code access_denied} in place of a code. */
    public static Fault accessDenied() {
        return new Fault.ChangeMessage(Map.of("error", "access_denied"), Set.of("code"));
    }

    /** The request is taken as if this parameter had another value; of a registration, this member. */
    public static Fault requestWith(String name, Object value) {
        return new OAuthFault.ChangeRequest(Map.of(name, value), Set.of());
    }

    /** The request is taken as if this parameter were not there. */
    public static Fault requestWithout(String name) {
        return new OAuthFault.ChangeRequest(Map.of(), Set.of(name));
    }

    /** The token that is given out claims something else, such as another {@code aud}; the signature is good. */
    public static Fault tokenWith(String claim, Object value) {
        return new OAuthFault.ChangeToken(Map.of(claim, value), Set.of());
    }

    /** The token that is given out lacks a claim; the signature is good. */
    public static Fault tokenWithout(String claim) {
        return new OAuthFault.ChangeToken(Map.of(), Set.of(claim));
    }

    /** The token that is given out is valid only from so long ahead: the server's clock is fast. */
    public static Fault clockAhead(Duration by) {
        return new OAuthFault.SkewClock(by);
    }

    /** The token that is given out was issued so long ago, and may have expired: the server's clock is slow. */
    public static Fault clockBehind(Duration by) {
        return new OAuthFault.SkewClock(by.negated());
    }

    /** The answer is form-encoded, not JSON. */
    public static Fault formEncoded() {
        return new OAuthFault.FormEncode();
    }

    /** The server signs with a new key from this answer on; the old ones stay published. */
    public static Fault rotateKeys() {
        return new OAuthFault.RotateKeys(OAuthFault.OldKeys.PUBLISHED);
    }

    /** The server signs with a new key from this answer on, and nothing that it has signed before can be checked any more. */
    public static Fault withdrawKeys() {
        return new OAuthFault.RotateKeys(OAuthFault.OldKeys.WITHDRAWN);
    }

    private static Trigger.OfMessage endpoint(String segment) {
        return new Trigger.OfMessage("oauth/" + segment, null, Map.of(), null);
    }
}
