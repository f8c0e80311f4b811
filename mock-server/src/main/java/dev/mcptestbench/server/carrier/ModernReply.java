package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Room;
import java.util.List;

/**
 * The reply to one request of the modern era: a single JSON body, or a stream once something comes before the response.
 * It lives and dies with its connection, for such streams are not resumed. Thread-safe.
 */
final class ModernReply implements Outlet {

    private static final Frame.Head STREAM_HEAD = new Frame.Head(
            200,
            List.of(
                    new Frame.Header(Headers.CONTENT_TYPE, Headers.EVENT_STREAM),
                    new Frame.Header("Cache-Control", "no-cache"),
                    new Frame.Header("X-Accel-Buffering", "no")));

    private final Exchange exchange;
    private final FrameSink sink;
    private final boolean lengthUnknown;
    private boolean streaming;
    private boolean ended;

    /**
     * A reply of which nothing was sent.
     *
     * @param streams whether it is a stream even if it is a single message
     * @param lengthUnknown whether the length of a single body may change on its way
     */
    ModernReply(Exchange exchange, FrameSink sink, boolean streams, boolean lengthUnknown) {
        this.exchange = exchange;
        this.sink = sink;
        this.lengthUnknown = lengthUnknown;
        if (streams) {
            begin();
        }
    }

    private void begin() {
        if (!streaming) {
            streaming = true;
            sink.push(STREAM_HEAD);
        }
    }

    private void pushEvent(Message message) {
        sink.push(new Frame.Event(null, null, message.toBytes(), null, message));
    }

    @Override
    public synchronized void send(Message message) {
        if (!ended) {
            begin();
            pushEvent(message);
        }
    }

    @Override
    public synchronized void respond(Message response) {
        if (ended) {
            return;
        }
        ended = true;
        if (streaming) {
            pushEvent(response);
            sink.push(new Frame.Finish());
        } else {
            ErrorCode code = response.errorCode();
            Refused.body(sink, code == null ? 200 : RequestRefusal.statusOf(code), response, !lengthUnknown);
        }
    }

    @Override
    public synchronized void abandon() {
        if (!ended) {
            closeConnection();
        }
    }

    @Override
    public Room room() {
        return exchange.room();
    }

    @Override
    public synchronized void closeConnection() {
        if (!ended) {
            ended = true;
            begin();
            sink.push(new Frame.Finish());
        }
    }
}
