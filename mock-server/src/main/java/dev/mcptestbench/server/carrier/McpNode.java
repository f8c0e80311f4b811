package dev.mcptestbench.server.carrier;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.protocol.Challenge;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.protocol.TransportRequirements;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.server.engine.Audience;
import dev.mcptestbench.server.engine.Broadcast;
import dev.mcptestbench.server.engine.LegacyEra;
import dev.mcptestbench.server.engine.ModernEra;
import dev.mcptestbench.server.engine.Performer;
import dev.mcptestbench.server.engine.Premises;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.JournaledListener;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One MCP server behind whatever port its connections come from: turns away what comes from foreign pages, and hands
 * requests for the MCP endpoint to the transport. Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class McpNode extends JournaledListener implements AutoCloseable {

    /** The path of the MCP endpoint. */
    public static final String PATH = "/mcp";

    private final Sessions sessions;
    private final Interior interior;
    private final StreamableHttp transport;
    private final HttpSse sse;
    private final Surroundings surroundings;
    private final @Nullable GuardedDoor door;

    /**
     * Who a node is, and what it puts up with.
     *
     * @param name its name in the journal
     * @param sealedBy the name under which it signs what travels to clients and back; those of one name take what the
     *     others gave
     * @param settings of the port that it stands behind
     * @param guard who lets clients in that come over HTTP, or {@code null} if anybody may come
     */
    @API(status = API.Status.INTERNAL)
    public record Identity(
            String name,
            String sealedBy,
            WireSettings settings,
            @Nullable Guard guard) {}

    /** What a node asks of the port that it stands behind. Called on event loops, and never to be waited for there. */
    @API(status = API.Status.INTERNAL)
    public interface Surroundings {

        /** Breaks the connections of the node, idle ones too, as servers do that shut down. */
        void dropAllStreams();

        /** Has new connections refused, as if nobody listened. */
        void refuseConnections();

        /** Has new connections taken again. */
        void acceptConnections();

        /** The server that answers the exchange dies: its connections are reset, what it knew is gone. */
        void crash(Exchange exchange);
    }

    /**
     * A node that serves what the playback offers.
     *
     * @param sessions where its sessions are kept
     * @param tellsSessions whether it is this one that tells them what the server says unasked
     * @param surroundings the port it stands behind
     */
    public McpNode(
            Identity identity,
            Playback playback,
            Sessions sessions,
            boolean tellsSessions,
            Journal journal,
            TestClock clock,
            Surroundings surroundings) {
        super(
                new WireJournal(identity.name(), journal, identity.settings().maxUnreadBytes()),
                TransportRequirements.POST);
        String name = identity.name();
        this.sessions = sessions;
        this.surroundings = surroundings;
        Workers workers = new Workers();
        Set<Session> talks = ConcurrentHashMap.newKeySet();
        LegacyEra legacy = new LegacyEra(name, playback, clock, workers);
        ModernEra modern = new ModernEra(name, identity.sealedBy(), playback, clock, workers);
        Broadcast broadcast = new Broadcast(
                playback, () -> audiences(tellsSessions ? sessions.engineSessions() : List.of(), talks, modern));
        Performer performer = new Performer(playback, clock, workers, broadcast, new OfThisNode(workers));
        this.interior = new Interior(
                playback,
                legacy,
                modern,
                broadcast,
                talks,
                journal(),
                identity.settings().maxUnreadBytes(),
                clock,
                workers,
                performer);
        this.transport = new StreamableHttp(interior, sessions);
        this.sse = new HttpSse(interior);
        Guard guard = identity.guard();
        this.door = guard == null ? null : new GuardedDoor(guard, interior);
        clock.restsWith(workers.restProbe());
    }

    private static Collection<Audience> audiences(Collection<Session> sessions, Set<Session> talks, ModernEra modern) {
        List<Audience> audiences = new ArrayList<>(sessions);
        audiences.addAll(talks);
        audiences.addAll(modern.subscriptions());
        return audiences;
    }

    /** What other carriers than HTTP share with it. */
    Interior interior() {
        return interior;
    }

    /** What the server says unasked. */
    public Broadcast broadcast() {
        return interior.broadcast();
    }

    /** Ends every subscription of the modern era in good order. */
    public void endSubscriptions() {
        interior.modern().endSubscriptions();
    }

    /** Has the rules for points in time met from now on. */
    public void keepTime(Carrier carrier) {
        interior.playback().keepTime(interior.clock(), carrier, plan -> perform(plan.takeAll()));
    }

    /** Does what rules say that were met by no client of this node. */
    public void perform(List<Action> actions) {
        interior.performer().perform(actions, null);
    }

    /** Answers a request with a status of HTTP, and why. */
    public void turnAway(Exchange exchange, int status, String why) {
        journal().arrived(exchange, null, null, null);
        Refused.with(exchange.reply(), status, why);
    }

    /** Ends every session. */
    public void expireSessions() {
        sessions.all().forEach(session -> {
            sessions.lose(session);
            journal().session(session.session().client(), session.session().id(), "expired");
        });
        sse.expireAll();
    }

    /** Ends every session, and what is under way in it, as when the process dies. */
    public void loseSessions() {
        sessions.all().forEach(session -> {
            sessions.lose(session);
            journal().session(session.session().client(), session.session().id(), "lost");
        });
    }

    @Override
    public void close() {
        sessions.all().forEach(session -> sessions.end(session, SessionFacts.State.GONE));
    }

    @Override
    protected Welcome welcome() {
        // A port that both are served on does not know yet for which of them the client has come.
        Set<Carrier> served = interior.playback().carriers();
        Carrier carrier = served.contains(Carrier.STREAMABLE_HTTP) ? Carrier.STREAMABLE_HTTP : Carrier.SSE;
        return interior.playback()
                .meet(new Occasion.ConnectionMade(), 0, carrier, Era.LEGACY)
                .takeWelcome();
    }

    @Override
    public void requestArrived(Exchange exchange) {
        GuardedDoor guarded = door;
        if (!exchange.request().isFromHere()) {
            turnAway(exchange, 403, "Host and Origin must be of this machine (DNS rebinding)");
        } else if (guarded == null) {
            serve(exchange);
        } else {
            // Signatures take their time, and event loops have none.
            interior.workers().execute(() -> knock(exchange, guarded));
        }
    }

    private void knock(Exchange exchange, GuardedDoor guarded) {
        String path = exchange.request().path();
        if (sse.takes(path)) {
            guarded.knock(exchange, HttpSse.STREAM_PATH, Carrier.SSE, sse.sender(exchange), () -> serve(exchange));
        } else if (path.equals(PATH) && interior.playback().carriers().contains(Carrier.STREAMABLE_HTTP)) {
            guarded.knock(exchange, PATH, Carrier.STREAMABLE_HTTP, transport.sender(exchange), () -> serve(exchange));
        } else if (!guarded.answers(exchange)) {
            serve(exchange);
        }
    }

    private void serve(Exchange exchange) {
        if (sse.takes(exchange.request().path())) {
            sse.requestArrived(exchange);
        } else if (!interior.playback().carriers().contains(Carrier.STREAMABLE_HTTP)) {
            turnAway(exchange, 404, "Nothing here: the stream of HTTP+SSE is " + HttpSse.STREAM_PATH);
        } else if (!exchange.request().path().equals(PATH)) {
            turnAway(exchange, 404, "Nothing here: the MCP endpoint is " + PATH);
        } else {
            transport.requestArrived(exchange);
        }
    }

    @Override
    public void sent(Exchange exchange, Frame frame, byte[] bytes) {
        if (door != null && frame instanceof Frame.Head head) {
            door.told(exchange, head);
        }
        super.sent(exchange, frame, bytes);
    }

    @Override
    public void connectionClosed(long connection, End end) {
        sessions.forgetConnection(connection);
        super.connectionClosed(connection, end);
    }

    @Override
    public void crash(Exchange exchange) {
        surroundings.crash(exchange);
    }

    /** What rules can do to this node; on workers, for it waits for event loops. */
    private final class OfThisNode implements Premises {

        private final Workers workers;

        OfThisNode(Workers workers) {
            this.workers = workers;
        }

        @Override
        public void dropAllStreams() {
            workers.execute(surroundings::dropAllStreams);
        }

        @Override
        public void refuseConnections(Duration lasting) {
            // First, so that whoever sees a connection refused can move time on to when they are taken again.
            if (!lasting.isZero()) {
                interior.clock().schedule(lasting, () -> workers.execute(surroundings::acceptConnections));
            }
            workers.execute(surroundings::refuseConnections);
        }

        @Override
        public void endSubscriptions() {
            interior.modern().endSubscriptions();
        }

        @Override
        public Challenge completed(Challenge scripted) {
            return door == null ? scripted : door.completed(scripted);
        }

        @Override
        public void expire(Session session) {
            sessions.all().stream().filter(open -> open.session() == session).forEach(transport::expire);
        }
    }
}
