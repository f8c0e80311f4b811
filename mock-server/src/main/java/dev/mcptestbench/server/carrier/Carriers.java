package dev.mcptestbench.server.carrier;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.plugin.InMemoryServer;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.server.engine.Broadcast;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * All ways on which one mock server is reached: a port on the loopback for HTTP, a door for processes of stdio, one for
 * clients in memory; behind them one node. Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class Carriers implements AutoCloseable {

    /** What a process exits with that is said to have crashed. */
    private static final int CRASHED = 1;

    private final Set<Carrier> served;
    private final @Nullable WireServer wire;
    private final StdioDoor stdio;
    private final MemoryDoor memory;
    private final McpNode node;

    /**
     * Serves what the playback offers over the playback's carriers; opens a port only if one of them is HTTP.
     *
     * @param guard who lets clients in that come over HTTP, or {@code null} if anybody may come
     */
    public Carriers(
            String name,
            WireSettings settings,
            Playback playback,
            Journal journal,
            TestClock clock,
            @Nullable Guard guard) {
        this.served = playback.carriers();
        this.node = new McpNode(
                new McpNode.Identity(name, name, settings, guard),
                playback,
                new Sessions(),
                true,
                journal,
                clock,
                new Surroundings());
        this.stdio = new StdioDoor(
                node.interior().workers(), settings, wire -> new LineTalk(Carrier.STDIO, node.interior(), wire));
        this.memory = new MemoryDoor(node.interior());
        playback.whenOfferChanges(node.broadcast()::offerChanged);
        this.wire = served.stream().anyMatch(Carrier::isHttp) ? WireServer.start(settings, clock, node) : null;
        if (guard != null && wire != null) {
            List<URI> endpoints = new ArrayList<>(2);
            if (serves(Carrier.STREAMABLE_HTTP)) {
                endpoints.add(wire.url(McpNode.PATH));
            }
            if (serves(Carrier.SSE)) {
                endpoints.add(wire.url(HttpSse.STREAM_PATH));
            }
            guarded(guard, new Guard.Place(name, name::equals, endpoints, playback, journal, clock), wire);
        }
        served.stream().sorted().findFirst().ifPresent(node::keepTime);
    }

    /** Has a guard take its stand; where it will not, nobody listens on. */
    public static void guarded(Guard guard, Guard.Place place, WireServer wire) {
        try {
            guard.standBefore(place);
        } catch (RuntimeException refused) {
            wire.close();
            throw refused;
        }
    }

    /** Whether it is reached over this carrier. */
    public boolean serves(Carrier carrier) {
        return served.contains(carrier);
    }

    /** The MCP endpoint, or {@code null} if it is not reached over HTTP. */
    public @Nullable URI url() {
        return wire == null ? null : wire.url(McpNode.PATH);
    }

    /** Where clients of HTTP+SSE open their stream, or {@code null} if it is not reached over HTTP. */
    public @Nullable URI sseUrl() {
        return wire == null ? null : wire.url(HttpSse.STREAM_PATH);
    }

    /** What trusts the server's certificate, or {@code null} if there is none. */
    public @Nullable SSLContext trust() {
        return wire != null && wire.url(McpNode.PATH).getScheme().equals("https") ? wire.trustingTheServer() : null;
    }

    /** What launches a process that is this server. */
    public List<String> stdioCommand() {
        return stdio.command();
    }

    /** Serves a client of stdio over two streams. */
    public void serve(InputStream in, OutputStream out) {
        stdio.serve(in, out);
    }

    /** Where clients in this JVM come in. */
    public InMemoryServer memory() {
        return memory;
    }

    /** What the server says unasked. */
    public Broadcast broadcast() {
        return node.broadcast();
    }

    /** Ends every subscription of the modern era in good order. */
    public void endSubscriptions() {
        node.endSubscriptions();
    }

    /** Has connections refused as if nobody listened. */
    public void refuseConnections() {
        stdio.refuse(true);
        memory.refuse(true);
        if (wire != null) {
            wire.refuseConnections();
        }
    }

    /** Takes connections again. */
    public void acceptConnections() {
        stdio.refuse(false);
        memory.refuse(false);
        if (wire != null) {
            wire.acceptConnections();
        }
    }

    /** Breaks every connection, idle ones too, and ends every process. */
    public void dropAllStreams() {
        stdio.closeAll(0);
        memory.closeAll();
        if (wire != null) {
            wire.closeConnections(WireServer.Closing.FIN);
        }
    }

    /** Resets every connection, ends every process, refuses new ones and loses the sessions. */
    public void crash() {
        refuseConnections();
        stdio.closeAll(CRASHED);
        memory.closeAll();
        if (wire != null) {
            wire.closeConnections(WireServer.Closing.RST);
        }
        node.loseSessions();
    }

    /** Ends every session. */
    public void expireSessions() {
        node.expireSessions();
    }

    @Override
    public void close() {
        node.endSubscriptions();
        if (wire != null) {
            wire.close();
        }
        memory.closeAll();
        stdio.close();
        node.close();
    }

    private final class Surroundings implements McpNode.Surroundings {

        @Override
        public void dropAllStreams() {
            Carriers.this.dropAllStreams();
        }

        @Override
        public void refuseConnections() {
            Carriers.this.refuseConnections();
        }

        @Override
        public void acceptConnections() {
            Carriers.this.acceptConnections();
        }

        @Override
        public void crash(Exchange exchange) {
            Carriers.this.crash();
        }
    }
}
