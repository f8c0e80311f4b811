package dev.mcptestbench.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls under way on one route that may be made more than once. Thread-safe. */
final class RepeatedCalls {

    private final Route route;
    private final ClientSettings settings;
    private final Surroundings surroundings;
    private final Set<RepeatedCall> underWay = ConcurrentHashMap.newKeySet();

    RepeatedCalls(Route route, ClientSettings settings, Surroundings surroundings) {
        this.route = route;
        this.settings = settings;
        this.surroundings = surroundings;
    }

    StartedCall start(Outgoing request) {
        RepeatedCall call = new RepeatedCall(route, request, settings, surroundings);
        underWay.add(call);
        call.ending().thenAccept(outcome -> underWay.remove(call));
        return call.start();
    }

    /** Makes none of them again. */
    void abandonAll(String howLong) {
        underWay.forEach(call -> call.abandon(howLong));
    }
}
