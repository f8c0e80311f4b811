package dev.mcptestbench.plugin;

import dev.mcptestbench.journal.Secrets;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.TestClock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Brings transports for managed clients. Found by {@link java.util.ServiceLoader}. */
@API(status = API.Status.EXPERIMENTAL)
public interface TransportProvider {

    /** The names by which its transports are chosen, such as {@code streamable-http}. */
    Set<String> names();

    /** Makes a transport that is not connected yet. */
    MessageTransport open(String name, McpEndpoint endpoint, TestClock clock);

    /**
     * Makes a transport for requests of 2026-07-28, that is not connected yet: each stands for itself and has its
     * {@code _meta} already. By default the same as for the legacy era, as carriers of messages without headers may do.
     */
    default MessageTransport openStateless(String name, McpEndpoint endpoint, TestClock clock) {
        return open(name, endpoint, clock);
    }

    /** Messages to and from one server. Thread-safe. */
    @API(status = API.Status.EXPERIMENTAL)
    interface MessageTransport extends AutoCloseable {

        /** Begins to listen. Called once, before anything is sent. */
        void start(MessageListener listener);

        /**
         * Sends a message.
         *
         * @return done when the server has taken it; failed when it did not, or nobody knows
         */
        CompletionStage<Void> send(Message message);

        /**
         * Done when everything that the server may send of its own accord is listened to, after
         * {@code notifications/initialized} was sent; by default at once. It may take as long as the server likes.
         */
        default CompletionStage<Void> listening() {
            return CompletableFuture.completedStage(null);
        }

        /**
         * Tries once to take the connection up where it broke; asked after {@link MessageListener#broken}.
         *
         * @return done when messages flow again; failed when they do not, by default always: then the connection can
         *     only be made anew, by another transport
         */
        default CompletionStage<Void> resume() {
            return CompletableFuture.failedStage(
                    new UnsupportedOperationException("This transport cannot take up a broken connection"));
        }

        /**
         * Takes up a session that another transport to the same server has left, in place of initializing one; called
         * once after {@link #start}. It sends nothing; once something that was sent in the session is answered, whatever the
         * server sends of its own accord is listened to.
         *
         * @throws UnsupportedOperationException if this transport cannot take up sessions, by default always
         */
        default void adopt(SessionState session) {
            throw new UnsupportedOperationException(
                    this + " cannot take up a session: none of its kind outlives its connection");
        }

        /**
         * Begins to end the session, so that many can be ended at once; returns at once, and {@link #close()} waits for
         * what came of it. By default all is left to {@code close()}.
         */
        default void endSession() {}

        /**
         * Leaves the session as it is, for another transport to {@linkplain #adopt adopt}: takes and brings nothing any more,
         * and {@link #close()} does not end it. Returns at once. By default nothing is done, since there is nothing to adopt.
         */
        default void detach() {}

        /** Ends the session, if there is one, and releases everything. Idempotent and bounded. */
        @Override
        void close();
    }

    /** What comes from a server, in the order of its streams. Implementations never block. */
    @API(status = API.Status.EXPERIMENTAL)
    interface MessageListener {

        /**
         * A message came.
         *
         * @param eventId the id of the event that carried it, or {@code null}
         * @param stream which stream it came on: the request it belongs to, or {@code standing}
         */
        void received(Message message, @Nullable String eventId, String stream);

        /** The request with this id will not be answered any more. */
        void lost(Object requestId, Exception cause);

        /** The server does not know the session any more. */
        void sessionExpired();

        /** The connection as a whole is broken, and what the transport can do about it by itself has been done. */
        void broken(Exception cause);

        /**
         * The session has come so far: it was opened, or another event of its standing stream was handed on. Told by
         * transports whose sessions can be {@linkplain MessageTransport#adopt adopted}. By default it means nothing.
         */
        default void sessionReached(SessionState session) {}
    }

    /**
     * How far a session of the legacy era has come (basic/transports#session-management). Immutable.
     *
     * @param id the id that the server gave it; whoever has it can speak in the session, so {@code toString} hides it
     * @param version the negotiated protocol version
     * @param lastEventId the last event of the standing stream that was handed on, or {@code null} if none had an id
     */
    @API(status = API.Status.EXPERIMENTAL)
    record SessionState(String id, String version, @Nullable String lastEventId) {

        @Override
        public String toString() {
            return "session " + Secrets.brief(id) + " of " + version
                    + (lastEventId == null ? "" : " after event " + lastEventId);
        }
    }
}
