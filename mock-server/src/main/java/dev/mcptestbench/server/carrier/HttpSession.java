package dev.mcptestbench.server.carrier;

import dev.mcptestbench.server.engine.Session;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session as streamable HTTP sees it: the engine's session and the streams that can be resumed. Thread-safe. */
final class HttpSession {

    /** How many streams of replies a session remembers for resumption. */
    private static final int MEMORY = 1_000;

    private final Session session;
    private final ReplyStream standing;
    private final Map<String, ReplyStream> streams = new LinkedHashMap<>();
    private long lastStream;

    HttpSession(Session session, ReplyStream standing) {
        this.session = session;
        this.standing = standing;
    }

    Session session() {
        return session;
    }

    ReplyStream standing() {
        return standing;
    }

    synchronized String nextStreamName() {
        return String.valueOf(++lastStream);
    }

    synchronized void remember(ReplyStream stream) {
        streams.put(stream.name(), stream);
        if (streams.size() > MEMORY) {
            Iterator<ReplyStream> oldest = streams.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private synchronized @Nullable ReplyStream named(String name) {
        return name.equals(standing.name()) ? standing : streams.get(name);
    }

    /** The stream that an event belongs to, if all that came after the event is remembered. */
    @Nullable
    ReplyStream streamOf(String eventId) {
        // Not under our lock: a stream asks to be remembered under its own.
        ReplyStream stream = named(ReplyStream.nameIn(eventId));
        return stream != null && stream.remembers(eventId) ? stream : null;
    }
}
