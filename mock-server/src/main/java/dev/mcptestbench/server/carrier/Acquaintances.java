package dev.mcptestbench.server.carrier;

import dev.mcptestbench.script.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients of the modern era that were heard of, by name, and what is to be said to them as soon as they listen. Those
 * that give no name are one. Thread-safe.
 */
final class Acquaintances {

    private static final String NAMELESS = "";

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Action>> waiting = new ConcurrentHashMap<>();

    /** Whether this is the first that is heard of a client. */
    boolean isNew(@Nullable String client) {
        return known.add(key(client));
    }

    void keepFor(@Nullable String client, List<Action> sends) {
        if (!sends.isEmpty()) {
            waiting.merge(key(client), sends, (some, more) -> {
                List<Action> both = new ArrayList<>(some);
                both.addAll(more);
                return both;
            });
        }
    }

    List<Action> takeFor(@Nullable String client) {
        List<Action> taken = waiting.remove(key(client));
        return taken == null ? List.of() : taken;
    }

    private static String key(@Nullable String client) {
        return client == null ? NAMELESS : client;
    }
}
