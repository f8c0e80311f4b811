package dev.mcptestbench.server.proxy;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.HttpFacts;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.protocol.TransportRequirements;
import dev.mcptestbench.protocol.TransportRules;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.carrier.Refused;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.JournaledListener;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireCall;
import dev.mcptestbench.wire.WireJournal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests in front of a real server: each is journaled, judged, met by the script, and then passed on, unless a
 * rule has answered it. Called on event loops; never blocks.
 */
final class ProxyFront extends JournaledListener {

    private final String name;
    private final Journal journal;
    private final Playback playback;
    private final ProxySessions sessions = new ProxySessions();
    private final Upstream upstream;

    ProxyFront(String name, Journal journal, int maxUnreadBytes, Playback playback, Upstream upstream) {
        super(new WireJournal(name, journal, maxUnreadBytes), TransportRequirements.POST);
        this.name = name;
        this.journal = journal;
        this.playback = playback;
        this.upstream = upstream;
    }

    @Override
    protected Welcome welcome() {
        return playback.meet(new Occasion.ConnectionMade(), 0).takeWelcome();
    }

    @Override
    public void requestArrived(Exchange exchange) {
        if (!exchange.request().isFromHere()) {
            journal().arrived(exchange, null, null, null);
            Refused.with(exchange.reply(), 403, "Host and Origin must be of this machine (DNS rebinding)");
            return;
        }
        Object json = parse(exchange.request());
        List<Message> messages = Message.allIn(json);
        Message message = messages.isEmpty() ? null : messages.get(0);
        boolean opening = message != null && Methods.INITIALIZE.equals(message.method());
        ProxySession session =
                message != null && opening ? new ProxySession(message) : sessions.find(exchange.request());
        boolean modern = ProxySessions.isModern(message);
        String client = modern ? ProxySessions.clientIn(message) : session == null ? null : session.client();
        String id = exchange.request().header(Headers.SESSION_ID);
        long about = journal().arrived(exchange, client, id, message);
        if (exchange.request().path().equals(upstream.path())) {
            if (modern && message != null) {
                judge(exchange.request(), message, client, about);
            } else {
                judge(exchange, json, messages, session, about);
            }
        }
        Plan plan = playback.meet(
                occasion(exchange.request(), message, client),
                exchange.number(),
                Carrier.STREAMABLE_HTTP,
                modern ? Era.MODERN : Era.LEGACY);
        FrameSink sink = wrap(plan, exchange, session);
        if (sink != null) {
            answer(plan, exchange, sink, new Passed(session, message, client));
        }
    }

    private static @Nullable Object parse(HttpRequest request) {
        if (request.body().length == 0) {
            return null;
        }
        try {
            return Json.parse(request.body());
        } catch (JsonException notJson) {
            return null;
        }
    }

    private void judge(
            Exchange exchange,
            @Nullable Object json,
            List<Message> messages,
            @Nullable ProxySession session,
            long about) {
        HttpRequest request = exchange.request();
        SessionFacts facts = session == null ? SessionFacts.none() : session.facts();
        String client = session == null ? null : session.client();
        Revision revision = session == null ? Revision.LATEST_LEGACY : session.revision();
        HttpFacts http = HttpFacts.of(request.method(), request.headers());
        // What was assigned before the proxy came is not held against the client.
        if (session != null || request.header(Headers.SESSION_ID) == null) {
            journal().violations(TransportRules.check(http, facts, json), client, about);
        }
        if (json != null) {
            journal().violations(MessageRules.checkDocument(json, revision), client, about);
        }
        for (Message each : messages) {
            journal().violations(MessageRules.check(each, revision, Direction.CLIENT_TO_SERVER), client, about);
            if (session != null) {
                journal().violations(session.conversation().received(each), client, about);
            }
        }
    }

    /** Judges a message of the modern era. */
    private void judge(HttpRequest request, Message message, @Nullable String client, long about) {
        HttpFacts http = HttpFacts.of(request.method(), request.headers());
        journal().violations(sessions.modern().received(message, http), client, about);
    }

    private static Occasion occasion(HttpRequest request, @Nullable Message message, @Nullable String client) {
        if (message != null) {
            return new Occasion.Received(message, client);
        }
        return request.method().equals("DELETE")
                ? new Occasion.SessionReached(Trigger.Moment.DELETED, client)
                : new Occasion.StreamOpened(request.header(Headers.LAST_EVENT_ID), client);
    }

    /** Lets the script have its way; {@code null} if the request goes no further. */
    private @Nullable FrameSink wrap(Plan plan, Exchange exchange, @Nullable ProxySession session) {
        FrameSink sink = plan.wrap(exchange.reply(), exchange);
        if (!plan.take(Fault.DropAllStreams.class).isEmpty()) {
            upstream.dropAllStreams();
            return null;
        }
        if (session != null && !plan.take(Fault.ExpireSession.class).isEmpty()) {
            session.state(SessionFacts.State.GONE);
        }
        if (sink != null && session != null && session.isExpired()) {
            Refused.with(sink, 404, "The session has expired");
            return null;
        }
        return sink;
    }

    private record Passed(
            @Nullable ProxySession session,
            @Nullable Message message,
            @Nullable String client) {}

    private void answer(Plan plan, Exchange exchange, FrameSink sink, Passed passed) {
        Fault.FailWith failure = plan.takeFailure();
        Message message = passed.message();
        if (failure != null && message != null) {
            Message error = Message.error(message.id(), failure.code(), failure.message(), failure.data());
            sink.push(Frame.Head.of(200).with(Headers.CONTENT_TYPE, Headers.JSON));
            sink.push(new Frame.Data(error.toBytes(), error));
            sink.push(new Frame.Finish());
            return;
        }
        Passage passage = new Passage(
                exchange,
                upstream.proxyUrl(),
                upstream.url(),
                name,
                journal,
                sessions,
                passed.session(),
                message,
                passed.client());
        UpstreamReply reply = new UpstreamReply(passage, sink, plan.changesBody());
        WireCall call = upstream.ask(passage.request(), reply);
        if (call != null) {
            reply.of(call);
            exchange.whenOver(call::cancel);
        }
    }

    @Override
    public void crash(Exchange exchange) {
        upstream.crash();
    }
}
