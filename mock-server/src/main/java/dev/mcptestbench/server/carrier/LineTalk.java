package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Conversation;
import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.TransportRules;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Lanes;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.WireListener.End;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One client on a carrier of lines (basic/transports#stdio), from its connecting to its leaving: the connection is the
 * session. Takes its messages one after the other and answers each on a lane. Thread-safe; never blocks.
 */
final class LineTalk implements Talk, LineListener {

    private final Carrier carrier;
    private final Interior interior;
    private final Walk walk;
    private final ModernLines modern;
    private final LineTrack track;
    private final Lanes lanes;
    private final long connection = Lanes.nextConnection();
    private final Inbox inbox = new Inbox();
    private volatile Conversation conversation = new Conversation();
    private final SharedOutlet standing;
    private volatile @Nullable Session session;
    private volatile boolean deaf;

    LineTalk(Carrier carrier, Interior interior, LineWire wire) {
        this.carrier = carrier;
        this.interior = interior;
        this.walk = new Walk(carrier, interior);
        this.modern = new ModernLines(carrier, interior);
        this.lanes = new Lanes(interior.clock(), interior.maxUnreadBytes());
        this.track = new LineTrack(carrier == Carrier.STDIO, interior.journal(), wire, lanes, modern::leaving);
        Lane unanswered = track.unanswered(lane(Lanes.nextExchange(), NOTHING));
        this.standing = SharedOutlet.ofLines(unanswered, unanswered);
    }

    private static final byte[] NOTHING = {};

    private Lane lane(long number, byte[] message) {
        return lanes.open(number, connection, new HttpRequest("", carrier.word(), Map.of(), message), track);
    }

    /** The client is there: the script may be slow to let it in, or not let it in at all. */
    @Override
    public void opened(String peer) {
        interior.journal().opened(connection, peer);
        Plan plan = walk.meet(new Occasion.ConnectionMade(), 0);
        Lane lane = lane(0, NOTHING);
        FrameSink sink = plan.wrap(lane, lane);
        if (sink == null) {
            deaf = true;
            inbox.open();
        } else {
            sink.push(new Frame.Aside(inbox::open));
            sink.push(new Frame.Finish());
        }
    }

    /** A line came, or in memory a message. */
    @Override
    public void received(byte[] line) {
        inbox.add(() -> {
            if (!deaf) {
                take(line);
            }
        });
    }

    private void take(byte[] line) {
        Lane lane = lane(Lanes.nextExchange(), line);
        Session current = session;
        String client = current == null ? null : current.client();
        Revision revision = current == null ? Revision.LATEST_LEGACY : current.revision();
        Object json;
        try {
            json = Json.parse(line);
        } catch (JsonException unreadable) {
            long about = arrived(lane, client, null);
            interior.journal().violations(TransportRules.unreadableLine(unreadable, revision), client, about);
            refuse(lane, null, ErrorCode.PARSE_ERROR, "No JSON: " + unreadable.getMessage());
            return;
        }
        List<Message> messages = Message.allIn(json);
        Message first = messages.isEmpty() ? null : messages.get(0);
        if (first != null && !(json instanceof List) && modern.takes(first, current != null)) {
            modern.take(lane, first);
            return;
        }
        boolean initialize = false;
        if (first != null && Methods.INITIALIZE.equals(first.method())) {
            initialize = true;
            client = current == null && first.at("clientInfo.name") instanceof String name ? name : client;
        }
        long about = arrived(lane, client, first);
        interior.journal().violations(MessageRules.checkDocument(json, revision), client, about);
        if (first == null || (json instanceof List && !revision.allowsBatches())) {
            refuse(lane, null, ErrorCode.INVALID_REQUEST, "The line is not one JSON-RPC message");
        } else if (json instanceof List && current != null) {
            walk.takeBatch(this, lane, messages, about, batchOutlet(lane, Walk.requests(messages)));
        } else if (current != null) {
            walk.take(this, lane, first, about);
        } else if (initialize) {
            open(lane, first, about);
        } else {
            takeTooEarly(lane, first, client, about);
        }
    }

    private long arrived(Lane lane, @Nullable String client, @Nullable Message message) {
        Session current = session;
        return interior.journal().arrived(lane, client, current == null ? null : current.id(), message);
    }

    private static @Nullable Outlet batchOutlet(Lane lane, int requests) {
        SharedOutlet outlet = SharedOutlet.ofLines(lane, lane);
        if (requests == 0) {
            outlet.abandon();
            return null;
        }
        return new BatchOutlet(outlet, requests);
    }

    private void open(Lane lane, Message request, long about) {
        Session opened = interior.engine().open(UUID.randomUUID().toString(), request, conversation, standing);
        walk.open(new Opening(this, opened), lane, request, about, outlet -> {
            session = opened;
            track.standing(opened.client());
            interior.talks().add(opened);
        });
        if (session == null) {
            // It came to nothing, and the client may begin anew.
            conversation = new Conversation();
        }
    }

    /** What comes before initialize: only pings are answered (basic/lifecycle#initialization). */
    private void takeTooEarly(Lane lane, Message message, @Nullable String client, long about) {
        Revision revision = Revision.LATEST_LEGACY;
        interior.journal().violations(MessageRules.check(message, revision, Direction.CLIENT_TO_SERVER), client, about);
        interior.journal().violations(conversation.received(message), client, about);
        Object id = message.id();
        if (message.kind() != Message.Kind.REQUEST || id == null) {
            lane.push(new Frame.Finish());
        } else if (Methods.PING.equals(message.method())) {
            Message response = Message.result(id, Map.of());
            conversation.sent(response);
            SharedOutlet.ofLines(lane, lane).respond(response);
        } else {
            refuse(lane, id, ErrorCode.INVALID_REQUEST, "Initialize first");
        }
    }

    private static void refuse(FrameSink sink, @Nullable Object id, ErrorCode code, String why) {
        Message error = Message.error(id, code, why, null);
        sink.push(new Frame.Line(error.toBytes(), error));
        sink.push(new Frame.Finish());
    }

    /** The client has closed its side: it takes leave. */
    @Override
    public void inputEnded() {
        inbox.add(() -> {
            if (!deaf) {
                takeLeave();
            }
        });
    }

    private void takeLeave() {
        Session current = session;
        Plan plan = walk.meet(
                new Occasion.SessionReached(Trigger.Moment.DELETED, current == null ? null : current.client()), 0);
        Lane lane = lane(0, NOTHING);
        FrameSink sink = plan.wrap(lane, lane);
        if (sink != null) {
            sink.push(new Frame.Aside(() -> end("ended by the client")));
            sink.push(new Frame.Exit(0));
        }
    }

    /** The connection is no more, whoever ended it. */
    @Override
    public void gone(End how) {
        deaf = true;
        End end = track.close(how);
        lanes.close(end);
        end(end == End.CLOSED_BY_PEER ? "lost with its connection" : "ended by the server");
        if (track.tellClosed()) {
            interior.journal().closed(connection, end);
        }
    }

    private void end(String how) {
        Session current = session;
        if (current != null && interior.talks().remove(current)) {
            current.close();
            interior.journal().session(current.client(), current.id(), how);
        }
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
        return SharedOutlet.ofLines(sink, exchange);
    }

    @Override
    public void accepted(FrameSink sink, boolean malformed) {
        if (malformed) {
            refuse(sink, null, ErrorCode.INVALID_REQUEST, "The line is not one JSON-RPC message");
        } else {
            sink.push(new Frame.Finish());
        }
    }

    /** Never asked for: the session is the connection, and a rule that says otherwise is refused. */
    @Override
    public void expire(FrameSink sink) {
        sink.push(new Frame.Close());
    }
}
