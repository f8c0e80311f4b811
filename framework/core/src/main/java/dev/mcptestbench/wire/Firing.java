package dev.mcptestbench.wire;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Rule;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** One rule that has been met by one exchange, and will act on it. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Firing {

    private final StandingRule standing;
    private final Carrier carrier;
    private final long exchange;
    private final @Nullable String client;
    private boolean fired;

    Firing(StandingRule standing, Carrier carrier, long exchange, @Nullable String client) {
        this.standing = standing;
        this.carrier = carrier;
        this.exchange = exchange;
        this.client = client;
    }

    /** The rule. */
    public Rule rule() {
        return standing.rule();
    }

    /** What carries the exchange. */
    Carrier carrier() {
        return carrier;
    }

    StandingRule standing() {
        return standing;
    }

    /** Journals, once, that the rule has done what it says. */
    public synchronized void fired() {
        if (fired) {
            return;
        }
        fired = true;
        Rule rule = rule();
        standing.fired((times, journal, server) -> {
            long bound = rule.occurrence().bound();
            String count = times + (bound == 0 ? "" : " of " + bound);
            String text = "rule " + standing.number() + " fired (" + count + "): " + rule.deed();
            journal.add(stamp ->
                    new JournalEntry.RuleFired(stamp, server, standing.number(), times, exchange, client, text));
        });
    }
}
