package dev.mcptestbench.server;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.server.carrier.FaultPlugins;
import dev.mcptestbench.server.carrier.McpPort;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A mock MCP server in this process, on a port of the loopback. It does what the specification asks of a server until a
 * scripted rule has it misbehave; everything that crosses the wire is in its {@link #journal()}.
 *
 * <p>Speaks streamable HTTP in all revisions, on one endpoint: a client that initializes gets a session of the legacy
 * era, one whose requests stand for themselves is served in the modern one. {@link #revisions} narrows that.
 * Thread-safe: it may be scripted while it serves.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class MockMcpServer
        implements Scriptable<MockMcpServer>,
                McpEndpoint.Provider,
                SelfChecking,
                AssertProvider<MockMcpServerAssert>,
                AutoCloseable {

    private final String name;
    private final Journal journal;
    private final Playback playback;
    private final McpPort port;

    private MockMcpServer(Builder builder) {
        TestClock clock = builder.clock == null ? new TestClock() : builder.clock;
        this.name = builder.name;
        this.journal = builder.journal == null ? new Journal(clock) : builder.journal;
        this.playback = new Playback(name, journal, builder.seed, FaultPlugins.load());
        this.port = new McpPort(name, builder.settings, playback, journal, clock);
    }

    /** Starts a server with the defaults: an ephemeral port, plain HTTP, a clock and a journal of its own. */
    public static MockMcpServer start() {
        return builder().start();
    }

    /** Starts a server that plays a scenario. */
    public static MockMcpServer playing(Scenario scenario) {
        return builder().seed(scenario.seed()).start().play(scenario);
    }

    /** A server with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** The server's name, by which the journal knows it; {@code server} unless another was given. */
    public String name() {
        return name;
    }

    /** The MCP endpoint. */
    public URI url() {
        return port.url();
    }

    /**
     * What trusts the certificate of a server started {@linkplain Builder#tls() with TLS}.
     *
     * @throws IllegalStateException if the server speaks plain HTTP
     */
    public SSLContext trust() {
        SSLContext trust = port.trust();
        if (trust == null) {
            throw new IllegalStateException(this + " has no certificate: start it with builder().tls()");
        }
        return trust;
    }

    @Override
    public McpEndpoint endpoint() {
        return new McpEndpoint(name, url(), port.trust());
    }

    /** What happened, at this server and at everything that shares its journal. */
    public Journal journal() {
        return journal;
    }

    /** Plays a scenario besides what is scripted already; its settings take the place of the server's. */
    public MockMcpServer play(Scenario scenario) {
        scenario.playInto(playback);
        return this;
    }

    /**
     * Sends a notification to every client that can be reached and wants to hear it: to each initialized one on its
     * standing stream, and on each stream that was opened by {@code subscriptions/listen} for just this.
     */
    public void send(Notification notification) {
        port.broadcast().toAll(notification);
    }

    /** As {@link #send}, but only to clients of this name. */
    public void sendTo(String client, Notification notification) {
        port.broadcast().toClient(client, notification);
    }

    /** Tells the clients that have subscribed to a resource that it has changed. */
    public void resourceUpdated(String uri) {
        port.broadcast().updated(uri);
    }

    /**
     * Ends every stream that was opened by {@code subscriptions/listen}, in good order: each gets its response (2026-07-28,
     * basic/patterns/subscriptions#graceful-closure). Closing the server does so too.
     */
    public void endSubscriptions() {
        port.endSubscriptions();
    }

    /** Has new connections refused, as if nobody listened on the port. Those that are open stay. */
    public void refuseConnections() {
        port.refuseConnections();
    }

    /** Takes new connections again. */
    public void acceptConnections() {
        port.acceptConnections();
    }

    /** Breaks all connections, and with them all streams. */
    public void dropAllStreams() {
        port.dropAllStreams();
    }

    /**
     * Dies as a process does: connections are reset, new ones refused, sessions and what is under way in them lost. What
     * is scripted stays; {@link #acceptConnections()} brings the server back.
     */
    public void crash() {
        port.crash();
    }

    /** Ends all sessions: requests that name one are answered with 404. */
    public void expireSessions() {
        port.expireSessions();
    }

    @Override
    public ScriptSink script() {
        return playback;
    }

    @Override
    public MockMcpServer self() {
        return this;
    }

    @Override
    public List<String> unmetExpectations(TestSettings settings) {
        List<String> unmet = new ArrayList<>();
        unmet.addAll(playback.complaints());
        if (!settings.unfiredRulesAllowed()) {
            playback.unfired().forEach(unfired -> unmet.add(unfired.text()));
        }
        if (settings.strict()) {
            List<JournalEntry.Violation> violations = violations();
            if (!violations.isEmpty()) {
                unmet.add(TrafficAssert.describe(violations));
            }
        }
        return unmet;
    }

    /** What this server's clients did against the specification, in order. */
    public List<JournalEntry.Violation> violations() {
        return traffic().violations();
    }

    Traffic traffic() {
        return new Traffic("the server", journal, name::equals);
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public MockMcpServerAssert assertThat() {
        return new MockMcpServerAssert(this);
    }

    /** Stops listening and breaks what is open. Bounded; closing twice does nothing. */
    @Override
    public void close() {
        port.close();
    }

    @Override
    public String toString() {
        return "MockMcpServer \"" + name + "\" at " + url();
    }

    /** Settings of a server that is to be started. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder {

        private String name = "server";
        private long seed = Scenario.DEFAULT_SEED;
        private WireSettings settings = WireSettings.defaults();
        private @Nullable Journal journal;
        private @Nullable TestClock clock;

        private Builder() {}

        /** The name by which the journal knows the server. Default {@code server}. */
        public Builder name(String value) {
            this.name = value;
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

        /** Speaks HTTPS with a throw-away certificate. */
        public Builder tls() {
            this.settings = settings.withTls();
            return this;
        }

        /** Where randomness starts. Default 42. */
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
        public MockMcpServer start() {
            return new MockMcpServer(this);
        }
    }
}
