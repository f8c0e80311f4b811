package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.wire.Room;
import java.util.concurrent.atomic.AtomicInteger;

/** The one outlet on which the responses to a batch go out; it ends with the last of them. Thread-safe. */
final class BatchOutlet implements Outlet {

    private final Outlet stream;
    private final AtomicInteger missing;

    BatchOutlet(Outlet stream, int requests) {
        this.stream = stream;
        this.missing = new AtomicInteger(requests);
    }

    @Override
    public void send(Message message) {
        stream.send(message);
    }

    @Override
    public void respond(Message response) {
        // Sent first, counted then: the one that counts down to nothing ends the stream behind all others.
        stream.send(response);
        finishIfLast();
    }

    @Override
    public void abandon() {
        finishIfLast();
    }

    private void finishIfLast() {
        if (missing.decrementAndGet() == 0) {
            stream.abandon();
        }
    }

    @Override
    public Room room() {
        return stream.room();
    }

    @Override
    public void closeConnection() {
        stream.closeConnection();
    }
}
