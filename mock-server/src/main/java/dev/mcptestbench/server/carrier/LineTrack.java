package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.Lane;
import dev.mcptestbench.wire.Lanes;
import dev.mcptestbench.wire.Room;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.WireListener.End;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Writes the frames of many lanes as lines to one wire, or in memory as messages, and journals what it wrote. */
@API(status = API.Status.INTERNAL)
public final class LineTrack implements Lanes.Track {

    private static final byte[] NOTHING = {};

    private final boolean lines;
    private final WireJournal journal;
    private final LineWire wire;
    private final Lanes lanes;
    private final Consumer<Message> leaving;
    private volatile @Nullable Lane unanswered;
    private volatile boolean muted;
    private @Nullable End left;
    private boolean told;

    /**
     * A track to one wire.
     *
     * @param lines whether messages are lines, rather than pieces of their own
     * @param leaving told of each message before it leaves
     */
    public LineTrack(boolean lines, WireJournal journal, LineWire wire, Lanes lanes, Consumer<Message> leaving) {
        this.lines = lines;
        this.journal = journal;
        this.wire = wire;
        this.lanes = lanes;
        this.leaving = leaving;
    }

    /** Remembers the lane of what answers no request. */
    public Lane unanswered(Lane lane) {
        unanswered = lane;
        return lane;
    }

    /** Says whose that lane is. */
    public void standing(@Nullable String client) {
        Lane lane = unanswered;
        if (lane != null) {
            journal.belongs(lane, client);
        }
    }

    @Override
    public byte[] encode(Frame frame) {
        if (frame instanceof Frame.Line line) {
            return lines ? line.encoded() : line.json();
        }
        if (frame instanceof Frame.Data data) {
            return data.bytes();
        }
        if (frame instanceof Frame.Stderr stderr) {
            return stderr.bytes();
        }
        return frame instanceof Frame.Raw raw ? raw.bytes() : NOTHING;
    }

    @Override
    public boolean put(Lane lane, Frame frame, byte[] bytes, int from, int to) {
        boolean last = to == bytes.length;
        if (muted || to == from) {
            return true;
        }
        if (last) {
            journal.sent(lane, frame, bytes);
        }
        Message message = frame.message();
        if (from == 0 && message != null) {
            leaving.accept(message);
        }
        if (frame instanceof Frame.Stderr) {
            wire.errors(part(bytes, from, to));
            return true;
        }
        if (lines) {
            wire.output(part(bytes, from, to));
            return bytes[to - 1] == '\n';
        }
        if (last) {
            wire.output(bytes);
        }
        return last;
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
    }

    @Override
    public void leave(Lane lane, Frame frame) {
        if (muted && frame instanceof Frame.HalfClose) {
            return;
        }
        muted = true;
        if (frame instanceof Frame.HalfClose) {
            wire.closeOutput();
            return;
        }
        close(End.CLOSED);
        lanes.close(End.CLOSED);
        wire.exit(frame instanceof Frame.Exit exit ? exit.code() : 0);
    }

    @Override
    public Room room() {
        return wire.room();
    }

    @Override
    public void overrun(Lane lane) {
        close(End.OVERRUN);
        wire.abort();
    }

    @Override
    public void over(Lane lane, End end) {
        if (lane.number() != 0 && lane != unanswered) {
            journal.ended(lane, end);
        }
    }

    /** Nothing goes out any more; returns who ended it first. */
    public synchronized End close(End how) {
        muted = true;
        End first = left == null ? how : left;
        left = first;
        return first;
    }

    /** Whether this is the first time that is asked. */
    public synchronized boolean tellClosed() {
        boolean first = !told;
        told = true;
        return first;
    }
}
