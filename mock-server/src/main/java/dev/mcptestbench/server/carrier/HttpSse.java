package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.TransportRules;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.WireListener.End;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTP with server-sent events (2024-11-05, basic/transports#http-with-sse), beside streamable HTTP as the later
 * revisions have it under backwards compatibility: a stream that a client opens with GET, and an endpoint of its own to
 * which it posts. Called on event loops; never blocks.
 */
final class HttpSse {

    /** Where a client opens its stream. */
    static final String STREAM_PATH = "/sse";

    /** Where it posts, with the session that the endpoint event told. */
    static final String POST_PATH = "/messages";

    private static final String QUERY = "?sessionId=";

    private final Interior interior;
    private final WireJournal journal;
    private final Walk walk;
    private final Map<String, SseTalk> talks = new ConcurrentHashMap<>();
    private final Set<String> announced = ConcurrentHashMap.newKeySet();

    HttpSse(Interior interior) {
        this.interior = interior;
        this.journal = interior.journal();
        this.walk = new Walk(Carrier.SSE, interior);
    }

    /** Whether the path is one of this carrier's, and the carrier is served. */
    boolean takes(String path) {
        return (path.equals(STREAM_PATH) || path.equals(POST_PATH))
                && interior.playback().carriers().contains(Carrier.SSE)
                && interior.playback().settings().revisions().stream().anyMatch(Revision::hasHandshake);
    }

    void requestArrived(Exchange exchange) {
        boolean stream = exchange.request().path().equals(STREAM_PATH);
        String wanted = stream ? "GET" : "POST";
        if (!exchange.request().method().equals(wanted)) {
            // Thus a client that tries streamable HTTP first learns to fall back.
            journal.arrived(exchange, null, null, null);
            exchange.reply().push(Frame.Head.of(405).with("Allow", wanted).with("Content-Length", "0"));
            exchange.reply().push(new Frame.Finish());
        } else if (stream) {
            open(exchange);
        } else {
            post(exchange);
        }
    }

    private void open(Exchange exchange) {
        journal.arrived(exchange, null, null, null);
        Plan plan = walk.meet(new Occasion.StreamOpened(null, null), exchange.number());
        FrameSink sink = walk.wrap(plan, exchange, null, interior.performer().stage(null));
        if (sink == null) {
            return;
        }
        String id = UUID.randomUUID().toString();
        SseTalk talk = new SseTalk(id, exchange, sink, interior, plan.takeSpeech(), () -> expire(id));
        announced.add(id);
        talks.put(id, talk);
        exchange.whenOver(() -> gone(talk));
        sink.push(Frame.Head.of(200)
                .with(Headers.CONTENT_TYPE, Headers.EVENT_STREAM)
                .with("Cache-Control", "no-cache"));
        byte[] endpoint = (POST_PATH + QUERY + id).getBytes(StandardCharsets.UTF_8);
        sink.push(new Frame.Event(null, "endpoint", endpoint, null, null));
    }

    private void gone(SseTalk talk) {
        talks.remove(talk.id());
        talk.end(End.CLOSED_BY_PEER);
        end(talk, "ended with its stream");
        Session session = talk.sessionIfAny();
        if (session != null) {
            walk.standingStreamClosed(session);
        }
    }

    private void end(SseTalk talk, String how) {
        Session session = talk.sessionIfAny();
        if (session != null && interior.talks().remove(session)) {
            session.close();
            journal.session(session.client(), session.id(), how);
        }
    }

    /** Ends every session: its stream ends in good order, and what is posted to it is answered with 404. */
    void expireAll() {
        talks.keySet().forEach(this::expire);
    }

    private void expire(String id) {
        SseTalk talk = talks.remove(id);
        if (talk != null) {
            end(talk, "expired");
            talk.stream().push(new Frame.Finish());
        }
    }

    /** Who has sent a request, as far as its session tells. */
    GuardedDoor.Sender sender(Exchange exchange) {
        String id = sessionId(exchange);
        SseTalk talk = talks.get(id);
        Session session = talk == null ? null : talk.sessionIfAny();
        return new GuardedDoor.Sender(
                session == null ? null : session.client(), id.isEmpty() ? null : id, talk != null);
    }

    private static String sessionId(Exchange exchange) {
        String target = exchange.request().target();
        return target.startsWith(POST_PATH + QUERY) ? target.substring((POST_PATH + QUERY).length()) : "";
    }

    private void post(Exchange exchange) {
        String id = sessionId(exchange);
        SseTalk talk = talks.get(id);
        Session session = talk == null ? null : talk.sessionIfAny();
        String client = session == null ? null : session.client();
        Revision revision = session == null ? Revision.V2024_11_05 : session.revision();
        Object json;
        try {
            json = Json.parse(exchange.request().body());
        } catch (JsonException unreadable) {
            long about = journal.arrived(exchange, client, id, null);
            journal.violations(TransportRules.checkSsePost(announced.contains(id)), client, about);
            journal.violations(MessageRules.unreadable(unreadable, revision), client, about);
            Refused.with(exchange.reply(), 400, ErrorCode.PARSE_ERROR, "No JSON: " + unreadable.getMessage(), null);
            return;
        }
        List<Message> messages = Message.allIn(json);
        Message first = messages.isEmpty() ? null : messages.get(0);
        boolean initialize = false;
        if (first != null && Methods.INITIALIZE.equals(first.method())) {
            initialize = true;
            client = session == null && first.at("clientInfo.name") instanceof String name ? name : client;
        }
        long about = journal.arrived(exchange, client, id, first);
        journal.violations(TransportRules.checkSsePost(announced.contains(id)), client, about);
        journal.violations(MessageRules.checkDocument(json, revision), client, about);
        if (talk == null) {
            Refused.with(exchange.reply(), 404, "No stream of this session is open: GET " + STREAM_PATH + " first");
        } else if (first == null || (json instanceof List && (session == null || !revision.allowsBatches()))) {
            Refused.with(exchange.reply(), 400, "The body is not one JSON-RPC message");
        } else if (json instanceof List) {
            Lane lane = talk.lane(exchange);
            lane.push(Frame.Head.of(202).with("Content-Length", "0"));
            walk.takeBatch(talk, lane, messages, about, batchOutlet(lane, Walk.requests(messages)));
        } else if (session != null) {
            walk.take(talk, talk.lane(exchange), first, about);
        } else if (initialize) {
            initialize(talk, exchange, first, about);
        } else {
            takeTooEarly(talk, exchange, first, about);
        }
    }

    private static @Nullable Outlet batchOutlet(Lane lane, int requests) {
        SharedOutlet outlet = SharedOutlet.ofEvents(lane, lane);
        if (requests == 0) {
            outlet.abandon();
            return null;
        }
        return new BatchOutlet(outlet, requests);
    }

    private void initialize(SseTalk talk, Exchange exchange, Message request, long about) {
        Session opened = interior.engine().open(talk.id(), request, talk.conversation(), talk.standing());
        walk.open(new Opening(talk, opened), talk.lane(exchange), request, about, outlet -> {
            talk.adopt(opened);
            journal.belongs(talk.opening(), opened.client());
            interior.talks().add(opened);
        });
        if (talk.sessionIfAny() == null) {
            talk.forgetConversation();
        } else {
            interior.performer().perform(talk.sends(), opened);
        }
    }

    /** What comes before initialize (basic/lifecycle#initialization). */
    private void takeTooEarly(SseTalk talk, Exchange exchange, Message message, long about) {
        journal.violations(MessageRules.check(message, Revision.V2024_11_05, Direction.CLIENT_TO_SERVER), null, about);
        journal.violations(talk.conversation().received(message), null, about);
        Object id = message.id();
        Lane lane = talk.lane(exchange);
        lane.push(Frame.Head.of(202).with("Content-Length", "0"));
        SharedOutlet outlet = SharedOutlet.ofEvents(lane, lane);
        if (message.kind() != Message.Kind.REQUEST || id == null) {
            outlet.abandon();
        } else if (Methods.PING.equals(message.method())) {
            Message response = Message.result(id, Map.of());
            talk.conversation().sent(response);
            outlet.respond(response);
        } else {
            outlet.respond(Message.error(id, ErrorCode.INVALID_REQUEST, "Initialize first", null));
        }
    }
}
