package dev.mcptestbench.wire;

import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Addressee;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.MessageFault;
import dev.mcptestbench.script.ModernFault;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.ServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What the script has in store for one exchange: the rules that were met, in the order of writing. The carrier asks it
 * the questions below and wraps its sink; the features know nothing of it.
 */
@API(status = API.Status.INTERNAL)
public final class Plan {

    static final Plan NOTHING = new Plan(List.of(), latency -> Duration.ZERO, FaultPlugins.NONE);

    private final List<Firing> firings;
    private final Function<Latency, Duration> sampling;
    private final FaultPlugins plugins;

    Plan(List<Firing> firings, Function<Latency, Duration> sampling, FaultPlugins plugins) {
        this.firings = firings;
        this.sampling = sampling;
        this.plugins = plugins;
    }

    /** The faults of one kind, each of which has thereby fired. */
    public <F extends Fault> List<F> take(Class<F> kind) {
        List<F> taken = new ArrayList<>(0);
        for (Firing firing : firings) {
            if (kind.isInstance(firing.rule().action())) {
                firing.fired();
                taken.add(kind.cast(firing.rule().action()));
            }
        }
        return taken;
    }

    /** Whether the response goes out a second time on the standing stream; the rule has thereby fired. */
    public boolean takesResponseToStandingStream() {
        for (Firing firing : firings) {
            if (firing.rule().action() instanceof MessageFault.DuplicateResponse duplicate
                    && duplicate.place() == MessageFault.Place.STANDING_STREAM) {
                firing.fired();
                return true;
            }
        }
        return false;
    }

    /** What the server says besides and before its reply, each of which has thereby fired. */
    public List<Action> takeSpeech() {
        return take(action -> action instanceof Action.Send || action instanceof Action.Ask);
    }

    /** What the server says besides and before its reply where it asks for nothing so. */
    public List<Action> takeNotifications() {
        return take(action -> action instanceof Action.Send);
    }

    private List<Action> take(Predicate<Action> kind) {
        List<Action> taken = new ArrayList<>(0);
        for (Firing firing : firings) {
            Action action = firing.rule().action();
            if (kind.test(action) && isAtStart(firing)) {
                firing.fired();
                taken.add(action);
            }
        }
        return taken;
    }

    /**
     * What a request of the modern era is to be answered with, in place of its result.
     *
     * @param questions what the client is asked for, by the key of its answer; with none of them the request is served
     * @param tampered whether the state that goes with them is one that the server does not take back
     */
    @API(status = API.Status.INTERNAL)
    public record InputRequired(Map<String, ServerRequest> questions, boolean tampered) {}

    /**
     * What the client is to be asked for before its request is served; each rule that asks has thereby fired.
     *
     * @param answered the keys of what it has answered already
     */
    public InputRequired takeQuestions(Set<String> answered) {
        Map<String, ServerRequest> questions = new LinkedHashMap<>();
        boolean tampered = false;
        for (Firing firing : firings) {
            Action action = firing.rule().action();
            ModernFault.RequireInput fault = action instanceof ModernFault.RequireInput input ? input : null;
            ServerRequest question =
                    fault != null ? fault.question() : action instanceof Action.Ask ask ? ask.question() : null;
            boolean again = fault != null && fault.sequel() == ModernFault.Sequel.ASKED_AGAIN;
            if (question != null && (again || !answered.contains(firing.inputKey()))) {
                firing.fired();
                questions.put(firing.inputKey(), question);
                tampered |= fault != null && fault.sequel() == ModernFault.Sequel.STATE_REFUSED;
            }
        }
        return new InputRequired(questions, tampered);
    }

    /** What becomes of a connection that has just been made; what decides it has thereby fired. */
    public WireListener.Welcome takeWelcome() {
        if (!take(Fault.ResetConnection.class).isEmpty()) {
            return WireListener.Welcome.RESET;
        }
        if (!take(Fault.CloseConnection.class).isEmpty()) {
            return WireListener.Welcome.CLOSE;
        }
        return take(Fault.Hang.class).isEmpty() ? WireListener.Welcome.SERVE : WireListener.Welcome.IGNORE;
    }

