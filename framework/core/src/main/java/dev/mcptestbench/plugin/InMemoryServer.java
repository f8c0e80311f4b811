package dev.mcptestbench.plugin;

import org.apiguardian.api.API;

/**
 * A server in this JVM that clients reach without a socket. Messages cross as the bytes of their JSON, whole and in
 * order; nothing blocks. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface InMemoryServer {

    /**
     * Connects a client.
     *
     * @param listener told of what comes from the server, one message after the other, on whichever thread sends it:
     *     at times on the one that is just sending to the server
     */
    Connection connect(Listener listener);

    /** The client's end of a connection. */
    @API(status = API.Status.EXPERIMENTAL)
    interface Connection extends AutoCloseable {

        /**
         * Sends a message; one that is sent after the connection has ended is dropped.
         *
         * @param message its JSON in UTF-8; not to be changed afterwards
         */
        void send(byte[] message);

        /** Ends the connection. Idempotent. */
        @Override
        void close();
    }

    /** What a client hears. Implementations never block. */
    @API(status = API.Status.EXPERIMENTAL)
    interface Listener {

        /**
         * A message came.
         *
         * @param message mostly its JSON in UTF-8, but a server may send whatever it likes; not to be changed
         */
        void received(byte[] message);

        /** The server has ended the connection; told once, and nothing follows. */
        void closed();
    }
}
