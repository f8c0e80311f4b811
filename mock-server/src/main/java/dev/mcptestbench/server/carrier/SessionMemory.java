package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.SessionFacts;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What is known of sessions by their ids: assigned where, over or not, and whether the client was told. Thread-safe. */
final class SessionMemory {

    /** How many sessions are remembered. */
    private static final int MEMORY = 10_000;

    private final Map<String, SessionFacts> known = new LinkedHashMap<>();
    private final Set<String> untold = new HashSet<>();

    synchronized void put(String id, SessionFacts facts) {
        known.put(id, facts);
        if (known.size() > MEMORY) {
            String oldest = known.keySet().iterator().next();
            known.remove(oldest);
            untold.remove(oldest);
        }
    }

    /** The session is over, of which the client cannot know before it asks. */
    synchronized void lost(String id) {
        if (known.containsKey(id)) {
            untold.add(id);
        }
    }

    /** What is known of a session that is not here; whoever asks is about to tell the client so. */
    synchronized SessionFacts recall(String id) {
        SessionFacts facts = known.getOrDefault(id, SessionFacts.none());
        if (untold.remove(id)) {
            known.put(id, facts.in(SessionFacts.State.GONE));
        }
        return facts;
    }
}
