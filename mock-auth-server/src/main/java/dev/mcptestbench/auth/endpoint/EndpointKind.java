package dev.mcptestbench.auth.endpoint;

import java.util.Arrays;
import java.util.Optional;
import org.apiguardian.api.API;

/** What a path of the authorization server is for. */
@API(status = API.Status.EXPERIMENTAL)
public enum EndpointKind {
    /** Tells what there is (RFC 8414). */
    METADATA(""),
    /** The public keys of the server (RFC 7517). */
    KEYS("jwks"),
    /** Where the user agent goes (RFC 6749, section 3.1). */
    AUTHORIZATION("authorize"),
    /** Where codes become tokens (RFC 6749, section 3.2). */
    TOKEN("token"),
    /** Where clients make themselves known (RFC 7591). */
    REGISTRATION("register"),
    /** Where tokens are given back (RFC 7009). */
    REVOCATION("revoke"),
    /** Where resource servers ask about tokens (RFC 7662). */
    INTROSPECTION("introspect"),
    /** Where requests are left before the user agent comes (RFC 9126). */
    PUSHED_REQUEST("par");

    private final String segment;

    EndpointKind(String segment) {
        this.segment = segment;
    }

    /** The last segment of its path; empty for metadata, which stand elsewhere. */
    public String segment() {
        return segment;
    }

    /** The endpoint at this path below the issuer's, which has no slash at its end. */
    static Optional<EndpointKind> at(String issuerPath, String path) {
        return Arrays.stream(values())
                .filter(kind -> kind != METADATA && path.equals(issuerPath + "/" + kind.segment))
                .findFirst();
    }
}
