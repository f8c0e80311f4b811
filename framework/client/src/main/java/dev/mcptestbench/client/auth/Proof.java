package dev.mcptestbench.client.auth;

import java.security.PrivateKey;
import org.apiguardian.api.API;

/** How a client that was registered beforehand proves who it is. Its text holds nothing secret. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Proof {

    /** Not at all: the client is public. */
    @API(status = API.Status.EXPERIMENTAL)
    record None() implements Proof {}

    /** By a secret, in the way that the authorization server prefers: Basic credentials before the body. */
    @API(status = API.Status.EXPERIMENTAL)
    record Secret(String secret) implements Proof {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Secret";
        }
    }

    /**
     * By a JWT that it signs, whose audience is the issuer ({@code private_key_jwt}, RFC 7523).
     *
     * @param key the private key
     * @param algorithm the name of the algorithm, such as {@code ES256} or {@code RS256}
     */
    @API(status = API.Status.EXPERIMENTAL)
    record SignedJwt(PrivateKey key, String algorithm) implements Proof {
        /** Without the key. */
        @Override
        public String toString() {
            return "SignedJwt by " + algorithm;
        }
    }
}
