package dev.mcptestbench.auth;

import dev.mcptestbench.auth.endpoint.AuthEndpoints;
import dev.mcptestbench.auth.endpoint.AuthSettings.Lifetimes;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.auth.endpoint.SigningAlgorithm;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Misbehaving;
import dev.mcptestbench.script.OAuthFault;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.WireHost;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/**
 * Whatever issues tokens in a test: a {@link MockAuthServer}, a {@link MockIdentityProvider}. It serves on a port of the
 * loopback, lifetimes follow the test clock, a scripted rule has it misbehave, and all that crosses the wire is in the
 * {@link #journal()}. Thread-safe: it may be changed and scripted while it serves.
 *
 * @param <S> what the words give back, for chaining
 */
@API(status = API.Status.EXPERIMENTAL)
public abstract class TokenIssuer<S extends TokenIssuer<S>> implements Misbehaving, SelfChecking, AutoCloseable {

    private final AuthHost host;

    TokenIssuer(AuthHost host) {
        this.host = host;
    }

    abstract S self();

    /** What it is, in texts: {@code the authorization server}. */
    abstract String role();

    /** Its name, by which the journal knows it. */
    public final String name() {
        return host.name();
    }

    /** The issuer: the {@code iss} of its tokens, under which its endpoints are. No slash at its end. */
    public final URI issuer() {
        return host.issuer();
    }

    /** What happened, here and at everything that shares its journal. */
    public final Journal journal() {
        return host.journal();
    }

    // ── what it asks for and does ───────────────────────────────────────────────────────────────────────────────────

    /** Has this trait from now on. */
    public final S with(OAuthTrait trait) {
        endpoints().change(settings -> settings.with(trait));
        return self();
    }

    /** Lacks this trait from now on. */
    public final S without(OAuthTrait trait) {
        endpoints().change(settings -> settings.without(trait));
        return self();
    }

    /** Denies in the user's name whatever is asked, from now on. */
    public final S denies() {
        return without(OAuthTrait.APPROVES);
    }

    /**
     * How long the tokens are valid that are signed from now on, on the test clock. Default 5 minutes.
     *
     * @throws IllegalArgumentException if it is less than a second
     */
    public final S accessTokensLive(Duration life) {
        return living(now -> new Lifetimes(now.codes(), life, now.secrets()));
    }

    /**
     * How long codes that are given from now on can be redeemed, on the test clock. Default 60 seconds.
     *
     * @throws IllegalArgumentException if it is less than a second
     */
    public final S codesLive(Duration life) {
        return living(now -> new Lifetimes(life, now.accessTokens(), now.secrets()));
    }

    /**
     * How long the secrets are good for that clients get who register themselves from now on, on the test clock (RFC 7591,
     * section 3.2.1). Default for ever.
     *
     * @throws IllegalArgumentException if it is less than a second
     */
    public final S clientSecretsLive(Duration life) {
        return living(now -> new Lifetimes(now.codes(), now.accessTokens(), Optional.of(life)));
    }

    private S living(UnaryOperator<Lifetimes> change) {
        endpoints().change(settings -> settings.withLifetimes(change.apply(settings.lifetimes())));
        return self();
    }

    /** Knows these scopes and no others, and says so; by default it grants any. */
    public final S scopes(String... scopes) {
        endpoints().change(settings -> settings.withScopes(Set.of(scopes)));
        return self();
    }

    /** Knows this client from now on. */
    public final S register(RegisteredClient client) {
        endpoints().register(client);
        return self();
    }

    /** Knows the client of this id no longer, as if it had been pruned; the tokens it has stay good. */
    public final S forget(String clientId) {
        endpoints().forget(clientId);
        return self();
    }

    /**
     * Signs in this way from now on. Default ES256, whose keys come at once; the first key for RS256 is made when it is first
     * needed, which may take half a second.
     */
    public final S signsBy(SigningAlgorithm algorithm) {
        endpoints().change(settings -> settings.withAlgorithm(algorithm));
        return self();
    }

    /** Signs with a new key from now on; the old ones stay published. */
    public final S rotateKeys() {
        endpoints().rotateKeys(OAuthFault.OldKeys.PUBLISHED);
        return self();
    }

    // ── what becomes of it ──────────────────────────────────────────────────────────────────────────────────────────

    /** Plays what a scenario says of authorization servers: its terms, and the rules that are about endpoints of OAuth. */
    public final S play(Scenario scenario) {
        endpoints().change(settings -> settings.with(scenario.authorization()));
        scenario.playOAuthInto(script());
        return self();
    }

    /**
     * Has new connections refused, as if nobody listened on the port. Those that are open stay.
     *
     * @throws UnsupportedOperationException if it is {@linkplain Builder#hostedOn hosted} where that cannot be done
     */
    public final void refuseConnections() {
        host.refuseConnections();
    }

    /**
     * Takes new connections again.
     *
     * @throws UnsupportedOperationException if it is {@linkplain Builder#hostedOn hosted} where they cannot be refused
     */
    public final void acceptConnections() {
        host.acceptConnections();
    }

    // ── what it did ─────────────────────────────────────────────────────────────────────────────────────────────────

    final TestClock clock() {
        return host.clock();
    }

    final AuthEndpoints endpoints() {
        return host.endpoints();
    }

    @Override
    public final ScriptSink script() {
        return host.script();
    }

    @Override
    public final List<String> unmetExpectations(TestSettings settings) {
        return host.unmetExpectations(settings);
    }

    /** What its clients did against the specification, in order. */
    public final List<JournalEntry.Violation> violations() {
        return host.violations();
    }

    /** Stops listening and breaks what is open. Bounded; closing twice does nothing. */
    @Override
    public final void close() {
        host.close();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + " \"" + name() + "\" at " + issuer();
    }

    /**
     * Settings of one that is to be started. Not thread-safe.
     *
     * @param <B> what the words give back, for chaining
     */
    @API(status = API.Status.EXPERIMENTAL)
    public abstract static class Builder<B extends Builder<B>> {

        private final AuthHost.Making making;

        Builder(String name) {
            this.making = new AuthHost.Making(name);
        }

        abstract B self();

        final AuthHost.Making making() {
            return making;
        }

        /** The name by which the journal knows it. Default {@code auth}, or {@code idp}. */
        public final B name(String value) {
            making.name = value;
            return self();
        }

        /**
         * The port to listen on. Default 0: any that is free.
         *
         * @throws IllegalArgumentException if it is no port
         */
        public final B port(int value) {
            making.settings = making.settings.withPort(value);
            return self();
        }

        /**
         * Who serves it. Default our own wire, on which everything can be scripted; a plugin may bring another, such as a
         * {@code WireMockHost}, which says what it cannot do.
         */
        public final B hostedOn(WireHost value) {
            making.host = value;
            return self();
        }

        /** Where randomness of scripted rules starts. Default 42. Tokens are never guessable. */
        public final B seed(long value) {
            making.seed = value;
            return self();
        }

        /** The journal to write. Default one of its own. */
        public final B journal(Journal value) {
            making.journal = value;
            return self();
        }

        /** The clock to go by. Default one of its own. */
        public final B clock(TestClock value) {
            making.clock = value;
            return self();
        }
    }
}
