package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.protocol.TransportRules;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.WireJournal;
import org.jspecify.annotations.Nullable;

/**
 * What a client of streamable HTTP asks with GET and DELETE: the standing stream, a broken stream again, the end of the
 * session. Called on event loops; never blocks.
 */
final class HttpStreams {

    private final Walk walk;
    private final WireJournal journal;
    private final Ending ending;

    /** Ends a session. */
    interface Ending {
        void end(HttpSession session, SessionFacts.State state, String how);
    }

    HttpStreams(Walk walk, WireJournal journal, Ending ending) {
        this.walk = walk;
        this.journal = journal;
        this.ending = ending;
    }

    /** Opens the standing stream, or takes up a broken one. */
    void get(Exchange exchange, Visit visit) {
        HttpSession session = admitted(visit);
        if (session == null) {
            return;
        }
        String lastEventId = exchange.request().header(Headers.LAST_EVENT_ID);
        Plan plan = walk.meet(
                new Occasion.StreamOpened(lastEventId, session.session().client()), exchange.number());
        FrameSink sink = walk.wrap(plan, exchange, session, walk.stage(session.session(), true));
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
        exchange.whenOver(() -> {
            stream.detach(sink);
            if (stream == session.standing()) {
                walk.standingStreamClosed(session.session());
            }
        });
        stream.attach(lastEventId, exchange, sink, extent);
        walk.speak(plan, session.session());
    }

    /** Ends the session. */
    void delete(Exchange exchange, Visit visit) {
        HttpSession session = admitted(visit);
        if (session == null) {
            return;
        }
        Plan plan = walk.meet(
                new Occasion.SessionReached(
                        Trigger.Moment.DELETED, session.session().client()),
                exchange.number());
        FrameSink sink = walk.wrap(plan, exchange, session, walk.stage(session.session(), false));
        if (sink != null) {
            walk.speak(plan, session.session());
            ending.end(session, SessionFacts.State.DELETED, "ended by the client");
            Refused.plainly(sink, 204);
        }
    }

    /** The session of a request that the transport's own rules let in. */
    private @Nullable HttpSession admitted(Visit visit) {
        long about = visit.arrived(null);
        journal.violations(TransportRules.check(visit.http(), visit.facts(), visit.body()), visit.client(), about);
        return visit.isRefused() ? null : visit.session();
    }
}
