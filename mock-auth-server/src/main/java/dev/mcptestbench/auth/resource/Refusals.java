package dev.mcptestbench.auth.resource;

import dev.mcptestbench.plugin.Guard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how often a client was refused for the same thing without a change, so that one is found that never gives up. Many
 * calls at once with a token that has just expired are no such thing, so a lot is let pass. Bounded; thread-safe.
 */
final class Refusals {

    /** How often in a row the same is refused before it counts as endless. */
    static final int MOST = 50;

    private static final int MOST_CLIENTS = 1000;

    private final Map<Key, Integer> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Integer> eldest) {
            return size() > MOST_CLIENTS;
        }
    };

    /** Whose request, for what, with which credentials; of those just a hash, so that nothing leaks. */
    private record Key(String client, String what, int credentials) {

        static Key of(Guard.Visitor visitor) {
            String method = visitor.messages().isEmpty()
                    ? visitor.request().method()
                    : String.valueOf(visitor.messages().get(0).method());
            return new Key(
                    String.valueOf(visitor.client()),
                    method,
                    visitor.request()
                            .headers()
                            .getOrDefault("Authorization", List.of())
                            .hashCode());
        }
    }

    /** Takes down that a request was refused; whether this is the one too many, which is told once. */
    synchronized boolean isTooMuch(Guard.Visitor visitor) {
        return counts.merge(Key.of(visitor), 1, Integer::sum) == MOST + 1;
    }

    /** The client has been let in. */
    synchronized void forget(Guard.Visitor visitor) {
        if (!counts.isEmpty()) {
            String client = String.valueOf(visitor.client());
            counts.keySet().removeIf(key -> key.client().equals(client));
        }
    }
}
