package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Conversation;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Lanes;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.WireListener.End;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client of HTTP+SSE: the stream that it opened, and the session that lives as long. Thread-safe. */
final class SseTalk implements Talk {

    private final String id;
    private final Exchange opening;
    private final FrameSink stream;
    private final Lanes lanes;
    private final Runnable expiry;
    private final List<Action> sends;
    private final Outlet standing;
    private volatile Conversation conversation = new Conversation();
    private volatile @Nullable Session session;

    /**
     * A client that has just opened its stream.
     *
     * @param stream where its events go, the script's decorators included
     * @param sends what it is to be sent once it is initialized
     * @param expiry ends the session from the server's side
     */
    SseTalk(String id, Exchange opening, FrameSink stream, Interior interior, List<Action> sends, Runnable expiry) {
        this.id = id;
        this.opening = opening;
        this.stream = stream;
        this.lanes = new Lanes(interior.clock(), interior.maxUnreadBytes());
        this.sends = sends;
        this.expiry = expiry;
        SseTrack track = new SseTrack(opening, stream, null);
        Lane lane = lanes.open(opening.number(), opening.connection(), opening.request(), track);
        this.standing = SharedOutlet.ofEvents(lane, lane);
    }

    String id() {
        return id;
    }

    Exchange opening() {
        return opening;
    }

    FrameSink stream() {
        return stream;
    }

    List<Action> sends() {
        return sends;
    }

    Conversation conversation() {
        return conversation;
    }

    /** The client may initialize anew: what it said before led to nothing. */
    void forgetConversation() {
        conversation = new Conversation();
    }

    /** The exchange in which a POST is answered, here and on the stream. */
    Lane lane(Exchange post) {
        return lanes.open(post.number(), post.connection(), post.request(), new SseTrack(opening, stream, post));
    }

    void end(End how) {
        lanes.close(how);
    }

    void adopt(Session opened) {
        session = opened;
    }

    /** The engine's session, or {@code null} before initialize. */
    @Nullable
    Session sessionIfAny() {
        return session;
    }

    @Override
    public Session session() {
        Session current = session;
        if (current == null) {
            throw new IllegalStateException("No session yet");
        }
        return current;
    }

    @Override
    public Outlet standing() {
        return standing;
    }

    @Override
    public Outlet outlet(Exchange exchange, Plan plan, FrameSink sink) {
        sink.push(Frame.Head.of(202).with("Content-Length", "0"));
        return SharedOutlet.ofEvents(sink, exchange);
    }

    @Override
    public void accepted(FrameSink sink, boolean malformed) {
        Refused.plainly(sink, malformed ? 400 : 202);
    }

    @Override
    public void expire(FrameSink sink) {
        // First, for the end of the stream ends what is under way.
        Refused.with(sink, 404, "The session has expired");
        expiry.run();
    }
}
