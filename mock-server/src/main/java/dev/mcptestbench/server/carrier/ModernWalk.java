package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Direction;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.HttpFacts;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.MessageRules;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.Verdict;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.ToolFault;
import dev.mcptestbench.script.Trigger;
import dev.mcptestbench.server.engine.ModernErrand;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Performer;
import dev.mcptestbench.server.engine.Subscription;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Stage;
import dev.mcptestbench.wire.WireJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The walk of a message of the modern era once its carrier has journaled it, the same on every carrier; what {@link Walk}
 * is in the legacy era. Never blocks; thread-safe.
 */
final class ModernWalk {

    private static final Revision REVISION = Revision.V2026_07_28;

    private final Carrier carrier;
    private final Interior interior;
    private final Acquaintances acquaintances = new Acquaintances();

    /** What a carrier has to say in its own way. */
    interface Voice {

        /** Where the answer to a request goes. */
        Outlet outlet(Exchange exchange, Plan plan, FrameSink sink);

        /** Turns a message away. */
        void refuse(FrameSink sink, RequestRefusal refusal, Message message);

        /** Tells, as far as there are words for it, that a message without an answer was taken. */
        void accepted(FrameSink sink);
    }

    ModernWalk(Carrier carrier, Interior interior) {
        this.carrier = carrier;
        this.interior = interior;
    }

    /** Whether the server answers revisions of this era. */
    boolean isServed(Era era) {
        for (Revision revision : interior.playback().settings().revisions()) {
            if (revision.era() == era) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes a message.
     *
     * @param http the POST that brought it, or {@code null} where there is no HTTP
     * @param about the entry that tells of its arrival
     * @param opened told of a request that is being answered, so that it can be cancelled
     */
    void take(
            Exchange exchange,
            Message message,
            @Nullable HttpFacts http,
            @Nullable String client,
            long about,
            Voice voice,
            Consumer<ModernErrand> opened) {
        greet(client);
        WireJournal journal = interior.journal();
        journal.violations(MessageRules.check(message, REVISION, Direction.CLIENT_TO_SERVER), client, about);
        Verdict verdict = interior.modern().judge(message, http);
        journal.violations(verdict.breaches(), client, about);
        RequestRefusal refusal = verdict.refusal();
        if (refusal != null) {
            voice.refuse(exchange.reply(), refusal, message);
        } else if (message.kind() == Message.Kind.REQUEST) {
            serve(exchange, message, client, voice, opened);
        } else {
            Plan plan = meet(List.of(new Occasion.Received(message, client)), exchange.number());
            FrameSink sink = wrap(plan, exchange, interior.performer().stage(listener(client)));
            if (sink != null) {
                interior.performer().perform(plan.takeSpeech(), listener(client));
                voice.accepted(sink);
            }
        }
    }

    /** A client that was never heard of makes itself known by its first request. */
    private void greet(@Nullable String client) {
        if (acquaintances.isNew(client)) {
            Plan plan = meet(List.of(new Occasion.SessionReached(Trigger.Moment.INITIALIZED, client)), 0);
            acquaintances.keepFor(client, interior.performer().performNow(plan.takeAll()));
        }
    }

    private Plan meet(List<Occasion> occasions, long exchange) {
        return interior.playback().meet(occasions, exchange, carrier, Era.MODERN);
    }

    private void serve(
            Exchange exchange, Message request, @Nullable String client, Voice voice, Consumer<ModernErrand> opened) {
        boolean listens = Methods.SUBSCRIPTIONS_LISTEN.equals(request.method());
        List<Occasion> occasions = new ArrayList<>(2);
        occasions.add(new Occasion.Received(request, client));
        if (listens) {
            occasions.add(new Occasion.StreamOpened(null, client));
        }
        Plan plan = meet(occasions, exchange.number());
        Subscription listening = listener(client);
        Performer performer = interior.performer();
        AtomicReference<ModernErrand> taken = new AtomicReference<>();
        Stage stage = listens
                ? performer.stageOfListening(() -> {
                    ModernErrand listen = taken.get();
                    return listen == null ? null : listen.subscription();
                })
                : performer.stageOfRequest(listening);
        FrameSink sink = wrap(plan, exchange, stage);
        if (sink == null) {
            return;
        }
        Fault.FailWith failure = plan.takeFailure();
        Outlet own = voice.outlet(exchange, plan, sink);
        Outlet outlet = MisdirectedOutlet.of(plan, own, listening == null ? own : listening.outlet());
        ModernErrand errand = interior.modern().open(request, outlet);
        taken.set(errand);
        opened.accept(errand);
        exchange.whenOver(errand::cancel);
        List<Action> speech = plan.takeNotifications();
        if (!listens) {
            performer.speak(speech, errand, listening);
        }
        if (errand.askFor(plan)) {
            return;
        }
        if (plan.take(ToolFault.HangUntilCancelled.class).isEmpty()) {
            interior.modern().answer(errand, failure);
        } else {
            interior.modern().hang(errand);
        }
        Subscription subscription = errand.subscription();
        if (subscription != null) {
            performer.perform(acquaintances.takeFor(client), subscription);
            performer.perform(speech, subscription);
            exchange.whenOver(() -> {
                Plan end = meet(List.of(new Occasion.StreamClosed(client)), 0);
                performer.perform(end.takeAll(), subscription);
            });
        }
    }

    /** A subscription of this client's, if it has one. */
    private @Nullable Subscription listener(@Nullable String client) {
        // Asked for with each request, and mostly there is none: no stream, which costs more than the looking.
        for (Subscription subscription : interior.modern().subscriptions()) {
            if (Objects.equals(subscription.client(), client)) {
                return subscription;
            }
        }
        return null;
    }

    private @Nullable FrameSink wrap(Plan plan, Exchange exchange, Stage stage) {
        FrameSink sink = plan.wrap(exchange.reply(), exchange, stage);
        List<Fault.DropAllStreams> drops = plan.take(Fault.DropAllStreams.class);
        if (!drops.isEmpty()) {
            stage.perform(drops.get(0));
            return null;
        }
        return sink;
    }
}
