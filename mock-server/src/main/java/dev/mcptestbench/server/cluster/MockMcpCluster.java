package dev.mcptestbench.server.cluster;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.Expectations;
import dev.mcptestbench.plugin.FaultProviders;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.SelfChecking;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScriptSink;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.Traffic;
import dev.mcptestbench.server.carrier.Carriers;
import dev.mcptestbench.server.carrier.McpNode;
import dev.mcptestbench.server.carrier.Sessions;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * Several mock MCP servers behind one address, as a fleet behind a load balancer: nodes are killed, drained, slowed and
 * revived, and clients have to find their way to another. What is scripted on the cluster holds for all nodes, and
 * {@code first()} is the first time at any of them; what is scripted on a {@linkplain #node(int) node} holds for that one.
 *
 * <p>By default each node keeps its sessions for itself and requests of a session go to the node that has it
 * ({@link Routing#STICKY}). One that lands on another node, or comes after its node has died, is answered with 404, as in
 * a real fleet. The nodes share one journal, in which each entry names its node: {@code cluster-1}, {@code cluster-2}…
 * Thread-safe: the cluster may be changed while it serves.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class MockMcpCluster
        implements Scriptable<MockMcpCluster>,
                McpEndpoint.Provider,
                SelfChecking,
                AssertProvider<MockMcpClusterAssert>,
                AutoCloseable {

    private final String name;
    private final long seed;
    private final Journal journal;
    private final TestClock clock;
    private final Playback common;
    private final Front front;
    private final WireSettings settings;
    private final @Nullable Guard guard;
    private final WireServer wire;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private Sessions sessions = new Sessions();
    private boolean shared;
    private int made;

    private MockMcpCluster(Builder builder) {
        this.clock = builder.clock == null ? new TestClock() : builder.clock;
        this.name = builder.name;
        this.seed = builder.seed;
        this.settings = builder.settings;
        this.guard = builder.guard;
        this.journal = builder.journal == null ? new Journal(clock) : builder.journal;
        this.common = new Playback(name, journal, seed, FaultProviders.onClassPath(), Set.of(Carrier.STREAMABLE_HTTP));
        this.front = new Front(journal, common);
        names.add(name);
        front.routing(builder.routing);
        this.shared = builder.shared;
        scaleTo(builder.nodes);
        McpNode itself = new McpNode(identity(name), common, new Sessions(), true, journal, clock, surroundings(null));
        this.wire = WireServer.start(settings, clock, front);
        front.open(itself, wire);
        if (guard != null) {
            Guard.Place place = new Guard.Place(name, names::contains, List.of(url()), script(), journal, clock);
            Carriers.guarded(guard, place, wire);
        }
        common.keepTime(clock, Carrier.STREAMABLE_HTTP, plan -> actAtLarge(plan.takeAll()));
    }

    /** Does what is no request's doing: at each node, or at one where all serve the same sessions. */
    private void actAtLarge(List<Action> actions) {
        List<ClusterNode> all = nodes();
        (shared ? all.subList(0, 1) : all)
                .forEach(node -> node.member().server().perform(actions));
    }

    /** Starts a cluster with the defaults: sticky routing, sessions not shared, plain HTTP on an ephemeral port. */
    public static MockMcpCluster start(int nodes) {
        return builder().nodes(nodes).start();
    }

    /** A cluster with settings of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** Its name; {@code cluster} unless another was given. */
    public String name() {
        return name;
    }

    /** The one address of all nodes. */
    public URI url() {
        return wire.url(McpNode.PATH);
    }

    @Override
    public McpEndpoint endpoint() {
        SSLContext trust = url().getScheme().equals("https") ? wire.trustingTheServer() : null;
        return new McpEndpoint(name, url(), trust);
    }

    /** What happened, at these nodes and at everything that shares their journal. */
    public Journal journal() {
        return journal;
    }

    // ── nodes ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /** The nodes, in the order of their numbers, also those that are down. */
    public List<ClusterNode> nodes() {
        return List.copyOf(front.nodes());
    }

    /**
     * A node by its number.
     *
     * @param number from 1
     * @throws IllegalArgumentException if there is none
     */
    public ClusterNode node(int number) {
        List<ClusterNode> all = nodes();
        if (number < 1 || number > all.size()) {
            throw new IllegalArgumentException("There is no node " + number + ": they are numbered from 1 to "
                    + all.size() + ". Make more with scaleTo(" + Math.max(number, 1) + ")");
        }
        return all.get(number - 1);
    }

    /**
     * Has so many nodes: new ones offer what the cluster offers; those that are too many are drained, the last first.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public MockMcpCluster scaleTo(int nodes) {
        if (nodes < 1) {
            throw new IllegalArgumentException("A cluster has at least one node, not " + nodes);
        }
        synchronized (lock) {
            while (front.nodes().size() < nodes) {
                front.add(join());
            }
            while (front.nodes().size() > nodes) {
                front.drain(front.removeLast());
            }
        }
        return this;
    }

    private ClusterNode join() {
        String nodeName = name + "-" + ++made;
        names.add(nodeName);
        ClusterNode node = new ClusterNode(nodeName, common.ofMember(nodeName, seed + made), front);
        node.playback().change(ignored -> common.settings());
        common.features(Feature.class).forEach(node.playback()::put);
        become(node, made == 1);
        return node;
    }

    private void become(ClusterNode node, boolean first) {
        Sessions own = shared ? sessions : sessions.ofSibling();
        // Sessions that are shared are told of a change once, by whichever node.
        boolean tells = first || !shared;
        McpNode server =
                new McpNode(identity(node.name()), node.playback(), own, tells, journal, clock, surroundings(node));
        node.become(new ClusterNode.Member(server, own, shared));
    }

    /** All nodes sign under one name: in the modern era a client may come back to any of them, whatever they share. */
    private McpNode.Identity identity(String who) {
        return new McpNode.Identity(who, name, settings, guard);
    }

    private McpNode.Surroundings surroundings(@Nullable ClusterNode node) {
        return new McpNode.Surroundings() {
            @Override
            public void dropAllStreams() {
                if (node != null) {
                    front.dropAllStreams(node);
                }
            }

            @Override
            public void refuseConnections() {
                wire.refuseConnections();
            }

            @Override
            public void acceptConnections() {
                wire.acceptConnections();
            }

            @Override
            public void crash(Exchange exchange) {
                front.crash(exchange);
            }
        };
    }

    /** To which node requests go, from now on. By default {@link Routing#STICKY}. */
    public MockMcpCluster routes(Routing routing) {
        front.routing(routing);
        return this;
    }

    /**
     * Keeps sessions in one store for all nodes: every node serves them, and streams are resumed at any of them. By
     * default each node has its own.
     *
     * @throws IllegalStateException if there are sessions already
     */
    public MockMcpCluster sharesSessions() {
        synchronized (lock) {
            if (front.nodes().stream().anyMatch(node -> !node.sessionIds().isEmpty())) {
                throw new IllegalStateException("There are sessions already, each at a node of its own: say"
                        + " sharesSessions() before the first client connects");
            }
            shared = true;
            sessions = new Sessions();
            for (int i = 0; i < front.nodes().size(); i++) {
                become(front.nodes().get(i), i == 0);
            }
        }
        return this;
    }

    // ── what all nodes do ───────────────────────────────────────────────────────────────────────────────────────────

    /** Plays a scenario on all nodes, besides what is scripted already. */
    public MockMcpCluster play(Scenario scenario) {
        scenario.playInto(script());
        return this;
    }

    /**
     * Lets such requests in only with all of these scopes, from now on; others need just a token.
     *
     * @throws IllegalStateException if nobody guards the cluster
     */
    public MockMcpCluster requiresScope(Trigger.OfMessage requests, String... scopes) {
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
        return new ClusterScript(common, front.nodes());
    }

    @Override
    public MockMcpCluster self() {
        return this;
    }

    /** Sends a notification to every initialized client, on its standing stream. */
    public void send(Notification notification) {
        each(server -> server.broadcast().toAll(notification));
    }

    /** Sends a notification to the clients of this name, on their standing streams. */
    public void sendTo(String client, Notification notification) {
        each(server -> server.broadcast().toClient(client, notification));
    }

    /** Tells the clients that have subscribed to a resource that it has changed. */
    public void resourceUpdated(String uri) {
        each(server -> server.broadcast().updated(uri));
    }

    /** Ends all sessions: requests that name one are answered with 404. */
    public void expireSessions() {
        each(McpNode::expireSessions);
    }

    private void each(Consumer<McpNode> action) {
        nodes().forEach(node -> action.accept(node.member().server()));
    }

    // ── what came of it ─────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public List<String> unmetExpectations(TestSettings settings) {
        List<Playback> playbacks = new ArrayList<>(List.of(common));
        nodes().forEach(node -> playbacks.add(node.playback()));
        return Expectations.unmet(settings, playbacks, violations());
    }

    /** What the clients did against the specification, at any node, in order. */
    public List<JournalEntry.Violation> violations() {
        return traffic().violations();
    }

    Traffic traffic() {
        return new Traffic("the cluster", journal, names::contains);
    }

    /** For AssertJ's own {@code assertThat}. */
    @Override
    public MockMcpClusterAssert assertThat() {
        return new MockMcpClusterAssert(this);
    }

    /** Stops listening and breaks what is open. Bounded; closing twice does nothing. */
    @Override
    public void close() {
        wire.close();
        nodes().forEach(node -> node.member().server().close());
    }

    @Override
    public String toString() {
        return "MockMcpCluster \"" + name + "\" of " + nodes() + " at " + url();
    }

    /** Settings of a cluster that is to be started. Not thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    public static final class Builder {

        /** How many nodes a cluster has unless told otherwise. */
        static final int DEFAULT_NODES = 3;

        private String name = "cluster";
        private int nodes = DEFAULT_NODES;
        private long seed = Scenario.DEFAULT_SEED;
        private Routing routing = Routing.STICKY;
        private boolean shared;
        private WireSettings settings = WireSettings.defaults();
        private @Nullable Journal journal;
        private @Nullable TestClock clock;
        private @Nullable Guard guard;

        private Builder() {}

        /** The name by which the journal knows the cluster, and its nodes with a number behind it. Default {@code cluster}. */
        public Builder name(String value) {
            this.name = value;
            return this;
        }

        /** How many nodes, at least 1. Default 3. */
        public Builder nodes(int value) {
            this.nodes = value;
            return this;
        }

        /** To which node requests go. Default {@link Routing#STICKY}. */
        public Builder routing(Routing value) {
            this.routing = value;
            return this;
        }

        /** Keeps sessions in one store for all nodes. By default each node has its own. */
        public Builder sharesSessions() {
            this.shared = true;
            return this;
        }

        /** The port to listen on. Default 0: any that is free. */
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

        /** The journal to write. Default one of the cluster's own. */
        public Builder journal(Journal value) {
            this.journal = value;
            return this;
        }

        /** The clock to go by. Default one of the cluster's own. */
        public Builder clock(TestClock value) {
            this.clock = value;
            return this;
        }

        /** Lets clients in by this guard, whichever node they come to. By default anybody may come. */
        public Builder guardedBy(Guard value) {
            this.guard = value;
            return this;
        }

        /**
         * Starts the cluster; it serves when this returns.
         *
         * @throws IllegalArgumentException if it has no node
         * @throws java.io.UncheckedIOException if the port is taken
         */
        public MockMcpCluster start() {
            return new MockMcpCluster(this);
        }
    }
}
