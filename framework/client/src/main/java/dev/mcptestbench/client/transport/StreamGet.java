package dev.mcptestbench.client.transport;

import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.wire.ReplyListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reply to a GET that asks for an event stream: either a stream, or the reason why there is none. */
final class StreamGet implements ReplyListener {

    private static final int EXCERPT_BYTES = 4096;

    /** Is told just one of {@link #opened} and {@link #refused}; after the former, bytes and then the end. */
    interface Stream {
        /** The server has opened the stream. */
        void opened();

        /** Bytes of the stream. */
        void data(byte[] bytes);

        /** The connection is over: cleanly, or broken. */
        void over(@Nullable IOException cause);

        /** There is no stream; the exception says why. */
        void refused(TransportException cause);
    }

    private final String what;
    private final HttpSession session;
    private final Stream stream;
    private final ByteArrayOutputStream excerpt = new ByteArrayOutputStream();
    private boolean open;
    private int status;
    private Map<String, List<String>> headers = Map.of();

    StreamGet(String what, HttpSession session, Stream stream) {
        this.what = what;
        this.session = session;
        this.stream = stream;
    }

    @Override
    public void head(int replied, Map<String, List<String>> replyHeaders) {
        status = replied;
        headers = replyHeaders;
        if (status == 200 && MediaType.of(headers).equals(Headers.EVENT_STREAM)) {
            open = true;
            stream.opened();
        }
    }

    @Override
    public void data(byte[] bytes) {
        if (open) {
            stream.data(bytes);
        } else if (excerpt.size() < EXCERPT_BYTES) {
            excerpt.write(bytes, 0, Math.min(bytes.length, EXCERPT_BYTES));
        }
    }

    @Override
    public void ended() {
        if (open) {
            stream.over(null);
        } else {
            stream.refused(refusal());
        }
    }

    private TransportException refusal() {
        if (status == 404 && session.id() != null) {
            return new SessionExpiredException(
                    what + ": the server does not know session " + session.brief() + " any more (status 404)");
        }
        String body = excerpt.toString(StandardCharsets.UTF_8);
        if (status == 200) {
            return new MalformedReplyException(
                    what + " was answered with " + MediaType.describe(headers) + ", not with an event stream"
                            + Excerpt.after(body),
                    null);
        }
        return new HttpStatusException(what, status, headers, body);
    }

    @Override
    public void broke(IOException cause) {
        if (open) {
            stream.over(cause);
        } else if (status != 0) {
            stream.refused(refusal());
        } else {
            stream.refused(Breakage.ofGet(what, cause));
        }
    }
}
