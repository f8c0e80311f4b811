package dev.mcptestbench.server;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.Expectations;
import dev.mcptestbench.plugin.FaultProviders;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.carrier.Carriers;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireSettings;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A mock MCP server in this process, reached over HTTP on a port of the loopback, over stdio and in memory. It does what the specification asks of a server until a
 * scripted rule has it misbehave; everything that crosses the wire is in its {@link #journal()}.
 *
 * <p>Speaks all revisions, on one endpoint: a client that initializes gets a session of the legacy era, one whose requests
 * stand for themselves is served in the modern one. {@link #revisions} narrows that.
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
    private final Carriers port;
    private final @Nullable Guard guard;

    private MockMcpServer(Builder builder) {
        TestClock clock = builder.clock == null ? new TestClock() : builder.clock;
        this.name = builder.name;
        this.guard = builder.guard;
        this.journal = builder.journal == null ? new Journal(clock) : builder.journal;
        this.playback = new Playback(name, journal, builder.seed, FaultProviders.onClassPath(), builder.carriers);
        this.port = new Carriers(name, builder.settings, playback, journal, clock, builder.guard);
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

    /**
     * The MCP endpoint of streamable HTTP.
     *
     * @throws IllegalStateException if the server was started for other carriers
     */
    public URI url() {
        URI url = port.url();
        if (url == null || !port.serves(Carrier.STREAMABLE_HTTP)) {
            throw notServed(Carrier.STREAMABLE_HTTP);
        }
        return url;
    }

    /**
     * Where clients of HTTP+SSE, the transport of revision 2024-11-05, open their stream. It is served beside the MCP
     * endpoint, on the same port.
     *
     * @throws IllegalStateException if the server was started for other carriers
     */
    public URI sseUrl() {
        URI url = port.sseUrl();
        if (url == null || !port.serves(Carrier.SSE)) {
            throw notServed(Carrier.SSE);
        }
        return url;
    }

    /**
     * A command line that launches a process which is this server over stdio: for any client, in any language, that
     * starts its servers itself. Each launch is a session of its own; what it says and does is scripted and journaled
     * here. The processes end when this server is closed.
     *
     * @throws IllegalStateException if the server was started for other carriers, or is closed
     */
    public List<String> stdioCommand() {
        require(Carrier.STDIO);
        return port.stdioCommand();
    }

    /**
     * Serves a client of stdio over two streams, until one of them ends or this server is closed; returns at once. There
     * is no process then: where one would exit, the streams are closed, and what it would print to its standard error
     * stream is in the journal only.
     *
     * @param in what the client writes
     * @param out what the client reads
     * @throws IllegalStateException if the server was started for other carriers
     */
    public void serve(InputStream in, OutputStream out) {
        require(Carrier.STDIO);
        port.serve(in, out);
    }

    private void require(Carrier carrier) {
        if (!port.serves(carrier)) {
            throw notServed(carrier);
        }
    }

    private IllegalStateException notServed(Carrier carrier) {
        return new IllegalStateException(this + " is not served over " + carrier
                + ": name it in builder().carriers(…), or leave that out for all of them;"
                + " in an @McpTest, which is served over one transport, name it in transports");
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
        URI url = port.serves(Carrier.STREAMABLE_HTTP) ? port.url() : port.serves(Carrier.SSE) ? port.sseUrl() : null;
        return new McpEndpoint(
                name,
                url == null ? URI.create("memory:" + name.replaceAll("[^A-Za-z0-9._-]", "-")) : url,
                port.trust(),
                port.serves(Carrier.MEMORY) ? port.memory() : null,
                port.serves(Carrier.SSE) ? port.sseUrl() : null,
                port.serves(Carrier.STDIO) ? port::stdioCommand : null);
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
     * Sends a notification to every client that can be reached and wants to hear it: to each one of a legacy revision on
     * its standing stream, once it is initialized, and on each stream that was opened by {@code subscriptions/listen} for
     * just this.
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

    /**
     * Lets such requests in, over HTTP, only with all of these scopes, from now on; others need just a token
     * (basic/authorization#scope-challenge-handling).
     *
     * @throws IllegalStateException if nobody guards the server, or it is not served over HTTP
     */
    public MockMcpServer requiresScope(Trigger.OfMessage requests, String... scopes) {
        if (port.url() == null) {
            throw new IllegalStateException(
                    this + " asks nobody for a token, so it cannot ask for scopes: that is for HTTP"
                            + " alone (basic/authorization#protocol-requirements), over which it is not served");
        }
        if (guard == null) {
            throw new IllegalStateException(
                    this + " asks nobody for a token, so it cannot ask for scopes: secure it with"
                            + " @McpIntegrationTest(secured = true), or start it with builder().guardedBy(…)");
        }
        guard.requireScope(requests, new LinkedHashSet<>(List.of(scopes)));
        return this;
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
        return Expectations.unmet(settings, List.of(playback), violations());
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
        URI url = port.url();
        return "MockMcpServer \"" + name + "\"" + (url == null ? "" : " at " + url);
    }

    /** Settings of a server that is to be started. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder {

        private String name = "server";
        private long seed = Scenario.DEFAULT_SEED;
        private WireSettings settings = WireSettings.defaults();
        private Set<Carrier> carriers = Carrier.all();
        private @Nullable Journal journal;
        private @Nullable TestClock clock;
        private @Nullable Guard guard;

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

        /**
         * The carriers over which clients reach it. Default all. What none of them can express cannot be scripted, and
         * without HTTP among them no port is opened.
         */
        public Builder carriers(Carrier first, Carrier... more) {
            this.carriers = EnumSet.of(first, more);
            return this;
        }

        /**
         * What may wait for a client that does not read, in bytes for each reply over HTTP and for each connection
         * elsewhere. Beyond it the client's connection is reset, and the journal says why; scripted bursts and code that
         * answers calls wait for the client long before. Default 64 MiB.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxUnreadBytes(int value) {
            this.settings = settings.withMaxUnreadBytes(value);
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
         * Lets clients that come over HTTP in by this guard, such as a {@code MockProtectedResource}. By default anybody may
         * come.
         */
        public Builder guardedBy(Guard value) {
            this.guard = value;
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
