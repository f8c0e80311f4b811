package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.SessionFacts;
import dev.mcptestbench.server.engine.Session;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The sessions of one server, or of several that share them. Thread-safe. */
@API(status = API.Status.INTERNAL)
public final class Sessions {

    private final Map<String, HttpSession> open = new ConcurrentHashMap<>();
    private final Map<Long, HttpSession> byConnection = new ConcurrentHashMap<>();
    private final SessionMemory memory;
    private volatile @Nullable HttpSession latest;

    /** No sessions yet. */
    public Sessions() {
        this(new SessionMemory());
    }

    private Sessions(SessionMemory memory) {
        this.memory = memory;
    }

    /** The sessions of another server, which does not have these, and yet knows that a client came by their ids honestly. */
    public Sessions ofSibling() {
        return new Sessions(memory);
    }

    /** The ids of the sessions that are open. */
    public Set<String> ids() {
        return Set.copyOf(open.keySet());
    }

    /** Opens a session; one without an id of its own for the client is found again by its connection. */
    void open(HttpSession session, boolean hasId, long connection) {
        String id = session.session().id();
        open.put(id, session);
        if (hasId) {
            memory.put(id, SessionFacts.open(session.session().revision(), id));
        } else {
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
        return id == null ? SessionFacts.none() : memory.recall(id);
    }

    /** Ends a session of which the client knows, or is being told, that it is over: requests get 404 from now on. */
    void end(HttpSession session, SessionFacts.State how) {
        String id = session.session().id();
        if (remove(session)) {
            memory.put(id, SessionFacts.open(session.session().revision(), id).in(how));
            session.session().close();
        }
    }

    /** Ends a session of which the client is told only when it comes again. */
    void lose(HttpSession session) {
        if (remove(session)) {
            memory.lost(session.session().id());
            session.session().close();
        }
    }

    private boolean remove(HttpSession session) {
        if (open.remove(session.session().id()) == null) {
            return false;
        }
        byConnection.values().removeIf(each -> each == session);
        if (latest == session) {
            latest = null;
        }
        return true;
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
