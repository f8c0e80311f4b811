package dev.mcptestbench.auth;

import com.nimbusds.jose.jwk.JWKSet;
import dev.mcptestbench.auth.endpoint.AuthEndpoints;
import dev.mcptestbench.auth.endpoint.AuthSettings;
import dev.mcptestbench.auth.endpoint.RegisteredClient;
import dev.mcptestbench.auth.endpoint.Trait;
import dev.mcptestbench.auth.resource.TrustedIssuer;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.Expectations;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Misbehaving;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.time.RestProbe;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A mock OAuth 2.1 authorization server in this process, on a port of the loopback. It asks for all that the specification
 * has clients do, judges them by it, and agrees in the user's name at once; {@link #without} relaxes it, a trait at a time. A
 * scripted rule has it misbehave. Lifetimes follow the test clock, and all that crosses the wire is in the {@link #journal()}.
 *
 * <p>Tokens are JWTs (RFC 9068) that are signed by ES256. Thread-safe: it may be changed and scripted while it serves.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class MockAuthServer
        implements Misbehaving, SelfChecking, AssertProvider<MockAuthServerAssert>, AutoCloseable {

    private static final String ISSUER_PATH = "/tenant";
    private static final int MAX_BODY_BYTES = 256 * 1024;

    private final String name;
    private final Journal journal;
    private final Playback playback;
    private final TestClock clock;
    private final RestProbe atWork;
    private final WireServer wire;
    private final URI issuer;
    private final AuthEndpoints endpoints;

    private MockAuthServer(Builder builder) {
        this.name = builder.name;
        this.clock = builder.clock == null ? new TestClock() : builder.clock;
        this.journal = builder.journal == null ? new Journal(clock) : builder.journal;
        this.playback = new Playback(name, journal, builder.seed, Map.of(), Set.of(Carrier.STREAMABLE_HTTP));
        Workers workers = new Workers();
        this.atWork = workers.restProbe();
        CompletableFuture<AuthEndpoints> started = new CompletableFuture<>();
        WireJournal written = new WireJournal(name, journal, builder.settings.maxUnreadBytes());
        this.wire = WireServer.start(builder.settings, clock, new AuthWire(written, playback, workers, started));
        clock.restsWith(atWork);
        boolean withPath = builder.revision.compareTo(Revision.V2025_06_18) >= 0;
        String root = wire.url("/").toString().replaceAll("/$", "");
        this.issuer = URI.create(withPath ? root + ISSUER_PATH : root);
        this.endpoints = new AuthEndpoints(issuer, AuthSettings.of(builder.revision), clock.asClock());
        started.complete(endpoints);
    }

    /** Starts a server with the defaults: revision 2026-07-28, an ephemeral port, a clock and a journal of its own. */
    public static MockAuthServer start() {
        return builder().start();
    }

    /** A server with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** The server's name, by which the journal knows it; {@code auth} unless another was given. */
    public String name() {
        return name;
    }

    /**
     * The issuer, a URL with a path. At revision 2025-03-26, where the specification knows of none, it has no path.
     */
    public URI issuer() {
        return issuer;
    }

    /** The revision of MCP that it keeps to and judges its clients by. */
    public Revision revision() {
        return endpoints.settings().revision();
    }

    /** What happened, at this server and at everything that shares its journal. */
    public Journal journal() {
        return journal;
    }

    // ── what it asks for and does ───────────────────────────────────────────────────────────────────────────────────

    /** Has this trait from now on. */
    public MockAuthServer with(Trait trait) {
        endpoints.change(settings -> settings.with(trait));
        return this;
    }

    /** Lacks this trait from now on. */
    public MockAuthServer without(Trait trait) {
        endpoints.change(settings -> settings.without(trait));
        return this;
    }

    /** Gives public clients a new refresh token at each refresh: the default, said aloud. */
    public MockAuthServer rotatesRefreshTokens() {
        return with(Trait.ROTATES_REFRESH_TOKENS);
    }

    /** Denies in the user's name whatever is asked, from now on. */
    public MockAuthServer denies() {
        return without(Trait.APPROVES);
    }

    /**
     * How long access tokens that are given from now on are valid, on the test clock. Default 5 minutes.
     *
     * @throws IllegalArgumentException if it is less than a second
     */
    public MockAuthServer accessTokensLive(Duration life) {
        endpoints.change(settings -> settings.withAccessTokensLiving(life));
        return this;
    }

    /**
     * How long codes that are given from now on can be redeemed, on the test clock. Default 60 seconds.
     *
     * @throws IllegalArgumentException if it is less than a second
     */
    public MockAuthServer codesLive(Duration life) {
        endpoints.change(settings -> settings.withCodesLiving(life));
        return this;
    }

    /** Knows these scopes and no others, and says so; by default it grants any. */
    public MockAuthServer scopes(String... scopes) {
        endpoints.change(settings -> settings.withScopes(Set.of(scopes)));
        return this;
    }

    /** Gives tokens for these resources and no others; by default for any. */
    public MockAuthServer protects(URI... resources) {
        List<String> known = new ArrayList<>();
        for (URI resource : resources) {
            known.add(resource.toString());
        }
        endpoints.change(settings -> settings.withResources(Set.copyOf(known)));
        return this;
    }

    /** Knows this client from now on. */
    public MockAuthServer register(RegisteredClient client) {
        endpoints.register(client);
        return this;
    }

    /**
     * What the server finds when it looks for the metadata document of the client whose id is this URL. Nothing is ever
     * fetched.
     */
    public MockAuthServer clientDocument(URI url, Map<String, Object> document) {
        endpoints.publish(url, document);
        return this;
    }

    /** Signs with a new key from now on; the old ones stay published. */
    public MockAuthServer rotateKeys() {
        endpoints.rotateKeys();
        return this;
    }

    // ── what it did ─────────────────────────────────────────────────────────────────────────────────────────────────

    TestClock clock() {
        return clock;
    }

    AuthEndpoints endpoints() {
        return endpoints;
    }

    /** What resources know of it that trust it. */
    TrustedIssuer asIssuer() {
        return new TrustedIssuer() {
            @Override
            public URI issuer() {
                return issuer;
            }

            @Override
            public JWKSet publicKeys() {
                return endpoints.publicKeys();
            }

            @Override
            public boolean hasRevoked(String accessToken) {
                return endpoints.hasRevoked(accessToken);
            }
        };
    }

    @Override
    public ScriptSink script() {
        return playback;
    }

    @Override
    public List<String> unmetExpectations(TestSettings settings) {
        return Expectations.unmet(settings, List.of(playback), violations());
    }

    /** What this server's clients did against the specification, in order. */
    public List<JournalEntry.Violation> violations() {
        return journal.violations().stream()
                .filter(violation -> violation.server().equals(name))
                .toList();
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public MockAuthServerAssert assertThat() {
        return new MockAuthServerAssert(this);
    }

    /** Stops listening and breaks what is open. Bounded; closing twice does nothing. */
    @Override
    public void close() {
        wire.close();
        clock.restsWithout(atWork);
    }

    @Override
    public String toString() {
        return "MockAuthServer \"" + name + "\" at " + issuer;
    }

    /** Settings of a server that is to be started. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder {

        private String name = "auth";
        private long seed = Scenario.DEFAULT_SEED;
        private Revision revision = Revision.LATEST;
        private WireSettings settings = WireSettings.defaults().withMaxBodyBytes(MAX_BODY_BYTES);
        private @Nullable Journal journal;
        private @Nullable TestClock clock;

        private Builder() {}

        /** The name by which the journal knows the server. Default {@code auth}. */
        public Builder name(String value) {
            this.name = value;
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
         * The port to listen on. Default 0: any that is free.
         *
         * @throws IllegalArgumentException if it is no port
         */
        public Builder port(int value) {
            this.settings = settings.withPort(value);
            return this;
        }

        /** Where randomness of scripted rules starts. Default 42. Tokens are never guessable. */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /** The journal to write. Default one of the server's own. */
        public Builder journal(Journal value) {
            this.journal = value;
            return this;
        }

        /** The clock to go by. Default one of the server's own. */
        public Builder clock(TestClock value) {
            this.clock = value;
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
