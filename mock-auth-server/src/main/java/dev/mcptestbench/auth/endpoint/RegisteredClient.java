package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.jwk.JWKSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A client that the authorization server knows. Immutable; its text tells nothing secret.
 *
 * @param id its client id
 * @param name what the journal calls it
 * @param authentication how it proves at the token endpoint who it is
 * @param grants the grant types it may use
 * @param redirectUris where user agents may be sent back to
 */
@API(status = API.Status.EXPERIMENTAL)
public record RegisteredClient(
        String id, String name, Authentication authentication, Set<String> grants, List<String> redirectUris) {

    private static final Set<String> OF_PUBLIC = Set.of(Grant.CODE, Grant.REFRESH, Grant.EXCHANGE);
    private static final Set<String> ALL =
            Set.of(Grant.CODE, Grant.REFRESH, Grant.CREDENTIALS, Grant.ASSERTION, Grant.EXCHANGE);

    /** Copies. */
    public RegisteredClient {
        grants = Set.copyOf(grants);
        redirectUris = List.copyOf(redirectUris);
    }

    /** How a client proves who it is (RFC 7591, section 2). Its text tells nothing secret. */
    public sealed interface Authentication {

        /** The name of the method, such as {@code client_secret_basic}. */
        String method();
    }

    /** Not at all: the client is public. */
    public record None() implements Authentication {
        @Override
        public String method() {
            return "none";
        }
    }

    /**
     * By a secret.
     *
     * @param method {@code client_secret_basic} or {@code client_secret_post}
     */
    public record Secret(String method, String secret) implements Authentication {

        boolean is(String shown) {
            return MessageDigest.isEqual(
                    secret.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return method;
        }
    }

    /**
     * By a signed assertion (RFC 7523).
     *
     * @param keys the public keys, as a JWK set
     */
    public record Key(String keys) implements Authentication {

        /** Checks the keys. */
        public Key {
            try {
                JWKSet.parse(keys);
            } catch (ParseException e) {
                throw new IllegalArgumentException("A client's keys are a JWK set (RFC 7517, section 5)", e);
            }
        }

        @Override
        public String method() {
            return "private_key_jwt";
        }

        @Override
        public String toString() {
            return method();
        }
    }

    /** A client without credentials that uses codes and refresh tokens, and exchanges tokens. */
    public static RegisteredClient publicClient(String id, String... redirectUris) {
        return new RegisteredClient(id, id, new None(), OF_PUBLIC, List.of(redirectUris));
    }

    /** A client with a secret, shown by Basic authentication, that may use every grant. */
    public static RegisteredClient confidential(String id, String secret, String... redirectUris) {
        return confidential(id, new Secret("client_secret_basic", secret), redirectUris);
    }

    /** A client with credentials that may use every grant. */
    public static RegisteredClient confidential(String id, Authentication authentication, String... redirectUris) {
        return new RegisteredClient(id, id, authentication, ALL, List.of(redirectUris));
    }

    /** A workload without credentials of its own, which uses the tokens that its platform has signed (RFC 7523). */
    public static RegisteredClient workload(String id) {
        return new RegisteredClient(id, id, new None(), Set.of(Grant.ASSERTION), List.of());
    }

    boolean isPublic() {
        return authentication instanceof None;
    }

    /** The registered redirect URI that this one is, or {@code null}. */
    @Nullable
    String redirectUri(String asked, AuthSettings settings) {
        return redirectUris.stream()
                .filter(registered -> RedirectUris.matches(registered, asked, settings))
                .findFirst()
                .orElse(null);
    }
}
