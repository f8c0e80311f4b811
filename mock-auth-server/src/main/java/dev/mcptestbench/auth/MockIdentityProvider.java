package dev.mcptestbench.auth;

import dev.mcptestbench.auth.endpoint.AuthSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;

/**
 * The mock identity provider of an enterprise, in this process on a port of the loopback. Clients sign its user in there
 * (OpenID Connect, authorization code flow), and exchange the ID token for an ID-JAG (RFC 8693) that an authorization server
 * takes which {@linkplain MockAuthServer#trusts(MockIdentityProvider) trusts} it: enterprise-managed authorization. It also
 * gives workloads their tokens.
 *
 * <p>It lets its user to every authorization server by the client's own id, unless {@link #admitsTo} says to which and by
 * what id. Its metadata are where OpenID Connect has them. Thread-safe: it may be changed and scripted while it serves.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class MockIdentityProvider extends TokenIssuer<MockIdentityProvider>
        implements AssertProvider<MockIdentityProviderAssert> {

    private MockIdentityProvider(Builder builder) {
        super(new AuthHost(builder.making(), "", AuthSettings.ofIdentityProvider()));
    }

    /** Starts a provider with the defaults: an ephemeral port, a clock and a journal of its own. */
    public static MockIdentityProvider start() {
        return builder().start();
    }

    /** A provider with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    MockIdentityProvider self() {
        return this;
    }

    @Override
    String role() {
        return "the identity provider";
    }

    /**
     * Who signs in from now on. Default {@code user}, of whom nothing more is known.
     *
     * @param subject the {@code sub} of tokens
     * @param claims what else tokens say, such as {@code email}
     */
    public MockIdentityProvider user(String subject, Map<String, Object> claims) {
        endpoints().change(settings -> settings.withUser(new AuthSettings.User(subject, claims)));
        return this;
    }

    /**
     * Lets its user to this authorization server, and to none that is not named so.
     *
     * @param issuer the issuer of the authorization server
     * @param clientId what the client is called there (enterprise-managed authorization, section 6.1)
     */
    public MockIdentityProvider admitsTo(URI issuer, String clientId) {
        endpoints().change(settings -> settings.withAudience(issuer.toString(), clientId));
        return this;
    }

    /**
     * An ID token of the user, as if the client had signed the user in.
     *
     * @param clientId the client's id here, its {@code aud}
     */
    public String idToken(String clientId) {
        return endpoints().idToken(clientId);
    }

    /**
     * An ID-JAG of the user, as if the client had exchanged an ID token.
     *
     * @param clientId what the client is called at the authorization server
     * @param issuer the issuer of the authorization server, its {@code aud}
     * @param resource the MCP server
     */
    public String idJag(String clientId, URI issuer, URI resource) {
        return endpoints().idJag(clientId, issuer, List.of(resource));
    }

    /**
     * A token that says which workload has it (RFC 7523).
     *
     * @param subject the workload
     * @param issuer the issuer of the authorization server, its {@code aud}
     */
    public String workloadToken(String subject, URI issuer) {
        return endpoints().workloadToken(subject, issuer);
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public MockIdentityProviderAssert assertThat() {
        return new MockIdentityProviderAssert(this);
    }

    /** Settings of a provider that is to be started. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder extends TokenIssuer.Builder<Builder> {

        private Builder() {
            super("idp");
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Starts the provider; it serves when this returns.
         *
         * @throws java.io.UncheckedIOException if the port is taken
         */
        public MockIdentityProvider start() {
            return new MockIdentityProvider(this);
        }
    }
}
