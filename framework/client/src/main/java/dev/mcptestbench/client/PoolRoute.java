package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Circuit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of calls that a pool makes: to the member that its balancer likes best of those that are well; where none of them
 * is left, to one that has lost its server, since it may be back; never past an open circuit. Thread-safe.
 */
final class PoolRoute implements Route {

    private final String name;
    private final List<Member> members;
    private final boolean failsOver;
    private final Object lock = new Object();
    private final Balancing balancing;

    PoolRoute(String name, List<Member> members, Balancer balancer, boolean failsOver, long seed) {
        this.name = name;
        this.members = List.copyOf(members);
        this.failsOver = failsOver;
        this.balancing = new Balancing(balancer, this.members, seed);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Member.@Nullable Turn next(Outgoing request, Set<Member> tried) {
        if (!failsOver && !tried.isEmpty()) {
            return null;
        }
        // Chosen and counted as under way at once, so that no two calls see the same member idle.
        synchronized (lock) {
            List<Member> lastResort = new ArrayList<>();
            for (Member member : balancing.order(request)) {
                if (tried.contains(member)) {
                    continue;
                }
                switch (member.client().state()) {
                    case CLOSED -> {}
                    case RECONNECTING, FAILED -> lastResort.add(member);
                    case DISCONNECTED, CONNECTING, CONNECTED -> {
                        if (!member.client().isHealthy()) {
                            lastResort.add(member);
                        } else {
                            Member.Turn turn = turnOf(member);
                            if (turn != null) {
                                return turn;
                            }
                        }
                    }
                }
            }
            for (Member member : lastResort) {
                Member.Turn turn = turnOf(member);
                if (turn != null) {
                    return turn;
                }
            }
            return null;
        }
    }

    private Member.@Nullable Turn turnOf(Member member) {
        Member.Turn turn = member.turn();
        if (turn != null) {
            balancing.chosen(member);
        }
        return turn;
    }

    @Override
    public ClientException nobody() {
        StringBuilder text = new StringBuilder("No member of pool \"" + name + "\" could make the call:");
        boolean open = false;
        for (Member member : members) {
            Circuit circuit = member.circuit();
            text.append("\n  ")
                    .append(member.client().name())
                    .append(" is ")
                    .append(member.client().state());
            if (circuit != null) {
                text.append(", its ").append(circuit.describe());
                open = true;
            }
        }
        return open ? new CircuitOpenException(text.toString()) : new ClientClosedException(text.toString());
    }

    @Override
    public int length() {
        return failsOver ? members.size() : 1;
    }

    @Override
    public boolean makesSafe(Outgoing request) {
        return members.stream().anyMatch(member -> member.client().tools().makeSafe(request));
    }
}
