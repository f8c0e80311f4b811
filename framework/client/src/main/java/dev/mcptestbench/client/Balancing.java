package dev.mcptestbench.client;

import dev.mcptestbench.protocol.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A balancer at work: the order in which members are asked to make a call. Guarded by its pool. */
final class Balancing {

    private final Balancer balancer;
    private final List<Member> members;
    private final Random random;
    private int next;

    /** @param seed that of the test, for a balancer that has none of its own */
    Balancing(Balancer balancer, List<Member> members, long seed) {
        this.balancer = balancer;
        this.members = members;
        this.random =
                new Random(balancer instanceof Balancer.Random own ? own.seed().orElse(seed) : seed);
    }

    /** All members, the best first. */
    List<Member> order(Outgoing request) {
        if (balancer instanceof Balancer.LeastInFlight) {
            List<Member> order = inTurn();
            // Stable, so that equals stay in turn.
            order.sort(Comparator.comparingInt(Member::underWay));
            return order;
        }
        if (balancer instanceof Balancer.Random) {
            List<Member> order = new ArrayList<>(members);
            Collections.shuffle(order, random);
            return order;
        }
        if (balancer instanceof Balancer.Sticky sticky) {
            String key = Json.write(request.argument(sticky.argument()));
            List<Member> order = new ArrayList<>(members);
            order.sort(Comparator.comparingInt(member -> weight(key, member)));
            return order;
        }
        return inTurn();
    }

    private List<Member> inTurn() {
        List<Member> order = new ArrayList<>(members);
        Collections.rotate(order, -next);
        return order;
    }

    /** This member makes the call. */
    void chosen(Member member) {
        next = (members.indexOf(member) + 1) % members.size();
    }

    /** Rendezvous hashing: a key has a weight with each member, whoever the others are. */
    private static int weight(String key, Member member) {
        int hash = 31 * key.hashCode() + member.client().name().hashCode();
        // The finalizer of MurmurHash3 (public domain): neighbouring names lie far apart afterwards.
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }
}
