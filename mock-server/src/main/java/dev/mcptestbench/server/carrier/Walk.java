package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.ToolFault;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Performer;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Stage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The walk of a message of the legacy era once its carrier has journaled it: judged by the rules, met by the script,
 * given to the engine. The same on every carrier. Never blocks; thread-safe.
 */
final class Walk {

    private final Carrier carrier;
    private final Interior interior;

    Walk(Carrier carrier, Interior interior) {
        this.carrier = carrier;
        this.interior = interior;
    }

    /** What is to happen on this occasion. */
    Plan meet(Occasion occasion, long exchange) {
        return interior.playback().meet(occasion, exchange, carrier, Era.LEGACY);
    }

    /** Takes the request that opens a session; {@code adopted} is told where its answer goes if it does. */
    void open(Talk talk, Exchange exchange, Message request, long about, Consumer<Outlet> adopted) {
        Session session = talk.session();
        judge(talk, exchange, request, about);
        Plan plan = meet(new Occasion.Received(request, session.client()), exchange.number());
        FrameSink sink = wrap(plan, exchange, null, interior.performer().stage(session, true));
        if (sink == null) {
            return;
        }
        Fault.FailWith failure = plan.takeFailure();
        Outlet outlet = talk.outlet(exchange, plan, sink);
        if (failure == null) {
            interior.journal().session(session.client(), session.id(), "opened at " + session.revision());
            adopted.accept(outlet);
        }
        interior.performer().speak(plan.takeSpeech(), session, outlet, request);
        interior.engine().request(session, request, outlet, failure);
    }

    /** Takes one message of an open session. */
    void take(Talk talk, Exchange exchange, Message message, long about) {
        judge(talk, exchange, message, about);
        Session met = talk.session();
        Performer performer = interior.performer();
        boolean request = message.kind() == Message.Kind.REQUEST;
        Plan plan = meet(occasion(met, message), exchange.number());
        FrameSink sink = wrap(plan, exchange, talk, performer.stage(met, request));
        if (sink == null) {
            return;
        }
        if (!request) {
            performer.speak(plan.takeSpeech(), met, met.standing(), message);
            accept(talk, message);
            talk.accepted(sink, message.kind() == Message.Kind.MALFORMED);
            return;
        }
        Fault.FailWith failure = plan.takeFailure();
        Outlet outlet = MisdirectedOutlet.of(plan, talk.outlet(exchange, plan, sink), talk.standing());
        performer.speak(plan.takeSpeech(), met, outlet, message);
        if (plan.take(ToolFault.HangUntilCancelled.class).isEmpty()) {
            interior.engine().request(met, message, outlet, failure);
        } else {
            interior.engine().hang(met, message, outlet);
        }
    }

    private static Occasion occasion(Session session, Message message) {
        boolean response = message.kind() == Message.Kind.RESULT || message.kind() == Message.Kind.ERROR;
        return response
                ? new Occasion.Answered(message, session.questionOf(message), session.client())
                : new Occasion.Received(message, session.client());
    }

    /** Takes a batch, which only revision 2025-03-26 has: its responses come on one outlet, if there are requests. */
    void takeBatch(Talk talk, Exchange exchange, List<Message> messages, long about, @Nullable Outlet outlet) {
        messages.forEach(message -> judge(talk, exchange, message, about));
        for (Message message : messages) {
            if (message.kind() == Message.Kind.REQUEST && outlet != null) {
                Occasion occasion =
                        new Occasion.Received(message, talk.session().client());
                Plan plan = meet(occasion, exchange.number());
                interior.engine().request(talk.session(), message, outlet, plan.takeFailure());
            } else {
                accept(talk, message);
            }
        }
    }

    /** How many of the messages want an answer. */
    static int requests(List<Message> messages) {
        return (int) messages.stream()
                .filter(message -> message.kind() == Message.Kind.REQUEST)
                .count();
    }

    /** Takes in a notification or a response. */
    private void accept(Talk talk, Message message) {
        interior.engine().accept(talk.session(), message);
        if (Methods.INITIALIZED.equals(message.method())) {
            Occasion initialized = new Occasion.SessionReached(
                    Trigger.Moment.INITIALIZED, talk.session().client());
            interior.performer().perform(meet(initialized, 0).takeAll(), talk.session());
        }
    }

    /** Says what the script wants said besides, on the standing stream. */
    void speak(Plan plan, Session session) {
        interior.performer().speak(plan.takeSpeech(), session, session.standing(), null);
    }

    /** What rules reach beyond a reply of this session. */
    Stage stage(Session session, boolean stream) {
        return interior.performer().stage(session, stream);
    }

    /** The standing stream of a session has ended. */
    void standingStreamClosed(Session session) {
        interior.performer()
                .perform(meet(new Occasion.StreamClosed(session.client()), 0).takeAll(), session);
    }

    /** Journals what a message breaks. */
    private void judge(Talk talk, Exchange exchange, Message message, long about) {
        Session session = talk.session();
        interior.journal()
                .violations(
                        MessageRules.check(message, session.revision(), Direction.CLIENT_TO_SERVER),
                        session.client(),
                        about);
        // Over HTTP nobody knows in which order connections deliver what was sent on them.
        boolean single = carrier == Carrier.STDIO || carrier == Carrier.MEMORY;
        List<Breach> breaches = single
                ? interior.engine().judge(session, message)
                : interior.engine().judge(session, message, exchange.connection());
        interior.journal().violations(breaches, session.client(), about);
    }

    /** Lets the script have its way; {@code null} if the message goes no further. */
    @Nullable
    FrameSink wrap(Plan plan, Exchange exchange, @Nullable Talk talk, Stage stage) {
        FrameSink sink = plan.wrap(exchange.reply(), exchange, stage);
        List<Fault.DropAllStreams> drops = plan.take(Fault.DropAllStreams.class);
        if (!drops.isEmpty()) {
            stage.perform(drops.get(0));
            return null;
        }
        if (sink != null
                && talk != null
                && !plan.take(Fault.ExpireSession.class).isEmpty()) {
            talk.expire(sink);
            return null;
        }
        return sink;
    }
}
