package dev.mcptestbench.server.carrier;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.server.engine.Broadcast;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.net.URI;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A mock server's port on the loopback: takes the connections of one node. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class McpPort implements AutoCloseable {

    private final WireServer wire;
    private final McpNode node;

    /** Opens the port and serves what the playback offers. */
    public McpPort(String name, WireSettings settings, Playback playback, Journal journal, TestClock clock) {
        this.node = new McpNode(name, playback, new Sessions(), true, journal, clock, new Surroundings());
        playback.whenOfferChanges(node.broadcast()::offerChanged);
        this.wire = WireServer.start(settings, clock, node);
    }

    /** The MCP endpoint. */
    public URI url() {
        return wire.url(McpNode.PATH);
    }

    /** What trusts the server's certificate, or {@code null} if it speaks plain HTTP. */
    public @Nullable SSLContext trust() {
        return url().getScheme().equals("https") ? wire.trustingTheServer() : null;
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
        wire.refuseConnections();
    }

    /** Takes connections again. */
    public void acceptConnections() {
        wire.acceptConnections();
    }

    /** Breaks every connection, idle ones too. */
    public void dropAllStreams() {
        wire.closeConnections(WireServer.Closing.FIN);
    }

    /** Resets every connection, refuses new ones and loses the sessions. */
    public void crash() {
        wire.refuseConnections();
        wire.closeConnections(WireServer.Closing.RST);
        node.loseSessions();
    }

    /** Ends every session. */
    public void expireSessions() {
        node.expireSessions();
    }

    @Override
    public void close() {
        node.endSubscriptions();
        wire.close();
        node.close();
    }

    private final class Surroundings implements McpNode.Surroundings {

        @Override
        public void dropAllStreams() {
            McpPort.this.dropAllStreams();
        }

        @Override
        public void crash(Exchange exchange) {
            McpPort.this.crash();
        }
    }
}
