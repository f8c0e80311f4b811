package dev.mcptestbench.wire;

import java.net.URI;
import org.apiguardian.api.API;

/** Where the requests to one mock come in and its replies go out: a port of the loopback, whoever holds it. Thread-safe. */
@API(status = API.Status.EXPERIMENTAL)
public interface Wire extends AutoCloseable {

    /** The address of a path, such as {@code /token}. */
    URI url(String path);

    /**
     * Has new connections refused, as if nobody listened.
     *
     * @throws UnsupportedOperationException if whoever holds the port cannot do so
     */
    void refuseConnections();

    /**
     * Takes new connections again.
     *
     * @throws UnsupportedOperationException if whoever holds the port cannot refuse them
     */
    void acceptConnections();

    /**
     * Closes all connections, idle or not.
     *
     * @return how many were closed
     * @throws UnsupportedOperationException if whoever holds them cannot do so
     */
    int closeConnections(WireServer.Closing how);

    /** Takes no further request, and ends the replies that are under way. Bounded; closing twice does nothing. */
    @Override
    void close();
}
