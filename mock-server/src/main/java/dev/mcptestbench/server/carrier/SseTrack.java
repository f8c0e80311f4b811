package dev.mcptestbench.server.carrier;

import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Lanes;
import dev.mcptestbench.wire.Room;
import dev.mcptestbench.wire.WireListener.End;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one message of HTTP+SSE: a POST that is answered by a head, and events on the stream of the session.
 * What happens before the POST is answered happens to its connection, what happens later to the stream's. Called by one
 * thread at a time.
 */
final class SseTrack implements Lanes.Track {

    private static final byte[] NOTHING = {};

    private final Exchange opening;
    private final FrameSink stream;
    private final @Nullable Exchange post;
    private boolean answering;

    /**
     * A track.
     *
     * @param opening the request that has opened the stream
     * @param stream where its events go
     * @param post the request, or {@code null} for what answers none
     */
    SseTrack(Exchange opening, FrameSink stream, @Nullable Exchange post) {
        this.opening = opening;
        this.stream = stream;
        this.post = post;
        this.answering = post != null;
    }

    @Override
    public byte[] encode(Frame frame) {
        if (frame instanceof Frame.Event event) {
            return event.encoded();
        }
        if (frame instanceof Frame.Data data) {
            return data.bytes();
        }
        return frame instanceof Frame.Raw raw ? raw.bytes() : NOTHING;
    }

    @Override
    public boolean put(Lane lane, Frame frame, byte[] bytes, int from, int to) {
        if (frame instanceof Frame.Head head) {
            answer(head, lane.bytesPerSecond());
            return true;
        }
        if (frame instanceof Frame.Stderr) {
            return true;
        }
        if (frame instanceof Frame.Event) {
            finishAnswer();
        }
        boolean whole = from == 0 && to == bytes.length;
        Frame piece = whole
                ? frame
                : new Frame.Data(Arrays.copyOfRange(bytes, from, to), to == bytes.length ? frame.message() : null);
        if (answering && post != null) {
            post.reply().push(piece);
            return true;
        }
        stream.push(piece);
        return endsEvent(bytes, to);
    }

    /** A head without a body is the whole answer. */
    private void answer(Frame.Head head, long bytesPerSecond) {
        if (!answering || post == null) {
            return;
        }
        FrameSink reply = post.reply();
        if (bytesPerSecond > 0) {
            reply.push(new Frame.Throttle(bytesPerSecond));
            reply.push(head);
            reply.push(new Frame.Throttle(0));
        } else {
            reply.push(head);
        }
        String length = head.header("Content-Length");
        if (length == null || length.equals("0")) {
            finishAnswer();
        }
    }

    private void finishAnswer() {
        if (answering && post != null) {
            answering = false;
            post.reply().push(new Frame.Finish());
        }
    }

    /** Whether there is a blank line, or nothing at all yet, before what comes next. */
    private static boolean endsEvent(byte[] bytes, int to) {
        if (to == 0) {
            return true;
        }
        int last = to - 1;
        boolean crlf = last >= 3 && bytes[last] == '\n' && bytes[last - 1] == '\r' && bytes[last - 2] == '\n';
        return crlf || (last >= 1 && (bytes[last] == '\n' || bytes[last] == '\r') && bytes[last] == bytes[last - 1]);
    }

    @Override
    public void leave(Lane lane, Frame frame) {
        if (answering && post != null) {
            answering = false;
            post.reply().push(frame);
        } else {
            stream.push(frame);
        }
    }

    @Override
    public void over(Lane lane, End end) {
        if (end == End.FINISHED) {
            finishAnswer();
        } else if (end == End.CLOSED_BY_PEER && answering && post != null) {
            // The stream is gone before the POST was answered: there is nothing left to say.
            answering = false;
            post.reply().push(new Frame.Close());
        }
    }

    @Override
    public Room room() {
        return opening.room();
    }

    @Override
    public void overrun(Lane lane) {
        leave(lane, new Frame.Reset());
    }

    @Override
    public void crash(Lane lane) {
        if (post != null) {
            // First, for the stream goes with the rest, and that would close the POST in good order.
            answering = false;
            post.crash();
            post.reply().push(new Frame.Reset());
        }
    }
}
