package dev.mcptestbench.client.session;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One session for each server and client, at most {@link SessionStore#MAX_SESSIONS}. Immutable.
 *
 * @param sessions the one first that was saved longest ago
 */
record KeptSessions(List<StoredSession> sessions) {

    static final KeptSessions NONE = new KeptSessions(List.of());

    KeptSessions {
        sessions = List.copyOf(sessions);
    }

    Optional<StoredSession> find(URI server, String client) {
        return sessions.stream()
                .filter(session -> session.belongsTo(server, client))
                .findFirst();
    }

    KeptSessions with(StoredSession saved) {
        List<StoredSession> changed = new ArrayList<>(sessions);
        changed.removeIf(saved::isOfSameClientAs);
        changed.add(saved);
        return new KeptSessions(
                changed.subList(Math.max(0, changed.size() - SessionStore.MAX_SESSIONS), changed.size()));
    }

    KeptSessions without(StoredSession forgotten) {
        List<StoredSession> changed = new ArrayList<>(sessions);
        changed.removeIf(
                session -> session.isOfSameClientAs(forgotten) && session.id().equals(forgotten.id()));
        return new KeptSessions(changed);
    }
}
