package dev.mcptestbench.protocol;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of the session that an HTTP request belongs to, or claims to belong to.
 *
 * @param state how far the session is
 * @param revision the negotiated revision, or null if none is yet, or the server cannot tell
 * @param id the session id that the server assigned, or null if it assigned none
 */
@API(status = Status.EXPERIMENTAL)
public record SessionFacts(
        State state, @Nullable Revision revision, @Nullable String id) {

    /** How far a session is. */
    @API(status = Status.EXPERIMENTAL)
    public enum State {
        /** There is no session that the request could belong to. */
        NONE,
        /** The server answered {@code initialize}. */
        OPEN,
        /** The client was told, by a status of 404, that the session is over. */
        GONE,
        /** The client ended the session by DELETE. */
        DELETED
    }

    /** Returns the facts when there is no session yet. */
    public static SessionFacts none() {
        return new SessionFacts(State.NONE, null, null);
    }

    /** Returns the facts of a session in use. */
    public static SessionFacts open(Revision revision, @Nullable String id) {
        return new SessionFacts(State.OPEN, revision, id);
    }

    /** Returns the same session in another state. */
    public SessionFacts in(State other) {
        return new SessionFacts(other, revision, id);
    }
}
