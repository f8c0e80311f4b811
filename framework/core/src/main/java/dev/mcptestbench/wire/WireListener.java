package dev.mcptestbench.wire;

import org.apiguardian.api.API;

/** What a {@link Wire} tells of its connections. Called on event loops: implementations never block. */
@API(status = API.Status.EXPERIMENTAL)
public interface WireListener {

    /** What becomes of a connection that has just been made. */
    enum Welcome {
        /** Serve it. */
        SERVE,
        /** Accept it and never answer. */
        IGNORE,
        /** Close it with a FIN. */
        CLOSE,
        /** Close it with an RST. */
        RESET
    }

    /** How a reply, or a connection, came to its end. */
    enum End {
        /** The reply was sent whole. */
        FINISHED,
        /** We closed the connection. */
        CLOSED,
        /** We reset the connection. */
        RESET,
        /** We reset the connection, for too much waited for a peer that did not read. */
        OVERRUN,
        /** The peer closed or reset the connection. */
        CLOSED_BY_PEER
    }

    /** A connection was made; says what becomes of it. */
    default Welcome connectionOpened(long connection, String peer) {
        return Welcome.SERVE;
    }

    /** A request has arrived whole. */
    void requestArrived(Exchange exchange);

    /**
     * A request has arrived whole, and somebody else answers it who shares the port: to be noted, no more. What goes out and
     * how it ends is told as of other replies. By default that is not of interest; a {@link WireServer} never tells of it.
     */
    default void requestOverheard(Exchange exchange) {}

    /** What came on the connection was no HTTP we serve; it was answered with the status and closed, or closed (0). */
    default void requestMalformed(long connection, int status, String detail) {}

    /**
     * A frame is handed to the socket; told just before, so that nothing the peer does on reading it can be told
     * earlier. Told of heads, events, data, raw bytes and the finish: of the others {@link #replyEnded} tells, or the
     * clock. A throttled frame is told once, with its last bytes, or as far as it came.
     *
     * @param bytes what goes out, without the chunk around it; not to be changed
     */
    default void sent(Exchange exchange, Frame frame, byte[] bytes) {}

    /** A reply came to its end. */
    default void replyEnded(Exchange exchange, End end) {}

    /** The reply was to take the server down with it; the connection that it went over is reset next. */
    default void crash(Exchange exchange) {}

    /** A connection is no more. */
    default void connectionClosed(long connection, End end) {}
}
