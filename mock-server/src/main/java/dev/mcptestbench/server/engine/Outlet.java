package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.Room;
import org.apiguardian.api.API;

/** Where the engine's messages for one request, or for none, leave. Given by the carrier; thread-safe. */
@API(status = API.Status.INTERNAL)
public interface Outlet {

    /** Sends a notification or a request of the server's. */
    void send(Message message);

    /** Sends the response; nothing follows it. */
    void respond(Message response);

    /** Ends without a response: the client has cancelled. */
    void abandon();

    /** Whether what was sent is read: those who send much ask before they send more. By default there is always room. */
    default Room room() {
        return Room.ALWAYS;
    }

    /** Whether messages that belong to other requests leave here too, as on standard output. */
    default boolean isShared() {
        return false;
    }

    /** Breaks the connection, where there is one, and keeps what follows for whoever resumes. */
    void closeConnection();
}
