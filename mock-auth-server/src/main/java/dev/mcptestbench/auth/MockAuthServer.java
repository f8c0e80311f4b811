package dev.mcptestbench.auth;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mcptestbench.auth.endpoint.AuthSettings;
import dev.mcptestbench.auth.endpoint.NamedScopes;
import dev.mcptestbench.auth.resource.TrustedIssuer;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.OAuthTrait;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;

/**
 * A mock OAuth 2.1 authorization server in this process, on a port of the loopback. It asks for all that the specification
 * has clients do, judges them by it, and agrees in the user's name at once; {@link #without} relaxes it, a trait at a time. A
 * scripted rule has it misbehave. Lifetimes follow the test clock, and all that crosses the wire is in the {@link #journal()}.
 *
 * <p>Its issuer has a path, but at revision 2025-03-26, where the specification knows of none. Tokens are JWTs (RFC 9068),
 * signed by ES256 unless {@link #signsBy} says otherwise. Thread-safe: it may be changed and scripted while it serves.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class MockAuthServer extends TokenIssuer<MockAuthServer> implements AssertProvider<MockAuthServerAssert> {

    private static final String ISSUER_PATH = "/tenant";

    private MockAuthServer(Builder builder) {
        super(new AuthHost(
                builder.making(),
                builder.revision.compareTo(Revision.V2025_06_18) >= 0 ? ISSUER_PATH : "",
                AuthSettings.of(builder.revision)));
    }

    /** Starts a server with the defaults: revision 2026-07-28, an ephemeral port, a clock and a journal of its own. */
    public static MockAuthServer start() {
        return builder().start();
    }

    /** A server with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    MockAuthServer self() {
        return this;
    }

    @Override
    String role() {
        return "the authorization server";
    }

    /** The revision of MCP that it keeps to and judges its clients by. */
    public Revision revision() {
        return endpoints().settings().revision();
    }

    /** Gives public clients a new refresh token at each refresh: the default, said aloud. */
    public MockAuthServer rotatesRefreshTokens() {
        return with(OAuthTrait.ROTATES_REFRESH_TOKENS);
    }

    /** Gives tokens for these resources and no others; by default for any. */
    public MockAuthServer protects(URI... resources) {
        List<String> known = new ArrayList<>();
        for (URI resource : resources) {
            known.add(resource.toString());
        }
        endpoints().change(settings -> settings.withResources(Set.copyOf(known)));
        return this;
    }

    /**
     * What the server finds when it looks for the metadata document of the client whose id is this URL. Nothing is ever
     * fetched.
     */
    public MockAuthServer clientDocument(URI url, Map<String, Object> document) {
        endpoints().publish(url, document);
        return this;
    }

    /**
     * Gives tokens for what this identity provider has signed: ID-JAGs of its user (enterprise-managed authorization), and
     * tokens of workloads (RFC 7523). Its keys are asked for within this process; nothing is fetched.
     */
    public MockAuthServer trusts(MockIdentityProvider provider) {
        endpoints().trust(provider.issuer(), provider.endpoints()::publicKeys);
        return this;
    }

    /**
     * Gives tokens for what this issuer has signed, such as the platform that workloads run on (RFC 7523).
     *
     * @param other its {@code iss}; nothing is ever fetched from there
     * @param keys its public keys, as a JWK set
     * @throws IllegalArgumentException if the keys are no JWK set
     */
    public MockAuthServer trusts(URI other, String keys) {
        try {
            JWKSet parsed = JWKSet.parse(keys).toPublicJWKSet();
            endpoints().trust(other, () -> parsed);
        } catch (ParseException e) {
            throw new IllegalArgumentException("The keys of an issuer are a JWK set (RFC 7517, section 5)", e);
        }
        return this;
    }

    /** Asks in each DPoP proof for a nonce (RFC 9449, section 8), from now on and for another than until now. */
    public MockAuthServer demandsDpopNonce() {
        endpoints().renewDpopNonce();
        return with(OAuthTrait.REQUIRES_DPOP_NONCE);
    }

    /** What resources know of it that trust it. */
    TrustedIssuer asIssuer() {
        return new TrustedIssuer() {
            @Override
            public URI issuer() {
                return MockAuthServer.this.issuer();
            }

            @Override
            public Map<String, Object> metadata() {
                return endpoints().metadata();
            }

            @Override
            public JWKSet publicKeys() {
                return endpoints().publicKeys();
            }

            @Override
            public void heard(String resource, NamedScopes.Place place, Set<String> scopes) {
                endpoints().named(resource, place, scopes);
            }

            @Override
            public boolean hasRevoked(String accessToken) {
                return endpoints().hasRevoked(accessToken);
            }
        };
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public MockAuthServerAssert assertThat() {
        return new MockAuthServerAssert(this);
    }

    /** Settings of a server that is to be started. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder extends TokenIssuer.Builder<Builder> {

        private Revision revision = Revision.LATEST;

        private Builder() {
            super("auth");
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * The revision of MCP to keep to, which says what there is to be strict about. Default 2026-07-28.
         *
         * @throws IllegalArgumentException if that revision knows of no authorization
         */
        public Builder revision(Revision value) {
            if (value == Revision.V2024_11_05) {
                throw new IllegalArgumentException(
                        "Revision 2024-11-05 has no authorization; name 2025-03-26 or a later one");
            }
            this.revision = value;
            return this;
        }

        /**
         * Starts the server; it serves when this returns.
         *
         * @throws java.io.UncheckedIOException if the port is taken
         */
        public MockAuthServer start() {
            return new MockAuthServer(this);
        }
    }
}
