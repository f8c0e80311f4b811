package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Conversation;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.protocol.TransportRules;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.server.engine.LegacyEra;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireJournal;
import java.util.List;
import java.util.UUID;

/**
 * Streamable HTTP (basic/transports, 2025-03-26 and later) at one endpoint. Every request is journaled and judged by the
 * rules of the transport; then its messages go the way of all messages. Called on event loops; never blocks.
 */
final class StreamableHttp {

    private final Playback playback;
    private final int mostBytes;
    private final LegacyEra engine;
    private final Sessions sessions;
    private final WireJournal journal;
    private final Walk walk;
    private final HttpStreams streams;
    private final ModernHttp modern;

    StreamableHttp(Interior interior, Sessions sessions) {
        this.playback = interior.playback();
        this.mostBytes = interior.maxUnreadBytes();
        this.engine = interior.engine();
        this.sessions = sessions;
        this.journal = interior.journal();
        this.walk = new Walk(Carrier.STREAMABLE_HTTP, interior);
        this.streams = new HttpStreams(walk, journal, this::end);
        this.modern = new ModernHttp(interior);
    }

    void requestArrived(Exchange exchange) {
        String method = exchange.request().method();
        if (!method.equals("POST") && modern.refusesAllButPost(exchange)) {
            return;
        }
        switch (method) {
            case "POST" -> post(exchange);
            case "GET" -> streams.get(exchange, visit(exchange));
            case "DELETE" -> streams.delete(exchange, visit(exchange));
            default -> {
                Visit visit = visit(exchange);
                long about = visit.arrived(null);
                journal.violations(
                        TransportRules.check(visit.http(), visit.facts(), visit.body()), visit.client(), about);
                exchange.reply()
                        .push(Frame.Head.of(405)
                                .with("Allow", "GET, POST, DELETE")
                                .with("Content-Length", "0"));
                exchange.reply().push(new Frame.Finish());
            }
        }
    }

    private void post(Exchange exchange) {
        Visit visit = visit(exchange);
        Object json;
        try {
            json = Json.parse(exchange.request().body());
        } catch (JsonException unreadable) {
            long about = visit.arrived(null);
            journal.violations(MessageRules.unreadable(unreadable, visit.revision()), visit.client(), about);
            Refused.with(exchange.reply(), 400, ErrorCode.PARSE_ERROR, "No JSON: " + unreadable.getMessage(), null);
            return;
        }
        List<Message> messages = Message.allIn(json);
        Message first = messages.isEmpty() ? null : messages.get(0);
        if (modern.takes(visit.http(), first)) {
            modern.post(exchange, visit.http(), json, first);
            return;
        }
        boolean initialize = false;
        String client = visit.client();
        if (first != null && Methods.INITIALIZE.equals(first.method())) {
            initialize = true;
            client = first.at("clientInfo.name") instanceof String name ? name : client;
        }
        long about = visit.arrived(client, first);
        journal.violations(TransportRules.check(visit.http(), visit.facts(), json), client, about);
        journal.violations(MessageRules.checkDocument(json, visit.revision()), client, about);
        if (first == null || (messages.size() > 1 && !visit.revision().allowsBatches())) {
            Refused.with(exchange.reply(), 400, "The body is not one JSON-RPC message");
            return;
        }
        if (initialize && visit.id() == null) {
            initialize(exchange, first, about);
            return;
        }
        if (visit.isRefused()) {
            return;
        }
        HttpSession session = visit.session();
        if (session == null) {
            return;
        }
        if (json instanceof List) {
            takeBatch(session, exchange, messages, about);
        } else {
            walk.take(session, exchange, first, about);
        }
    }

    private void initialize(Exchange exchange, Message request, long about) {
        boolean primed = request.params().get("protocolVersion") instanceof String asked
                && Revision.of(asked).filter(Revision::hasPolledStreams).isPresent();
        ReplyStream standing = ReplyStream.standing(playback.settings(), mostBytes, primed);
        Session session = engine.open(UUID.randomUUID().toString(), request, new Conversation(), standing);
        HttpSession opened = new HttpSession(session, standing, playback::settings, mostBytes, this::expire);
        walk.open(opened, exchange, request, about, outlet -> {
            boolean hasId = playback.settings().sessionIds();
            sessions.open(opened, hasId, exchange.connection());
            if (hasId && outlet instanceof ReplyStream reply) {
                reply.header(Headers.SESSION_ID, session.id());
            }
        });
    }

    private void takeBatch(HttpSession session, Exchange exchange, List<Message> messages, long about) {
        int requests = Walk.requests(messages);
        Outlet outlet = requests > 0 ? session.batchOutlet(exchange, requests) : null;
        if (outlet == null) {
            Refused.plainly(exchange.reply(), 202);
        }
        walk.takeBatch(session, exchange, messages, about, outlet);
    }

    /** Ends a session from the server's side. */
    void expire(HttpSession session) {
        end(session, SessionFacts.State.GONE, "expired");
    }

    private void end(HttpSession session, SessionFacts.State state, String how) {
        sessions.end(session, state);
        journal.session(session.session().client(), session.session().id(), how);
    }

    /** Who has sent a request, as far as its session tells. */
    GuardedDoor.Sender sender(Exchange exchange) {
        String id = exchange.request().header(Headers.SESSION_ID);
        HttpSession session = sessions.find(id, exchange.connection());
        return id == null || session == null
                ? new GuardedDoor.Sender(null, id, false)
                : new GuardedDoor.Sender(session.session().client(), id, true);
    }

    private Visit visit(Exchange exchange) {
        String id = exchange.request().header(Headers.SESSION_ID);
        HttpSession session = sessions.find(id, exchange.connection());
        SessionFacts facts = sessions.facts(session, id, playback.settings().sessionIds());
        return new Visit(exchange, id, session, facts, playback.settings().revisions(), journal);
    }
}
