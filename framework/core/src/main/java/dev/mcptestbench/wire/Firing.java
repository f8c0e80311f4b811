package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Rule;
import org.apiguardian.api.API;

/** One rule that has been met by one exchange, and will act on it. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Firing {

    private final StandingRule standing;
    private final Carrier carrier;
    private final long exchange;
    private final Occasion occasion;
    private boolean fired;

    Firing(StandingRule standing, Carrier carrier, long exchange, Occasion occasion) {
        this.standing = standing;
        this.carrier = carrier;
        this.exchange = exchange;
        this.occasion = occasion;
    }

    /** The rule. */
    public Rule rule() {
        return standing.rule();
    }

    /** What carries the exchange. */
    Carrier carrier() {
        return carrier;
    }

    /** What happened on which it acts. */
    Occasion occasion() {
        return occasion;
    }

    /** An id for a request that the rule has the server ask here. */
    String requestId() {
        return "rule-" + standing.number() + "-" + exchange;
    }

    /** What the client's answer to a question of the rule goes by. */
    String inputKey() {
        return "rule-" + standing.number();
    }

    /** Whether it is the request of a subscription on which it acts. */
    boolean opensSubscription() {
        boolean listen = occasion instanceof Occasion.Received received
                && Methods.SUBSCRIPTIONS_LISTEN.equals(received.message().method());
        return listen || occasion instanceof Occasion.StreamOpened;
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
        standing.fired(exchange, occasion.client());
    }
}