    /** All that is to be done on an occasion that has no reply, each of which has thereby fired. */
    public List<Action> takeAll() {
        List<Action> all = new ArrayList<>(0);
        for (Firing firing : firings) {
            firing.fired();
            all.add(firing.rule().action());
        }
        return all;
    }

    /** Draws a duration, from the scenario's seed. */
    public Duration sample(Latency latency) {
        return sampling.apply(latency);
    }

    /** The JSON-RPC error that stands in for the feature's answer, or {@code null}; it has thereby fired. */
    public Fault.@Nullable FailWith takeFailure() {
        for (Firing firing : firings) {
            if (firing.rule().action() instanceof Fault.FailWith failure && isAtStart(firing)) {
                firing.fired();
                return failure;
            }
        }
        return null;
    }

    /** Whether something works on events, so that the reply has to be a stream. */
    public boolean needsStream() {
        for (Firing firing : firings) {
            if (speaksOfEvents(firing.rule().position())
                    || speaksOfEvents(firing.rule().action())
                    || saysInReply(firing)) {
                return true;
            }
        }
        return false;
    }

    private static boolean speaksOfEvents(Position position) {
        return position instanceof Position.AfterEvents
                || position instanceof Position.AfterProgress
                || position instanceof Position.MidEvent;
    }

    private static boolean saysInReply(Firing firing) {
        Action action = firing.rule().action();
        Addressee to =
                action instanceof Action.Send send ? send.to() : action instanceof Action.Ask ask ? ask.to() : null;
        return to instanceof Addressee.WhomItMet && !isAtStart(firing);
    }

    private static boolean speaksOfEvents(Action action) {
        return action instanceof MessageFault.Withhold
                || action instanceof MessageFault.Overtake
                || action instanceof MessageFault.DuplicateResponse
                || action instanceof Fault.CloseStream
                || action instanceof Fault.Insert
                || action instanceof Fault.SpellEvents
                || action instanceof Fault.CloseMidChunk
                || action instanceof Fault.BadChunk;
    }

    /** Whether the body has to go out in chunks: something is added to it, or goes wrong within one. */
    public boolean needsChunks() {
        for (Firing firing : firings) {
            Action action = firing.rule().action();
            if (action instanceof Fault.CloseMidChunk
                    || action instanceof Fault.BadChunk
                    || action instanceof Fault.OversizeBody) {
                return true;
            }
        }
        return false;
    }

    /** Whether the length of the body cannot be told before it is sent. */
    public boolean changesBody() {
        for (Firing firing : firings) {
            Action action = firing.rule().action();
            if (action instanceof Fault.ChangeMessage
                    || action instanceof MessageFault
                    || action instanceof Fault.FailWith
                    || action instanceof Fault.OversizeBody
                    || action instanceof Fault.Duplicate
                    || action instanceof Fault.Named) {
                return true;
            }
        }
        return false;
    }

    /**
     * Wraps the sink of the reply in the decorators of the rules; those that act before the reply act now.
     *
     * @param over tells when the reply is over
     * @return where the reply goes, or {@code null} if a rule has ended it: then the feature is not asked
     */
    public @Nullable FrameSink wrap(FrameSink sink, Exchange over) {
        return wrap(sink, over, Stage.EMPTY);
    }

    /**
     * Wraps the sink of the reply in the decorators of the rules; those that act before the reply act now.
     *
     * @param over tells when the reply is over
     * @param stage what rules reach beyond the reply
     * @return where the reply goes, or {@code null} if a rule has ended it: then the feature is not asked
     */
    public @Nullable FrameSink wrap(FrameSink sink, Exchange over, Stage stage) {
        FrameSink wrapped = sink;
        for (Firing firing : firings) {
            wrapped = Decoration.around(wrapped, firing, sampling, plugins, over, stage);
            if (wrapped == null) {
                return null;
            }
        }
        return wrapped;
    }

    private static boolean isAtStart(Firing firing) {
        return firing.rule().position() instanceof Position.BeforeReply;
    }
}
