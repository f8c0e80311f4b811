package dev.mcptestbench.wire;

import org.apiguardian.api.API;

/** One request and the way its reply goes back. Thread-safe. */
@API(status = API.Status.EXPERIMENTAL)
public interface Exchange {

    /** A number unique within the JVM, ascending with arrival at one server. */
    long number();

    /** The connection that the request came on: unique within the JVM. */
    long connection();

    /** The request, whole. */
    HttpRequest request();

    /**
     * Where the reply goes: frames pushed here are paced (pauses, gates, throttle) and written to the socket; each is
     * told to the {@link WireListener} when it has been handed to the socket.
     */
    FrameSink reply();

    /** Runs the action once the reply is over or the peer has gone; at once if it is so already. */
    void whenOver(Runnable action);

    /** Whether what was pushed is read, for those who push much. By default there is always room. */
    default Room room() {
        return Room.ALWAYS;
    }

    /** The server that answers it dies: told to the {@link WireListener}. By default nothing happens. */
    default void crash() {}

    /** Whether the reply is over or the peer has gone. */
    boolean isOver();
}
