package dev.mcptestbench.wire;

import dev.mcptestbench.time.Timer;
import dev.mcptestbench.wire.WireListener.End;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes the frames of one reply from any thread and writes them on the connection's event loop, in order and at the
 * pace that the frames themselves set. Frames that are there together leave in one write.
 */
final class ReplyPump implements FrameSink, Runnable {

    private static final int FLUSH_AT = 64 * 1024;

    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ServerConnection connection;
    private final ServerExchange exchange;
    private final ReplyFraming framing;
    private final Backlog backlog;
    private final Pacer pacer;

    private boolean ourTurn;
    private boolean stalled;
    private boolean headJustWritten;
    private boolean hung;
    private @Nullable ByteBuf out;
    private @Nullable Timer timer;
    private @Nullable Slow slow;

    ReplyPump(ServerConnection connection, ServerExchange exchange, ReplyFraming framing) {
        this.connection = connection;
        this.exchange = exchange;
        this.framing = framing;
        this.backlog = new Backlog(connection.maxUnreadBytes());
        this.pacer = new Pacer(connection.clock());
    }

    Room room() {
        return backlog;
    }

    /** The reply is over. */
    void close() {
        backlog.close();
    }

    @Override
    public void push(Frame frame) {
        if (exchange.isOver()) {
            return;
        }
        if (!backlog.add(Backlog.sizeOf(frame))) {
            connection.execute(this::giveUp);
            return;
        }
        frames.add(frame);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            connection.execute(this);
        }
    }

    /** The peer does not read: what waits for it is dropped, and it is told no more. */
    private void giveUp() {
        if (!exchange.isOver()) {
            abandon(End.OVERRUN);
            connection.close(true);
        }
    }

    /** Until {@link #run}, frames are only gathered: whoever calls this runs it himself. On the event loop. */
    void gather() {
        scheduled.set(true);
    }

    @Override
    public void run() {
        scheduled.set(false);
        advance();
    }

    /** The replies before this one are over. */
    void takeTurn() {
        ourTurn = true;
        advance();
    }

    /** Writes what may be written now. On the event loop. */
    void advance() {
        while (ourTurn && !stalled && !exchange.isOver()) {
            if (out != null && out.readableBytes() >= FLUSH_AT) {
                flush();
            }
            if (!connection.isWritable()) {
                // The peer does not read; the connection calls again when it does.
                flush();
                return;
            }
            Frame frame = frames.poll();
            if (frame == null) {
                flushSoon();
                return;
            }
            backlog.remove(Backlog.sizeOf(frame));
            step(frame);
        }
    }

    private void step(Frame frame) {
        headJustWritten = false;
        if (hung) {
            return;
        }
        if (frame instanceof Frame.Head
                || frame instanceof Frame.Event
                || frame instanceof Frame.Line
                || frame instanceof Frame.Data
                || frame instanceof Frame.Raw) {
            if (pacer.isSlow()) {
                putSlowly(frame);
            } else {
                tell(frame, encode(frame, out()));
                headJustWritten = frame instanceof Frame.Head;
            }
        } else if (frame instanceof Frame.Finish finish) {
            tell(frame, framing.finish(out()));
            exchange.end(End.FINISHED);
            flush();
            connection.replyDone(
                    exchange, finish.leave() == null && framing.closesAtEnd() ? new Frame.Close() : finish.leave());
        } else if (frame instanceof Frame.Pause pause) {
            stallFor(pause.duration());
        } else if (frame instanceof Frame.Wait wait) {
            if (!wait.gate().isOpen()) {
                stall();
                wait.gate().whenOpen(this::resumeSoon);
            }
        } else if (frame instanceof Frame.Throttle throttle) {
            pacer.rate(throttle.bytesPerSecond());
        } else if (frame instanceof Frame.Aside aside) {
            aside.action().run();
        } else if (frame instanceof Frame.Hang) {
            hung = true;
            flush();
        } else if (!(frame instanceof Frame.Stderr || frame instanceof Frame.Exit)) {
            leave(frame);
        }
    }

    private void leave(Frame frame) {
        boolean reset = frame instanceof Frame.Reset;
        exchange.end(reset ? End.RESET : End.CLOSED);
        frames.clear();
        ByteBuf last = out == null ? Unpooled.EMPTY_BUFFER : out;
        out = null;
        connection.leave(last, frame);
    }

    private byte[] encode(Frame frame, ByteBuf into) {
        if (frame instanceof Frame.Event event) {
            return framing.body(event.encoded(), into);
        }
        if (frame instanceof Frame.Data data) {
            return framing.body(data.bytes(), into);
        }
        if (frame instanceof Frame.Line line) {
            return framing.body(line.encoded(), into);
        }
        if (frame instanceof Frame.Head head) {
            return framing.head(head, into);
        }
        byte[] raw = ((Frame.Raw) frame).bytes();
        into.writeBytes(raw);
        return raw;
    }

    /**
     * Told just before the bytes leave, so that nothing the peer does on reading them can be journaled earlier.
     */
    private void tell(Frame frame, byte[] bytes) {
        connection.listener().sent(exchange, frame, bytes);
    }

    private ByteBuf out() {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = connection.newBuffer();
            out = buffer;
        }
        return buffer;
    }

    private void flush() {
        ByteBuf buffer = out;
        if (buffer != null) {
            out = null;
            connection.write(buffer);
        }
    }

    /** A lone head waits one turn of the loop: mostly its body is being pushed just now and can go with it. */
    private void flushSoon() {
        if (headJustWritten) {
            headJustWritten = false;
            connection.execute(this::flush);
        } else {
            flush();
        }
    }

    private void stall() {
        stalled = true;
        flush();
    }

    private void stallFor(Duration duration) {
        if (!duration.isZero() && !duration.isNegative()) {
            stall();
            timer = connection.clock().schedule(duration, this::resumeSoon);
        }
    }

    private void resumeSoon() {
        connection.execute(this::resume);
    }

    private void resume() {
        stalled = false;
        if (slow != null && !exchange.isOver()) {
            nextSlice(slow);
        }
        advance();
    }

    private void putSlowly(Frame frame) {
        ByteBuf encoded = connection.newBuffer();
        byte[] told = encode(frame, encoded);
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes).release();
        if (bytes.length == 0) {
            tell(frame, told);
        } else {
            flush();
            nextSlice(new Slow(frame, told, bytes));
        }
    }

    private void nextSlice(Slow current) {
        int size = pacer.slice(current.bytes.length - current.sent);
        out().writeBytes(current.bytes, current.sent, size);
        current.sent += size;
        boolean last = current.sent == current.bytes.length;
        slow = last ? null : current;
        if (last) {
            tell(current.frame, current.told);
        }
        stallFor(pacer.pauseAfter(size));
    }

    /** The connection is no more. On the event loop. */
    void abandon(End end) {
        if (slow != null && slow.sent > 0) {
            tell(slow.frame, Arrays.copyOf(slow.bytes, slow.sent));
        }
        slow = null;
        exchange.end(end);
        frames.clear();
        Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
        if (out != null) {
            out.release();
            out = null;
        }
    }

    /** A frame of which a part has been sent. */
    private static final class Slow {

        private final Frame frame;
        private final byte[] told;
        private final byte[] bytes;
        private int sent;

        Slow(Frame frame, byte[] told, byte[] bytes) {
            this.frame = frame;
            this.told = told;
            this.bytes = bytes;
        }
    }
}
