package dev.mcptestbench.wire;

import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.ChallengeFault;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.MessageFault;
import dev.mcptestbench.script.ModernFault;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.ToolFault;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From a rule that was met to the decorator that does what it says: either a {@link Deed} at a position, or a
 * {@link RewritingSink} around the whole reply. This is the place where a new fault is put in.
 */
final class Decoration {

    private Decoration() {}

    /**
     * Puts the decorator of one rule around a sink.
     *
     * @return the decorated sink, or {@code null} if the rule has ended the reply at once
     */
    static @Nullable FrameSink around(
            FrameSink next,
            Firing firing,
            Function<Latency, Duration> sampling,
            FaultPlugins plugins,
            Exchange exchange,
            Stage stage) {
        Deed deed = Deed.of(firing, sampling, exchange, stage);
        if (deed == null) {
            return rewriting(next, firing, sampling, plugins);
        }
        Position position = effective(firing);
        if (!(position instanceof Position.BeforeReply)) {
            return new PositionedSink(next, position, deed, firing::fired);
        }
        next.push(new Frame.Aside(firing::fired));
        return deed.perform(next, null) ? null : next;
    }

    /** What needs a head to follow, or something to repeat, waits for it where no position was said. */
    private static Position effective(Firing firing) {
        Position position = firing.rule().position();
        Action action = firing.rule().action();
        if (position instanceof Position.AfterCommit
                && (action instanceof Action.Send || action instanceof Action.Ask)) {
            // What is said needs a stream to be said on.
            return new Position.AfterHead();
        }
        if (!(position instanceof Position.BeforeReply)) {
            return position;
        }
        if (action instanceof ToolFault.ChangeTool) {
            return new Position.AfterResponse();
        }
        if (action instanceof ModernFault.EndSubscriptions && firing.opensSubscription()) {
            // The acknowledgement, or whatever comes in its place.
            return new Position.AfterEvents(1);
        }
        boolean needsHead = action instanceof Fault.CloseStream
                || action instanceof Fault.CloseMidChunk
                || action instanceof Fault.BadChunk
                || action instanceof Fault.Insert
                || action instanceof Fault.OversizeBody;
        if (needsHead && firing.carrier().isHttp()) {
            return new Position.AfterHead();
        }
        return action instanceof Fault.Duplicate ? new Position.AfterResponse() : position;
    }

    private static FrameSink rewriting(
            FrameSink next, Firing firing, Function<Latency, Duration> sampling, FaultPlugins plugins) {
        Action action = firing.rule().action();
        Runnable fired = firing::fired;
        if (action instanceof Fault.ChangeHead change) {
            return RewritingSink.ofHead(next, change, fired);
        }
        if (action instanceof Fault.OversizeHead oversize) {
            return RewritingSink.ofHeadSize(next, oversize.bytes(), fired);
        }
        if (action instanceof Fault.SlowHead slow) {
            return RewritingSink.ofHeadPace(next, sampling.apply(slow.perByte()), fired);
        }
        if (action instanceof ChallengeFault.SpellChallenge spell) {
            return RewritingSink.ofChallenge(next, spell.spelling(), fired);
        }
        if (action instanceof Fault.SpellEvents spell) {
            return RewritingSink.ofSpelling(next, spell.spelling(), fired);
        }
        if (action instanceof Fault.ChangeMessage change) {
            return RewritingSink.ofResponse(next, RewritingSink.of(change), fired);
        }
        if (action instanceof MessageFault fault) {
            FrameSink sink = ResponseSink.of(next, fault, firing.carrier(), sampling, fired);
            return sink == null ? next : sink;
        }
        if (action instanceof ModernFault.WithoutAcknowledgement) {
            return ListenSink.unacknowledged(next, fired);
        }
        if (action instanceof ModernFault.AcknowledgeOnly only) {
            return ListenSink.acknowledging(next, only.kinds(), fired);
        }
        if (action instanceof Fault.FailWith failure && !(firing.rule().position() instanceof Position.BeforeReply)) {
            return RewritingSink.ofResponse(next, RewritingSink.of(failure), fired);
        }
        if (action instanceof Fault.Named named) {
            return plugins.decorate(named, next, fired);
        }
        return next;
    }
}
