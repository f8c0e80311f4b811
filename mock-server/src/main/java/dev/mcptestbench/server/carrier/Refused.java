package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Replies that are whole at once: a status, and where it says something a message. */
@API(status = API.Status.INTERNAL)
public final class Refused {

    private static final List<Frame.Header> JSON_HEADERS =
            List.of(new Frame.Header(Headers.CONTENT_TYPE, Headers.JSON));

    private Refused() {}

    /** A status with a JSON-RPC error that says why. */
    public static void with(FrameSink sink, int status, ErrorCode code, String why, @Nullable Object id) {
        body(sink, status, Message.error(id, code, why, null), true);
    }

    /**
     * A status with a message as its whole body.
     *
     * @param lengthTold whether the length is announced, rather than the body sent in chunks
     */
    static void body(FrameSink sink, int status, Message message, boolean lengthTold) {
        // Not by toBytes(), which keeps a copy with the message: nobody is going to ask for the bytes again.
        byte[] body = Json.writeBytes(message.members());
        Frame.Head head = new Frame.Head(status, JSON_HEADERS);
        sink.push(lengthTold ? head.with("Content-Length", String.valueOf(body.length)) : head);
        sink.push(new Frame.Data(body, message));
        sink.push(new Frame.Finish());
    }

    /** A status with the JSON-RPC error of an invalid request. */
    public static void with(FrameSink sink, int status, String why) {
        with(sink, status, ErrorCode.INVALID_REQUEST, why, null);
    }

    /** A status and nothing else. */
    static void plainly(FrameSink sink, int status) {
        sink.push(Frame.Head.of(status).with("Content-Length", "0"));
        sink.push(new Frame.Finish());
    }
}
