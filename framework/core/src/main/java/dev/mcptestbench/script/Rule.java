package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Era;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One scripted deviation: on a trigger, at an occurrence and a position, an action. Immutable; how often it has fired is
 * kept by whoever plays it.
 *
 * @param trigger what it waits for
 * @param occurrence which of those times it acts on
 * @param position where within the reply it acts
 * @param action what it does
 * @param carriers on which carriers it acts; all, unless it was narrowed
 * @param source where it was written, or {@code null}
 */
@API(status = API.Status.EXPERIMENTAL)
public record Rule(
        Trigger trigger,
        Occurrence occurrence,
        Position position,
        Action action,
        Set<Carrier> carriers,
        @Nullable Source source) {

    /** Refuses what cannot be done, or not on any of its carriers. */
    public Rule {
        if (carriers.isEmpty()) {
            throw new IllegalArgumentException("A rule acts on one carrier at least");
        }
        carriers = carriers.equals(Carrier.all()) ? Carrier.all() : Set.copyOf(carriers);
        String reason = refusal(trigger, position, action);
        if (reason != null) {
            throw new IllegalArgumentException(
                    "Cannot script \"on " + trigger + ", " + position + ": " + action + "\": " + reason);
        }
        refuseWhereNothingCan(trigger, position, action, carriers);
    }

    /** A rule for all carriers. */
    public Rule(Trigger trigger, Occurrence occurrence, Position position, Action action, @Nullable Source source) {
        this(trigger, occurrence, position, action, Carrier.all(), source);
    }

    private static void refuseWhereNothingCan(
            Trigger trigger, Position position, Action action, Set<Carrier> carriers) {
        List<String> reasons = carriers.stream()
                .sorted()
                .map(carrier -> FaultTable.refusal(trigger, position, action, carrier, Era.LEGACY))
                .distinct()
                .toList();
        boolean nowhere = !reasons.contains(null)
                && carriers.stream()
                        .noneMatch(
                                carrier -> FaultTable.refusal(trigger, position, action, carrier, Era.MODERN) == null);
        if (nowhere) {
            throw new IllegalArgumentException("Cannot script \"on " + trigger + over(carriers) + ", " + position + ": "
                    + action + "\": " + String.join("; ", reasons));
        }
    }

    private static String over(Set<Carrier> carriers) {
        return carriers.equals(Carrier.all())
                ? ""
                : carriers.stream().sorted().map(Carrier::toString).collect(Collectors.joining(", ", " over ", ""));
    }

    private static @Nullable String refusal(Trigger trigger, Position position, Action action) {
        boolean atStart = position instanceof Position.BeforeReply;
        if (trigger instanceof Trigger.OfConnection) {
            boolean known = action instanceof Fault.CloseConnection
                    || action instanceof Fault.ResetConnection
                    || action instanceof Fault.Hang
                    || action instanceof Fault.ExitProcess
                    || action instanceof Fault.PrintToStderr
                    || action instanceof Action.Delay;
            if (!known || !atStart) {
                return "a connection that has just been made can be closed, reset or never answered,"
                        + " and a process that has just started can also be slow, print to stderr or exit; nothing else";
            }
        }
        if (trigger instanceof Trigger.OfSession session
                && session.moment() == Trigger.Moment.INITIALIZED
                && !(action instanceof Action.Send)) {
            return "a session that has just been initialized has no reply to work on: script the request instead";
        }
        if (trigger instanceof Trigger.OfSession session
                && session.moment() == Trigger.Moment.INITIALIZED
                && !atStart) {
            return "a session that has just been initialized has no reply to find a place in; leave out the position";
        }
        if (action instanceof Fault.OfSession && !atStart) {
            return "a session's fault acts before the reply; leave out the position";
        }
        if ((action instanceof Fault.ChangeHead
                        || action instanceof Fault.OversizeHead
                        || action instanceof Fault.SlowHead)
                && !atStart) {
            return "the head is the first thing sent; leave out the position";
        }
        if (action instanceof Action.HoldUntilArrived && !atStart && !(position instanceof Position.AfterCommit)) {
            return "replies are held as a whole; leave out the position";
        }
        boolean resumes = trigger instanceof Trigger.OfStream stream && stream.kind() == Trigger.StreamKind.RESUMPTION;
        if (action instanceof Fault.Replay && !resumes) {
            return "only a resumed stream replays: script it on streamResumption()";
        }
        if (action instanceof Fault.Status && !(atStart || position instanceof Position.AfterCommit)) {
            return "a status is the first thing sent; script it before the reply or after commit";
        }
        return null;
    }

    /** The same rule with another action. */
    Rule withAction(Action other) {
        return new Rule(trigger, occurrence, position, other, carriers, source);
    }

    /** What it does, where: {@code after 1 progress event, close the stream}. */
    public String deed() {
        return position instanceof Position.BeforeReply ? action.toString() : position + ", " + action;
    }

    /** The rule as a sentence: {@code on tools/call "search", the 3rd time: reset the connection}. */
    @Override
    public String toString() {
        String when = occurrence instanceof Occurrence.Always ? "" : ", " + occurrence;
        return "on " + trigger + over(carriers) + when + ": " + deed();
    }
}
