package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.server.engine.Session;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions of one server, those that are over included, for they are answered with 404. Thread-safe. */
final class Sessions {

    /** How many ended sessions are remembered. */
    private static final int MEMORY = 10_000;

    private final Map<String, HttpSession> open = new ConcurrentHashMap<>();
    private final Map<Long, HttpSession> byConnection = new ConcurrentHashMap<>();
    private final Map<String, SessionFacts> ended = new LinkedHashMap<>();
    private volatile @Nullable HttpSession latest;

    /** Opens a session; one without an id of its own for the client is found again by its connection. */
    void open(HttpSession session, boolean hasId, long connection) {
        open.put(session.session().id(), session);
        if (!hasId) {
            byConnection.put(connection, session);
            latest = session;
        }
    }

    @Nullable
    HttpSession find(@Nullable String id, long connection) {
        if (id != null) {
            return open.get(id);
        }
        HttpSession anonymous = byConnection.get(connection);
        return anonymous != null ? anonymous : latest;
    }

    /** What the rules of the transport want to know of the session with this id. */
    SessionFacts facts(@Nullable HttpSession session, @Nullable String id, boolean hasId) {
        if (session != null) {
            return SessionFacts.open(
                    session.session().revision(), hasId ? session.session().id() : null);
        }
        synchronized (ended) {
            return id == null ? SessionFacts.none() : ended.getOrDefault(id, SessionFacts.none());
        }
    }

    /** Ends a session; requests that name it are answered with 404 from now on. */
    void end(HttpSession session, SessionFacts.State how) {
        String id = session.session().id();
        if (open.remove(id) == null) {
            return;
        }
        byConnection.values().removeIf(each -> each == session);
        if (latest == session) {
            latest = null;
        }
        synchronized (ended) {
            ended.put(id, SessionFacts.open(session.session().revision(), id).in(how));
            if (ended.size() > MEMORY) {
                ended.remove(ended.keySet().iterator().next());
            }
        }
        session.session().close();
    }

    void forgetConnection(long connection) {
        byConnection.remove(connection);
    }

    Collection<HttpSession> all() {
        return List.copyOf(open.values());
    }

    List<Session> engineSessions() {
        return open.values().stream().map(HttpSession::session).toList();
    }
}
