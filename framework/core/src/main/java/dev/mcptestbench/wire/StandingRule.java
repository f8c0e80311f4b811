package dev.mcptestbench.wire;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.FaultTable;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.time.Gate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A rule that is being played: how often it was met and has fired, and who waits at it. Thread-safe. */
final class StandingRule {

    private final int number;
    private final Rule rule;
    private final String server;
    private final Journal journal;
    private final AtomicLong met = new AtomicLong();
    private final AtomicLong fired = new AtomicLong();
    private final List<Held> held = new ArrayList<>();
    private boolean released;
    private final Map<String, String> complaints = new ConcurrentHashMap<>();

    StandingRule(int number, Rule rule, String server, Journal journal) {
        this.number = number;
        this.rule = rule;
        this.server = server;
        this.journal = journal;
    }

    int number() {
        return number;
    }

    Rule rule() {
        return rule;
    }

    long met() {
        return met.get();
    }

    long firedTimes() {
        return fired.get();
    }

    /** Counts the occasion if it is the rule's, and says whether the rule acts this time. */
    boolean meets(Occasion occasion, Carrier carrier, RandomGenerator random) {
        return rule.carriers().contains(carrier)
                && rule.trigger().matches(occasion)
                && rule.occurrence().covers(met.incrementAndGet(), random);
    }

    /** Whether the rule can act there; if not, that is journaled once for each carrier and era. */
    boolean isExpressible(Carrier carrier, Era era, long exchange, @Nullable String client) {
        String reason = FaultTable.refusal(rule, carrier, era);
        if (reason == null) {
            return true;
        }
        String where = carrier + (era == Era.MODERN ? " in the modern era" : "");
        String text = "rule " + number + " cannot act on " + where + ": " + reason;
        if (complaints.putIfAbsent(where, text) == null) {
            journal.add(stamp -> new JournalEntry.RuleRefused(stamp, server, number, exchange, client, text));
        }
        return false;
    }

    /** Where it was met and could not act, each as a sentence. */
    Collection<String> complaints() {
        return complaints.values();
    }

    /** Counts and journals that the rule has done what it says. */
    void fired(long exchange, @Nullable String client) {
        long times = fired.incrementAndGet();
        long bound = rule.occurrence().bound();
        String count = times + (bound == 0 ? "" : " of " + bound);
        String text = "rule " + number + " fired (" + count + "): " + rule.deed();
        journal.add(stamp -> new JournalEntry.RuleFired(stamp, server, number, times, exchange, client, text));
    }

    /**
     * Has a reply wait until enough have arrived; then they go one after the other, each once the one before is over.
     *
     * @param over runs its argument once the reply that waits is over
     * @return the gate at which the reply waits
     */
    Gate hold(Action.HoldUntilArrived action, WhenOver over) {
        Gate gate = new Gate();
        List<Held> leaving;
        synchronized (held) {
            if (released) {
                gate.open();
                return gate;
            }
            held.add(new Held(gate, over));
            if (held.size() < action.arrivals()) {
                return gate;
            }
            released = true;
            leaving = new ArrayList<>(held);
        }
        if (action.order() == Action.Order.REVERSED) {
            java.util.Collections.reverse(leaving);
        }
        for (int i = 0; i + 1 < leaving.size(); i++) {
            Gate following = leaving.get(i + 1).gate();
            leaving.get(i).over().whenOver(following::open);
        }
        leaving.get(0).gate().open();
        return gate;
    }

    /** Tells when a reply is over. */
    interface WhenOver {
        void whenOver(Runnable action);
    }

    private record Held(Gate gate, WhenOver over) {}
}
