package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.HttpFacts;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.Verdict;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.engine.Broadcast;
import dev.mcptestbench.server.engine.ModernEra;
import dev.mcptestbench.server.engine.ModernErrand;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Subscription;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Playback;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP as the modern era has it (2026-07-28, basic/transports/streamable-http): each POST stands for itself,
 * and there is nothing but POST. Called on event loops; never blocks.
 */
final class ModernHttp {

    private static final Revision REVISION = Revision.V2026_07_28;

    private final Playback playback;
    private final ModernEra engine;
    private final Broadcast broadcast;
    private final WireJournal journal;
    private final Runnable dropAllStreams;
    private final Acquaintances acquaintances = new Acquaintances();

    ModernHttp(Playback playback, ModernEra engine, Broadcast broadcast, WireJournal journal, Runnable dropAllStreams) {
        this.playback = playback;
        this.engine = engine;
        this.broadcast = broadcast;
        this.journal = journal;
        this.dropAllStreams = dropAllStreams;
    }

    /** Whether a request is one for here, given the message in it if one could be read. */
    boolean takes(HttpFacts http, @Nullable Message message) {
        return isServed(Era.MODERN) && (RequestMeta.isIn(http, message) || !isServed(Era.LEGACY));
    }

    private boolean isServed(Era era) {
        return playback.settings().revisions().stream().anyMatch(revision -> revision.era() == era);
    }

    /** Takes any request that is no POST, if there is nobody else to take it. */
    boolean refusesAllButPost(Exchange exchange) {
        if (isServed(Era.LEGACY)) {
            return false;
        }
        journal.arrived(exchange, null, null, null);
        exchange.reply().push(Frame.Head.of(405).with("Allow", "POST").with("Content-Length", "0"));
        exchange.reply().push(new Frame.Finish());
        return true;
    }

    /**
     * Takes a POST.
     *
     * @param json its body, parsed
     */
    void post(Exchange exchange, HttpFacts http, @Nullable Object json) {
        Message message = json instanceof List
                ? null
                : Message.allIn(json).stream().findFirst().orElse(null);
        String client = message == null ? null : RequestMeta.of(message).clientName();
        long about = journal.arrived(exchange, client, null, message);
        journal.violations(MessageRules.checkDocument(json, REVISION), client, about);
        if (message == null) {
            Refused.with(exchange.reply(), 400, "The body is not one JSON-RPC message");
            return;
        }
        greet(client);
        journal.violations(MessageRules.check(message, REVISION, Direction.CLIENT_TO_SERVER), client, about);
        Verdict verdict = engine.judge(message, http);
        journal.violations(verdict.breaches(), client, about);
        RequestRefusal refusal = verdict.refusal();
        if (refusal != null) {
            Refused.body(exchange.reply(), refusal.status(), refusal.toMessage(message.id()), true);
        } else if (message.kind() == Message.Kind.REQUEST) {
            serve(exchange, message, client);
        } else {
            Plan plan = meet(List.of(new Occasion.Received(message, client)), exchange.number());
            FrameSink sink = wrap(plan, exchange);
            if (sink != null) {
                Refused.plainly(sink, 202);
            }
        }
    }

    /** A client that was never heard of makes itself known by its first request. */
    private void greet(@Nullable String client) {
        if (acquaintances.isNew(client)) {
            Plan plan = meet(List.of(new Occasion.SessionReached(Trigger.Moment.INITIALIZED, client)), 0);
            acquaintances.keepFor(client, plan.takeSends());
        }
    }

    private Plan meet(List<Occasion> occasions, long exchange) {
        return playback.meet(occasions, exchange, Carrier.STREAMABLE_HTTP, Era.MODERN);
    }

    private void serve(Exchange exchange, Message request, @Nullable String client) {
        boolean listens = Methods.SUBSCRIPTIONS_LISTEN.equals(request.method());
        List<Occasion> occasions = new ArrayList<>(2);
        occasions.add(new Occasion.Received(request, client));
        if (listens) {
            occasions.add(new Occasion.StreamOpened(null, client));
        }
        Plan plan = meet(occasions, exchange.number());
        FrameSink sink = wrap(plan, exchange);
        if (sink == null) {
            return;
        }
        Fault.FailWith failure = plan.takeFailure();
        boolean streams = plan.needsStream() || playback.settings().streamsReplies();
        Outlet outlet = new ModernReply(sink, streams, plan.changesBody());
        if (!plan.take(Fault.AnswerOnStandingStream.class).isEmpty()) {
            outlet = elsewhere(outlet, client);
        }
        ModernErrand errand = engine.open(request, outlet);
        exchange.whenOver(errand::cancel);
        if (!listens) {
            plan.takeSends().forEach(stream -> engine.stream(errand, stream));
        }
        engine.answer(errand, failure);
        Subscription subscription = errand.subscription();
        if (subscription != null) {
            List<NotificationStream> sends = new ArrayList<>(acquaintances.takeFor(client));
            sends.addAll(plan.takeSends());
            sends.forEach(stream -> broadcast.stream(subscription, stream));
        }
    }

    /** The outlet whose response goes out on a subscription of the same client's, if it has one. */
    private Outlet elsewhere(Outlet own, @Nullable String client) {
        return engine.subscriptions().stream()
                .filter(subscription -> Objects.equals(subscription.client(), client))
                .findFirst()
                .<Outlet>map(subscription -> new MisdirectedOutlet(own, subscription.outlet()))
                .orElse(own);
    }

    private @Nullable FrameSink wrap(Plan plan, Exchange exchange) {
        FrameSink sink = plan.wrap(exchange.reply(), exchange);
        if (!plan.take(Fault.DropAllStreams.class).isEmpty()) {
            dropAllStreams.run();
            return null;
        }
        return sink;
    }
}
