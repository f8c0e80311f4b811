package dev.mcptestbench.wire;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Position;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lets frames through and does a deed at a position among them. Positions are counted on what frames mean. Not
 * thread-safe: the frames of one reply come one after the other.
 */
final class PositionedSink implements FrameSink {

    private static final byte[] NO_BODY = {};

    private final FrameSink next;
    private final Position position;
    private final Deed deed;
    private final Runnable fired;
    private int events;
    private int progress;
    private long bytes;
    private boolean done;
    private boolean ended;
    private @Nullable Frame last;

    PositionedSink(FrameSink next, Position position, Deed deed, Runnable fired) {
        this.next = next;
        this.position = position;
        this.deed = deed;
        this.fired = fired;
    }

    @Override
    public void push(Frame frame) {
        if (ended) {
            return;
        }
        if (done) {
            next.push(frame);
            return;
        }
        if (position instanceof Position.AfterResponse && frame instanceof Frame.Finish) {
            performAtEnd();
            return;
        }
        if (isBefore(frame)) {
            perform();
            if (!ended) {
                next.push(frame);
            }
            return;
        }
        int within = offsetWithin(frame);
        if (within >= 0) {
            split(frame, within);
            return;
        }
        next.push(frame);
        count(frame);
        if (isAfter(frame)) {
            perform();
        }
    }

    private void perform() {
        done = true;
        next.push(new Frame.Aside(fired));
        ended = deed.perform(next, last);
    }

    /** What ends the connection does so once the reply is whole; all else comes just before its end. */
    private void performAtEnd() {
        done = true;
        next.push(new Frame.Aside(fired));
        ended = true;
        Frame[] leave = {null};
        deed.perform(
                frame -> {
                    if (frame instanceof Frame.Close
                            || frame instanceof Frame.Reset
                            || frame instanceof Frame.HalfClose
                            || frame instanceof Frame.Exit) {
                        leave[0] = frame;
                    } else if (!(frame instanceof Frame.Finish)) {
                        next.push(frame);
                    }
                },
                last);
        next.push(new Frame.Finish(leave[0]));
    }

    private boolean isBefore(Frame frame) {
        if (position instanceof Position.AfterCommit) {
            return true;
        }
        return position instanceof Position.BeforeResponse && isResponse(frame.message());
    }

    private void count(Frame frame) {
        last = frame;
        bytes += size(frame);
        Message message = frame.message();
        if (message != null) {
            events++;
        }
        if (message != null && Methods.PROGRESS.equals(message.method())) {
            progress++;
        }
    }

    private boolean isAfter(Frame frame) {
        if (position instanceof Position.AfterHead) {
            return frame instanceof Frame.Head;
        }
        if (position instanceof Position.AfterEvents after) {
            return events == after.n();
        }
        if (position instanceof Position.AfterProgress after) {
            return progress == after.n();
        }
        return false;
    }

    /** How many bytes of this frame come before the position, or -1 if the position is not within it. */
    private int offsetWithin(Frame frame) {
        if (position instanceof Position.MidEvent mid && frame.message() != null && events + 1 == mid.n()) {
            return Math.min(mid.offset(), size(frame));
        }
        if (position instanceof Position.AfterBytes after && bytes + size(frame) >= after.n()) {
            return (int) (after.n() - bytes);
        }
        return -1;
    }

    private static int size(Frame frame) {
        return encoded(frame).length;
    }

    /** What of the body the frame becomes. */
    private static byte[] encoded(Frame frame) {
        if (frame instanceof Frame.Event event) {
            return event.encoded();
        }
        if (frame instanceof Frame.Line line) {
            return line.encoded();
        }
        return frame instanceof Frame.Data data ? data.bytes() : NO_BODY;
    }

    private void split(Frame frame, int at) {
        byte[] whole = encoded(frame);
        next.push(new Frame.Data(Arrays.copyOfRange(whole, 0, at), null));
        perform();
        if (!ended) {
            next.push(new Frame.Data(Arrays.copyOfRange(whole, at, whole.length), frame.message()));
        }
    }

    static boolean isResponse(@Nullable Message message) {
        return message != null && (message.kind() == Message.Kind.RESULT || message.kind() == Message.Kind.ERROR);
    }
}
