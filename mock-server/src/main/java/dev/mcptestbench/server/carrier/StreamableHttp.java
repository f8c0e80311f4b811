package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Conversation;
import dev.mcptestbench.protocol.Direction;
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
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.engine.Broadcast;
import dev.mcptestbench.server.engine.LegacyEra;
import dev.mcptestbench.server.engine.ModernEra;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Playback;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP (basic/transports, 2025-03-26 and later) at one endpoint: what to do with a POST, a GET and a DELETE.
 * Every request is journaled, judged by the rules of the transport and of its messages, met by the script, and only then
 * given to the engine. Called on event loops; never blocks.
 */
final class StreamableHttp {

    private final Playback playback;
    private final LegacyEra engine;
    private final Broadcast broadcast;
    private final Sessions sessions;
    private final WireJournal journal;
    private final Runnable dropAllStreams;
    private final ModernHttp modern;

    StreamableHttp(
            Playback playback,
            LegacyEra engine,
            ModernEra modern,
            Broadcast broadcast,
            Sessions sessions,
            WireJournal journal,
            Runnable dropAllStreams) {
        this.playback = playback;
        this.engine = engine;
        this.broadcast = broadcast;
        this.sessions = sessions;
        this.journal = journal;
        this.dropAllStreams = dropAllStreams;
        this.modern = new ModernHttp(playback, modern, broadcast, journal, dropAllStreams);
    }

    void requestArrived(Exchange exchange) {
        String method = exchange.request().method();
        if (!method.equals("POST") && modern.refusesAllButPost(exchange)) {
            return;
        }
        switch (method) {
            case "POST" -> post(exchange);
            case "GET" -> get(exchange);
            case "DELETE" -> delete(exchange);
            default -> {
                journal.arrived(exchange, null, null, null);
                exchange.reply()
                        .push(Frame.Head.of(405)
                                .with("Allow", "GET, POST, DELETE")
                                .with("Content-Length", "0"));
                exchange.reply().push(new Frame.Finish());
            }
        }
    }

