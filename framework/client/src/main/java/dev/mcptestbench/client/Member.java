package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Circuit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A client that calls may go to, behind its circuit breaker if there is one. Thread-safe. */
final class Member {

    private final ManagedClient client;
    private final @Nullable Circuit circuit;
    private final Function<Outgoing, StartedCall> calls;
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param calls how the client makes one attempt */
    Member(ManagedClient client, @Nullable Circuit circuit, Function<Outgoing, StartedCall> calls) {
        this.client = client;
        this.circuit = circuit;
        this.calls = calls;
    }

    ManagedClient client() {
        return client;
    }

    @Nullable
    Circuit circuit() {
        return circuit;
    }

    /** How many calls of those that came this way are under way. */
    int underWay() {
        return underWay.get();
    }

    /** A turn to make one call; {@code null} if the circuit breaker lets none pass. */
    @Nullable
    Turn turn() {
        Circuit.@Nullable Permit permit = null;
        if (circuit != null) {
            permit = circuit.pass();
            if (permit == null) {
                return null;
            }
        }
        underWay.incrementAndGet();
        return new Turn(this, permit);
    }

    /** A turn to make one call; it must be taken. */
    record Turn(Member member, Circuit.@Nullable Permit permit) {

        StartedCall take(Outgoing request) {
            StartedCall started = member.calls.apply(request);
            started.ending().thenAccept(outcome -> {
                member.underWay.decrementAndGet();
                if (permit != null) {
                    RepeatRule.tell(permit, outcome);
                }
            });
            return started;
        }
    }
}
