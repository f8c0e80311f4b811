package dev.mcptestbench.server.proxy;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.Expectations;
import dev.mcptestbench.plugin.FaultProviders;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Misbehaving;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.server.Traffic;
import dev.mcptestbench.server.carrier.LineListener;
import dev.mcptestbench.server.carrier.LineWire;
import dev.mcptestbench.server.carrier.StdioDoor;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.ChildProcess;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.ReplyListener;
import dev.mcptestbench.wire.WireCall;
import dev.mcptestbench.wire.WireClient;
import dev.mcptestbench.wire.WireClientSettings;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of a real MCP server that speaks HTTP, or stdio, and passes on what is said, event by event, except where a rule
 * has it misbehave. Rules are those of a mock server: a rule before the reply answers itself and the real server is not
 * asked; one after commit has it asked, and works on what it answers.
 *
 * <p>Any method, path, header and status is passed on, also redirects, which lead to the proxy where they led to the real
 * server. Not passed on: headers of the connection itself, and {@code Accept-Encoding}, for what is compressed could not be
 * read. When the client does not read, neither does the proxy. Everything is in the {@link #journal()}: what crossed the
 * wire to the client, and what was {@linkplain JournalEntry.UpstreamSeen seen} of the real server. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class FaultProxy
        implements Misbehaving, McpEndpoint.Provider, SelfChecking, AssertProvider<FaultProxyAssert>, AutoCloseable {

    private final String name;
    private final Journal journal;
    private final TestClock clock;
    private final Playback playback;
    private final WireServer front;
    private final Workers workers = new Workers();
    private final StdioDoor stdio = new StdioDoor(workers, WireSettings.defaults(), this::passage);
    private volatile @Nullable Target target;
    private volatile @Nullable List<String> command;

    private record Target(URI url, WireClient client) {}

    private FaultProxy(Builder builder) {
        this.clock = builder.clock == null ? new TestClock() : builder.clock;
        this.name = builder.name;
        this.journal = builder.journal == null ? new Journal(clock) : builder.journal;
        this.playback = new Playback(
                name,
                journal,
                builder.seed,
                FaultProviders.onClassPath(),
                Set.of(Carrier.STREAMABLE_HTTP, Carrier.STDIO));
        this.front = WireServer.start(
                builder.settings,
                clock,
                new ProxyFront(name, journal, builder.settings.maxUnreadBytes(), playback, new ToTheTarget()));
    }

    /** Starts a proxy in front of a real server, with the defaults: an ephemeral port, plain HTTP, a journal of its own. */
    public static FaultProxy inFrontOf(URI realServer) {
        return builder().start().passesOnTo(realServer);
    }

    /**
     * Starts a proxy in front of a real server of stdio, which is launched for each client by this command.
     *
     * @param command the program and its arguments
     */
    public static FaultProxy inFrontOf(String command, String... arguments) {
        return builder().start().launches(command, arguments);
    }

    /** A proxy with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Passes requests on to this server from now on.
     *
     * @param realServer its MCP endpoint; the path is also that of {@link #url()}
     * @throws IllegalArgumentException if it is no absolute HTTP URI
     */
    public FaultProxy passesOnTo(URI realServer) {
        return passesOnTo(McpEndpoint.of(realServer));
    }

    /** Passes requests on to this server from now on, trusting its certificate by what the endpoint names. */
    public synchronized FaultProxy passesOnTo(McpEndpoint realServer) {
        URI url = realServer.url();
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "A proxy passes on to an http or https URI with a host, such as http://localhost:8080/mcp, not to "
                            + url);
        }
        // A kept connection may have ended unseen, and a request must not be sent twice: each gets a new one.
        WireClientSettings settings = WireClientSettings.defaults().withMaxIdlePerOrigin(0);
        SSLContext trust = realServer.trust();
        Target before = target;
        WireClient client = WireClient.open(trust == null ? settings : settings.withTrust(trust));
        clock.restsWith(client.restProbe());
        target = new Target(url, client);
        close(before);
        return this;
    }

    /**
     * Has clients of stdio served by a real server that is launched for each of them by this command, from now on. They
     * find it by {@link #stdioCommand()}.
     */
    public FaultProxy launches(String program, String... arguments) {
        List<String> line = new ArrayList<>(List.of(program));
        line.addAll(List.of(arguments));
        command = List.copyOf(line);
        return this;
    }

    /**
     * A command line that launches what looks like the real server of stdio: for any client, in any language, that starts
     * its servers itself. Each launch launches the real one; what both say is journaled here.
     *
     * @throws IllegalStateException if it was not said what to launch
     */
    public List<String> stdioCommand() {
        realCommand();
        return stdio.command();
    }

    private List<String> realCommand() {
        List<String> current = command;
        if (current == null) {
            throw new IllegalStateException("This proxy has no process to launch: say launches(command) before");
        }
        return current;
    }

    private LineListener passage(LineWire wire) {
        return new LinePassage(name, journal, playback, clock, wire, new ChildProcess(realCommand(), workers, clock));
    }

    private void close(@Nullable Target old) {
        if (old != null) {
            clock.restsWithout(old.client().restProbe());
            old.client().close();
        }
    }

    /** Its name, by which the journal knows it; {@code proxy} unless another was given. */
    public String name() {
        return name;
    }

    /** Where clients find it: the path is that of the real server's MCP endpoint. */
    public URI url() {
        return front.url(target().url().getRawPath());
    }

    private Target target() {
        Target current = target;
        if (current == null) {
            throw new IllegalStateException(
                    "This proxy has no server to pass on to over HTTP: say passesOnTo(uri) before anything else, or"
                            + " launches(command) for one of stdio");
        }
        return current;
    }

    /**
     * Where clients find it: over HTTP, over stdio, or either, as what it stands in front of.
     *
     * @throws IllegalStateException if it was not said in front of what it stands
     */
    @Override
    public McpEndpoint endpoint() {
        Supplier<List<String>> launching = command == null ? null : this::stdioCommand;
        if (target == null && launching != null) {
            return McpEndpoint.ofCommand(name, launching);
        }
        URI url = url();
        SSLContext trust = url.getScheme().equals("https") ? front.trustingTheServer() : null;
        return new McpEndpoint(name, url, trust, null, null, launching);
    }

    /** What happened, at this proxy and at everything that shares its journal. */
    public Journal journal() {
        return journal;
    }

    /**
     * Plays the rules of a scenario besides what is scripted already.
     *
     * @throws IllegalArgumentException if the scenario offers something, which only the real server can do
     */
    public FaultProxy play(Scenario scenario) {
        scenario.playInto(script());
        return this;
    }

    @Override
    public ScriptSink script() {
        return new ProxyScript(playback);
    }

    /** What was said until now, to be made a scenario of. */
    public Recorder record() {
        return new Recorder(name, journal);
    }

    /** Has new connections refused, as if nobody listened on the port. Those that are open stay. */
    public void refuseConnections() {
        front.refuseConnections();
    }

    /** Takes new connections again. */
    public void acceptConnections() {
        front.acceptConnections();
    }

    /** Breaks all connections of clients, and with them all streams. */
    public void dropAllStreams() {
        front.closeConnections(WireServer.Closing.FIN);
    }

    /** Looks as if the real server had died: connections are reset and new ones refused. The real server lives on. */
    public void crash() {
        front.refuseConnections();
        front.closeConnections(WireServer.Closing.RST);
    }

    @Override
    public List<String> unmetExpectations(TestSettings settings) {
        return Expectations.unmet(settings, List.of(playback), violations());
    }

    /** What the clients did against the specification, in order. */
    public List<JournalEntry.Violation> violations() {
        return traffic().violations();
    }

    Traffic traffic() {
        return new Traffic("the proxy", journal, name::equals);
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public FaultProxyAssert assertThat() {
        return new FaultProxyAssert(this);
    }

    /** Stops listening and breaks what is open. Bounded; closing twice does nothing. The real server is left alone. */
    @Override
    public synchronized void close() {
        front.close();
        stdio.close();
        Target last = target;
        if (last != null) {
            close(last);
        }
    }

    @Override
    public String toString() {
        Target current = target;
        Object behind = current == null ? command : current.url();
        return "FaultProxy \"" + name + "\"" + (behind == null ? "" : " in front of " + behind);
    }

    private final class ToTheTarget implements Upstream {

        @Override
        public @Nullable WireCall ask(HttpRequest request, ReplyListener reply) {
            try {
                return target().client().call(url(), request, reply);
            } catch (IllegalArgumentException | IllegalStateException cannotBeAsked) {
                reply.broke(new IOException(cannotBeAsked.getMessage(), cannotBeAsked));
                return null;
            }
        }

        @Override
        public URI url() {
            return target().url();
        }

        @Override
        public URI proxyUrl() {
            return FaultProxy.this.url();
        }

        @Override
        public void dropAllStreams() {
            FaultProxy.this.dropAllStreams();
        }

        @Override
        public void crash() {
            FaultProxy.this.crash();
        }
    }

    /** Settings of a proxy that is to be started. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder {

        private String name = "proxy";
        private long seed = Scenario.DEFAULT_SEED;
        private WireSettings settings = WireSettings.defaults();
        private @Nullable Journal journal;
        private @Nullable TestClock clock;

        private Builder() {}

        /** The name by which the journal knows the proxy. Default {@code proxy}. */
        public Builder name(String value) {
            this.name = value;
            return this;
        }

        /** The port to listen on. Default 0: any that is free. */
        public Builder port(int value) {
            this.settings = settings.withPort(value);
            return this;
        }

        /** Speaks HTTPS to clients, with a throw-away certificate. */
        public Builder tls() {
            this.settings = settings.withTls();
            return this;
        }

        /** Where randomness starts. Default 42. */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /** The journal to write. Default one of the proxy's own. */
        public Builder journal(Journal value) {
            this.journal = value;
            return this;
        }

        /** The clock to go by. Default one of the proxy's own. */
        public Builder clock(TestClock value) {
            this.clock = value;
            return this;
        }

        /**
         * Starts the proxy; {@link FaultProxy#passesOnTo(URI)} says in front of what.
         *
         * @throws java.io.UncheckedIOException if the port is taken
         */
        public FaultProxy start() {
            return new FaultProxy(this);
        }
    }
}