    // ── POST ────────────────────────────────────────────────────────────────────────────────────────────────────────

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
            modern.post(exchange, visit.http(), json);
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
            take(session, exchange, first, about);
        }
    }

    private void initialize(Exchange exchange, Message request, long about) {
        Conversation conversation = new Conversation();
        boolean primed = request.params().get("protocolVersion") instanceof String asked
                && Revision.of(asked).filter(Revision::hasPolledStreams).isPresent();
        ReplyStream standing = ReplyStream.standing(playback.settings(), primed);
        Session session = engine.open(UUID.randomUUID().toString(), request, conversation, standing);
        HttpSession opened = new HttpSession(session, standing);
        judge(opened, request, about);
        Occasion occasion = new Occasion.Received(request, session.client());
        Plan plan = playback.meet(occasion, exchange.number());
        FrameSink sink = wrap(plan, exchange, null);
        if (sink == null) {
            return;
        }
        boolean hasId = playback.settings().sessionIds();
        Fault.FailWith failure = plan.takeFailure();
        ReplyStream reply = reply(opened, exchange, plan, sink);
        if (failure == null) {
            sessions.open(opened, hasId, exchange.connection());
            journal.session(session.client(), session.id(), "opened at " + session.revision());
            if (hasId) {
                reply.header(Headers.SESSION_ID, session.id());
            }
        }
        engine.request(session, request, reply, failure);
    }

    /** Takes one message of an open session. */
    private void take(HttpSession session, Exchange exchange, Message message, long about) {
        judge(session, message, about);
        Plan plan =
                playback.meet(new Occasion.Received(message, session.session().client()), exchange.number());
        FrameSink sink = wrap(plan, exchange, session);
        if (sink == null) {
            return;
        }
        if (message.kind() == Message.Kind.REQUEST) {
            Fault.FailWith failure = plan.takeFailure();
            Outlet outlet = reply(session, exchange, plan, sink);
            if (!plan.take(Fault.AnswerOnStandingStream.class).isEmpty()) {
                outlet = new MisdirectedOutlet(outlet, session.standing());
            }
            for (NotificationStream stream : plan.takeSends()) {
                engine.stream(session.session(), stream, outlet, message);
            }
            engine.request(session.session(), message, outlet, failure);
        } else {
            accept(session, message);
            Refused.plainly(sink, message.kind() == Message.Kind.MALFORMED ? 400 : 202);
        }
    }

    /** Takes a batch, which only revision 2025-03-26 has: its responses come on one stream. */
    private void takeBatch(HttpSession session, Exchange exchange, List<Message> messages, long about) {
        int requests = 0;
        for (Message message : messages) {
            judge(session, message, about);
            requests += message.kind() == Message.Kind.REQUEST ? 1 : 0;
        }
        Outlet outlet = null;
        if (requests > 0) {
            ReplyStream stream = ReplyStream.reply(
                    session.nextStreamName(),
                    playback.settings(),
                    false,
                    exchange.reply(),
                    true,
                    true,
                    session::remember);
            outlet = new BatchOutlet(stream, requests);
        } else {
            Refused.plainly(exchange.reply(), 202);
        }
        for (Message message : messages) {
            if (message.kind() == Message.Kind.REQUEST && outlet != null) {
                Occasion occasion =
                        new Occasion.Received(message, session.session().client());
                Plan plan = playback.meet(occasion, exchange.number());
                engine.request(session.session(), message, outlet, plan.takeFailure());
            } else {
                accept(session, message);
            }
        }
    }

    /** Takes in a notification or a response. */
    private void accept(HttpSession session, Message message) {
        engine.accept(session.session(), message);
        if (Methods.INITIALIZED.equals(message.method())) {
            sessionReached(session, Trigger.Moment.INITIALIZED);
        }
    }

    private void sessionReached(HttpSession session, Trigger.Moment moment) {
        Plan plan = playback.meet(
                new Occasion.SessionReached(moment, session.session().client()), 0);
        plan.takeSends().forEach(stream -> broadcast.stream(session.session(), stream));
    }

    /** Journals what a message breaks. */
    private void judge(HttpSession session, Message message, long about) {
        String client = session.session().client();
        Revision revision = session.session().revision();
        journal.violations(MessageRules.check(message, revision, Direction.CLIENT_TO_SERVER), client, about);
        journal.violations(engine.judge(session.session(), message), client, about);
    }

    private ReplyStream reply(HttpSession session, Exchange exchange, Plan plan, FrameSink sink) {
        ReplyStream reply = ReplyStream.reply(
                session.nextStreamName(),
                playback.settings(),
                session.session().revision().hasPolledStreams(),
                sink,
                plan.needsStream(),
                plan.changesBody(),
                session::remember);
        exchange.whenOver(() -> reply.detach(sink));
        return reply;
    }

    /** Lets the script have its way; {@code null} if the request goes no further. */
    private @Nullable FrameSink wrap(Plan plan, Exchange exchange, @Nullable HttpSession session) {
        FrameSink sink = plan.wrap(exchange.reply(), exchange);
        if (!plan.take(Fault.DropAllStreams.class).isEmpty()) {
            dropAllStreams.run();
            return null;
        }
        if (sink != null
                && session != null
                && !plan.take(Fault.ExpireSession.class).isEmpty()) {
            expire(session);
            Refused.with(sink, 404, "The session has expired");
            return null;
        }
        return sink;
    }

    /** Ends a session from the server's side. */
    void expire(HttpSession session) {
        sessions.end(session, SessionFacts.State.GONE);
        journal.session(session.session().client(), session.session().id(), "expired");
    }

    // ── GET ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    private void get(Exchange exchange) {
        Visit visit = visit(exchange);
        long about = visit.arrived(null);
        journal.violations(TransportRules.check(visit.http(), visit.facts(), null), visit.client(), about);
        if (visit.isRefused()) {
            return;
        }
        HttpSession session = visit.session();
        if (session == null) {
            return;
        }
        String lastEventId = exchange.request().header(Headers.LAST_EVENT_ID);
        Plan plan = playback.meet(
                new Occasion.StreamOpened(lastEventId, session.session().client()), exchange.number());
        FrameSink sink = wrap(plan, exchange, session);
        if (sink == null) {
            return;
        }
        ReplyStream stream = lastEventId == null ? session.standing() : session.streamOf(lastEventId);
        if (stream == null) {
            Refused.with(sink, 400, "No stream of this session has the event " + lastEventId);
            return;
        }
        Fault.Extent extent = plan.take(Fault.Replay.class).stream()
                .map(Fault.Replay::extent)
                .findFirst()
                .orElse(Fault.Extent.COMPLETE);
        exchange.whenOver(() -> stream.detach(sink));
        stream.attach(lastEventId, sink, extent);
        plan.takeSends().forEach(sent -> broadcast.stream(session.session(), sent));
    }

    // ── DELETE ──────────────────────────────────────────────────────────────────────────────────────────────────────

    private void delete(Exchange exchange) {
        Visit visit = visit(exchange);
        long about = visit.arrived(null);
        journal.violations(TransportRules.check(visit.http(), visit.facts(), null), visit.client(), about);
        HttpSession session = visit.session();
        if (visit.isRefused() || session == null) {
            return;
        }
        Plan plan = playback.meet(
                new Occasion.SessionReached(
                        Trigger.Moment.DELETED, session.session().client()),
                exchange.number());
        FrameSink sink = wrap(plan, exchange, session);
        if (sink != null) {
            sessions.end(session, SessionFacts.State.DELETED);
            journal.session(session.session().client(), session.session().id(), "ended by the client");
            Refused.plainly(sink, 204);
        }
    }

    private Visit visit(Exchange exchange) {
        String id = exchange.request().header(Headers.SESSION_ID);
        HttpSession session = sessions.find(id, exchange.connection());
        SessionFacts facts = sessions.facts(session, id, playback.settings().sessionIds());
        return new Visit(exchange, id, session, facts, playback.settings().revisions(), journal);
    }
}
