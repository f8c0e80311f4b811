package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import org.jspecify.annotations.Nullable;

/** Replies of HTTP's own: a status, and where it says something a JSON-RPC error without an id. */
final class Refused {

    private Refused() {}

    /** A status with a JSON-RPC error that says why. */
    static void with(FrameSink sink, int status, ErrorCode code, String why, @Nullable Object id) {
        Message error = Message.error(id, code, why, null);
        byte[] body = error.toBytes();
        sink.push(Frame.Head.of(status)
                .with("Content-Type", "application/json")
                .with("Content-Length", String.valueOf(body.length)));
        sink.push(new Frame.Data(body, error));
        sink.push(new Frame.Finish());
    }

    static void with(FrameSink sink, int status, String why) {
        with(sink, status, ErrorCode.INVALID_REQUEST, why, null);
    }

    /** A status and nothing else. */
    static void plainly(FrameSink sink, int status) {
        sink.push(Frame.Head.of(status).with("Content-Length", "0"));
        sink.push(new Frame.Finish());
    }
}
