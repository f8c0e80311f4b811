package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;

/** Messages, each on a line of its own. Thread-safe. */
final class LineOutlet implements Outlet {

    private final FrameSink sink;
    private boolean ended;

    LineOutlet(FrameSink sink) {
        this.sink = sink;
    }

    @Override
    public synchronized void send(Message message) {
        if (!ended) {
            sink.push(new Frame.Line(message.toBytes(), message));
        }
    }

    @Override
    public synchronized void respond(Message response) {
        send(response);
        abandon();
    }

    @Override
    public synchronized void abandon() {
        if (!ended) {
            ended = true;
            sink.push(new Frame.Finish());
        }
    }

    /** There is no connection of its own that could be broken, and nothing that could be resumed. */
    @Override
    public void closeConnection() {}

    @Override
    public boolean isShared() {
        return true;
    }
}
