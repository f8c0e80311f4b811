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
        String reason = Refusals.of(trigger, position, action);
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
