package dev.mcptestbench.server.carrier;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.server.engine.Broadcast;
import dev.mcptestbench.server.engine.LegacyEra;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A mock server's port on the loopback: takes connections, turns away what comes from foreign pages, and hands requests
 * for the MCP endpoint to the transport. Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class McpPort implements AutoCloseable {

    /** The path of the MCP endpoint. */
    public static final String PATH = "/mcp";

    private static final Set<String> OUR_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final WireServer wire;
    private final Sessions sessions = new Sessions();
    private final Workers workers = new Workers();
    private final WireJournal journal;
    private final Playback playback;
    private final StreamableHttp transport;
    private final Broadcast broadcast;

    /** Opens the port and serves what the playback offers. */
    public McpPort(String name, WireSettings settings, Playback playback, Journal journal, TestClock clock) {
        this.playback = playback;
        this.journal = new WireJournal(name, journal);
        this.broadcast = new Broadcast(playback, clock, sessions::engineSessions);
        LegacyEra engine = new LegacyEra(name, playback, clock, workers);
        this.transport = new StreamableHttp(
                playback, engine, broadcast, sessions, this.journal, () -> workers.execute(this::dropAllStreams));
        playback.whenOfferChanges(broadcast::offerChanged);
        clock.restsWith(workers.restProbe());
        this.wire = WireServer.start(settings, clock, new Listener());
    }

    /** The MCP endpoint. */
    public URI url() {
        return wire.url(PATH);
    }

    /** What trusts the server's certificate, or {@code null} if it speaks plain HTTP. */
    public @Nullable SSLContext trust() {
        return wire.url(PATH).getScheme().equals("https") ? wire.trustingTheServer() : null;
    }

    /** What the server says unasked. */
    public Broadcast broadcast() {
        return broadcast;
    }

    /** Sends a notification to the clients of this name. */
    public void send(String client, Notification notification) {
        sessions.engineSessions().stream()
                .filter(session -> client.equals(session.client()))
                .forEach(session -> broadcast.to(session, notification));
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

    /** Ends every session. */
    public void expireSessions() {
        sessions.all().forEach(transport::expire);
    }

    @Override
    public void close() {
        wire.close();
        sessions.all().forEach(session -> sessions.end(session, SessionFacts.State.GONE));
    }

    private final class Listener implements WireListener {

        @Override
        public Welcome connectionOpened(long connection, String peer) {
            journal.opened(connection, peer);
            Plan plan = playback.meet(new Occasion.ConnectionMade(), 0);
            if (!plan.take(Fault.ResetConnection.class).isEmpty()) {
                return Welcome.RESET;
            }
            if (!plan.take(Fault.CloseConnection.class).isEmpty()) {
                return Welcome.CLOSE;
            }
            return plan.take(Fault.Hang.class).isEmpty() ? Welcome.SERVE : Welcome.IGNORE;
        }

        @Override
        public void requestArrived(Exchange exchange) {
            if (!isOurs(exchange, "Host") || !isOurs(exchange, "Origin")) {
                journal.arrived(exchange, null, null, null);
                Refused.with(exchange.reply(), 403, "Host and Origin must be of this machine (DNS rebinding)");
            } else if (!exchange.request().path().equals(PATH)) {
                journal.arrived(exchange, null, null, null);
                Refused.with(exchange.reply(), 404, "Nothing here: the MCP endpoint is " + url());
            } else {
                transport.requestArrived(exchange);
            }
        }

        private boolean isOurs(Exchange exchange, String header) {
            String value = exchange.request().header(header);
            if (value == null) {
                return true;
            }
            String host = value.substring(value.indexOf("://") < 0 ? 0 : value.indexOf("://") + 3);
            int port = host.lastIndexOf(':');
            String bare = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
            return OUR_HOSTS.contains(bare.toLowerCase(Locale.ROOT));
        }

        @Override
        public void requestMalformed(long connection, int status, String detail) {
            journal.malformed(connection, status, detail);
        }

        @Override
        public void sent(Exchange exchange, Frame frame, byte[] bytes) {
            journal.sent(exchange, frame, bytes);
        }

        @Override
        public void replyEnded(Exchange exchange, End end) {
            journal.ended(exchange, end);
        }

        @Override
        public void connectionClosed(long connection, End end) {
            sessions.forgetConnection(connection);
            journal.closed(connection, end);
        }
    }
}
