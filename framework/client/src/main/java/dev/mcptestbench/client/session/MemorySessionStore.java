package dev.mcptestbench.client.session;

import java.net.URI;
import java.util.Optional;

/** Sessions that are gone with the JVM. Thread-safe. */
final class MemorySessionStore implements SessionStore {

    private KeptSessions kept = KeptSessions.NONE;

    @Override
    public synchronized Optional<StoredSession> find(URI server, String client) {
        return kept.find(server, client);
    }

    @Override
    public synchronized void save(StoredSession session) {
        kept = kept.with(session);
    }

    @Override
    public synchronized void forget(StoredSession session) {
        kept = kept.without(session);
    }

    @Override
    public synchronized String toString() {
        return "sessions in memory (" + kept.sessions().size() + ")";
    }
}
