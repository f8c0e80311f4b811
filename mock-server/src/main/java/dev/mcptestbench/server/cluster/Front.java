package dev.mcptestbench.server.cluster;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.server.carrier.McpNode;
import dev.mcptestbench.server.cluster.ClusterNode.State;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireServer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The one address of a cluster: hands requests to nodes, and cuts off what a node that dies leaves behind. Thread-safe. */
final class Front implements WireListener {

    private record Served(Exchange exchange, ClusterNode node) {

        /** A standing stream never ends by itself: no node stays for its sake. */
        boolean isStanding() {
            return exchange.request().method().equals("GET")
                    && exchange.request().header(Headers.LAST_EVENT_ID) == null;
        }
    }

    private final Journal journal;
    private final Playback common;
    private final List<ClusterNode> nodes = new CopyOnWriteArrayList<>();
    private final Map<Long, ClusterNode> byConnection = new ConcurrentHashMap<>();
    private final Map<Long, Served> served = new ConcurrentHashMap<>();
    private final Map<String, ClusterNode> owners = new ConcurrentHashMap<>();
    private volatile Routing routing = Routing.STICKY;
    private int turn;
    private volatile @Nullable McpNode itself;
    private volatile @Nullable WireServer wire;

    Front(Journal journal, Playback common) {
        this.journal = journal;
        this.common = common;
    }

    Journal journal() {
        return journal;
    }

    /** Opens for business. */
    void open(McpNode front, WireServer server) {
        itself = front;
        wire = server;
    }

    void routing(Routing changed) {
        routing = changed;
    }

    /** The nodes as they are now, and will be. */
    List<ClusterNode> nodes() {
        return nodes;
    }

    void add(ClusterNode node) {
        synchronized (nodes) {
            nodes.add(node);
        }
    }

    ClusterNode removeLast() {
        synchronized (nodes) {
            return nodes.remove(nodes.size() - 1);
        }
    }

    // ── routing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public Welcome connectionOpened(long connection, String peer) {
        ClusterNode node = routing == Routing.BY_CONNECTION ? next() : null;
        if (node == null) {
            return itself().connectionOpened(connection, peer);
        }
        byConnection.put(connection, node);
        return node.member().server().connectionOpened(connection, peer);
    }

    @Override
    public void requestArrived(Exchange exchange) {
        ClusterNode node = route(exchange);
        if (node == null) {
            itself().turnAway(exchange, 503, "No node of this cluster is up");
            return;
        }
        served.put(exchange.number(), new Served(exchange, node));
        if (node.state() == State.DOWN) {
            // It died while it was chosen, and may have been too late to see this request.
            served.remove(exchange.number());
            requestArrived(exchange);
            return;
        }
        Latency slowness = node.slowness();
        if (slowness != null) {
            exchange.reply().push(new Frame.Pause(common.sample(slowness)));
        }
        node.member().server().requestArrived(exchange);
    }

    private @Nullable ClusterNode route(Exchange exchange) {
        ClusterNode assigned = byConnection.get(exchange.connection());
        if (routing == Routing.BY_CONNECTION && assigned != null && assigned.state() != State.DOWN) {
            return assigned;
        }
        String session = exchange.request().header(Headers.SESSION_ID);
        ClusterNode owner = session == null ? null : owners.get(session);
        if (routing == Routing.STICKY && owner != null) {
            boolean mustStay =
                    owner.state() == State.DRAINING && !owner.member().shared();
            if (owner.state() == State.UP || mustStay) {
                return owner;
            }
        }
        ClusterNode node = next();
        if (routing == Routing.STICKY
                && owner != null
                && node != null
                && node.member().shared()) {
            owners.put(Objects.requireNonNull(session), node);
        }
        return node;
    }

    /** The next node that is up, or {@code null} if none is. */
    private @Nullable ClusterNode next() {
        synchronized (nodes) {
            int count = nodes.size();
            for (int i = 0; i < count; i++) {
                ClusterNode node = nodes.get((turn + i) % count);
                if (node.state() == State.UP) {
                    turn = (turn + i + 1) % count;
                    return node;
                }
            }
            return null;
        }
    }

    // ── what happens to connections and replies ─────────────────────────────────────────────────────────────────────

    @Override
    public void requestMalformed(long connection, int status, String detail) {
        ClusterNode node = byConnection.get(connection);
        (node == null ? itself() : node.member().server()).requestMalformed(connection, status, detail);
    }

    @Override
    public void sent(Exchange exchange, Frame frame, byte[] bytes) {
        Served by = served.get(exchange.number());
        if (by != null && frame instanceof Frame.Head head) {
            String session = head.header(Headers.SESSION_ID);
            if (session != null) {
                owners.putIfAbsent(session, by.node());
            }
        }
        serverOf(by).sent(exchange, frame, bytes);
    }

    @Override
    public void replyEnded(Exchange exchange, End end) {
        Served by = served.remove(exchange.number());
        serverOf(by).replyEnded(exchange, end);
        if (by != null) {
            leaveIfDone(by.node());
        }
    }

    @Override
    public void connectionClosed(long connection, End end) {
        ClusterNode node = byConnection.remove(connection);
        (node == null ? itself() : node.member().server()).connectionClosed(connection, end);
    }

    @Override
    public void crash(Exchange exchange) {
        Served by = served.get(exchange.number());
        if (by != null) {
            kill(by.node());
        }
    }

    private McpNode serverOf(@Nullable Served by) {
        return by == null ? itself() : by.node().member().server();
    }

    private McpNode itself() {
        return Objects.requireNonNull(itself, "The cluster has not started");
    }

    // ── what becomes of nodes ───────────────────────────────────────────────────────────────────────────────────────

    void kill(ClusterNode node) {
        node.state(State.DOWN);
        close(node, WireServer.Closing.RST, false);
        forget(node);
    }

    void drain(ClusterNode node) {
        synchronized (node) {
            if (node.state() != State.UP) {
                return;
            }
            node.state(State.DRAINING);
        }
        node.member().server().endSubscriptions();
        leaveIfDone(node);
    }

    private void leaveIfDone(ClusterNode node) {
        if (node.state() != State.DRAINING) {
            return;
        }
        List<Served> left =
                served.values().stream().filter(by -> by.node() == node).toList();
        synchronized (node) {
            if (node.state() != State.DRAINING || !left.stream().allMatch(Served::isStanding)) {
                return;
            }
            node.state(State.DOWN);
        }
        left.forEach(by -> by.exchange().reply().push(new Frame.Finish()));
        close(node, WireServer.Closing.FIN, true);
        forget(node);
    }

    private void forget(ClusterNode node) {
        node.loseSessions();
        if (!node.member().shared()) {
            owners.values().removeIf(owner -> owner == node);
        }
    }

    /** Closes the connections that are the node's own, and those of what it is answering, unless that is finished. */
    private void close(ClusterNode node, WireServer.Closing how, boolean finished) {
        Set<Long> connections = new HashSet<>();
        byConnection.forEach((connection, owner) -> {
            if (owner == node) {
                connections.add(connection);
            }
        });
        served.values().forEach(by -> {
            if (by.node() == node && !finished) {
                connections.add(by.exchange().connection());
            }
        });
        WireServer server = wire;
        if (server != null && !connections.isEmpty()) {
            server.closeConnections(how, connections::contains);
        }
    }

    /** Breaks what the node answers, as a server does that shuts down. */
    void dropAllStreams(ClusterNode node) {
        close(node, WireServer.Closing.FIN, false);
    }
}
