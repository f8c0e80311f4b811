package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Room;
import java.util.function.Function;

/** The way out for one request, where all replies of a client share one stream. Thread-safe. */
final class SharedOutlet implements Outlet {

    private final FrameSink sink;
    private final Exchange exchange;
    private final Function<Message, Frame> framing;
    private boolean ended;

    private SharedOutlet(FrameSink sink, Exchange exchange, Function<Message, Frame> framing) {
        this.sink = sink;
        this.exchange = exchange;
        this.framing = framing;
    }

    /** Each message on a line of its own. */
    static SharedOutlet ofLines(FrameSink sink, Exchange exchange) {
        return new SharedOutlet(sink, exchange, message -> new Frame.Line(message.toBytes(), message));
    }

    /** Each message as an event. */
    static SharedOutlet ofEvents(FrameSink sink, Exchange exchange) {
        return new SharedOutlet(
                sink, exchange, message -> new Frame.Event(null, "message", message.toBytes(), null, message));
    }

    @Override
    public synchronized void send(Message message) {
        if (!ended) {
            sink.push(framing.apply(message));
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
    public Room room() {
        return exchange.room();
    }

    @Override
    public boolean isShared() {
        return true;
    }
}
