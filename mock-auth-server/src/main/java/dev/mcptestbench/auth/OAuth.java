package dev.mcptestbench.auth;

import dev.mcptestbench.auth.resource.ProtectedResource;
import dev.mcptestbench.script.Trigger;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The words for OAuth, made to be imported with a star: {@code import static dev.mcptestbench.auth.OAuth.*;}. They make
 * triggers, which rules and assertions share, and name flows; all of them are immutable values. A trigger is narrowed by the
 * parameters of its request: {@code tokenRequest().with("grant_type", "refresh_token")}.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class OAuth {

    /** The challenge method that is asked for (RFC 7636, section 4.2). */
    public static final ChallengeMethod S256 = ChallengeMethod.S256;

    /** The challenge method that hides nothing. */
    public static final ChallengeMethod PLAIN = ChallengeMethod.PLAIN;

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

    private static Trigger.OfMessage endpoint(String segment) {
        return new Trigger.OfMessage("oauth/" + segment, null, Map.of(), null);
    }
}
