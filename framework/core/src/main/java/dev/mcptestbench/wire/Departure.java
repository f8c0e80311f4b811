package dev.mcptestbench.wire;

import dev.mcptestbench.wire.WireListener.End;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How one connection of a server ends: what goes out last, and what follows it. Runs on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored")
final class Departure {

    /** How long a peer that has seen our FIN may go on sending. */
    private static final long DRAIN_SECONDS = 5;

    private final SocketChannel channel;
    private final RequestDecoder decoder;
    private boolean begun;
    private End end = End.CLOSED_BY_PEER;
    private @Nullable ByteBuf parting;

    Departure(SocketChannel channel, RequestDecoder decoder) {
        this.channel = channel;
        this.decoder = decoder;
    }

    /** Whether nothing more is heard: we are about to close, or the peer has. */
    boolean hasBegun() {
        return begun;
    }

    /** Who ended the connection, and how. */
    End end() {
        return end;
    }

    private void begin(End how) {
        begun = true;
        end = how;
        decoder.goDeaf();
    }

    /** Listens no more; these words are said, and the connection ended, once {@link #sayParting} is called. */
    void prepare(ByteBuf words) {
        begin(End.CLOSED);
        parting = words;
    }

    /** Whether there were words prepared: they are on their way now. */
    boolean sayParting() {
        ByteBuf words = parting;
        parting = null;
        if (words != null) {
            finThenDrain(words);
        }
        return words != null;
    }

    /** Writes the last bytes, then ends the connection as the frame says. */
    void leave(ByteBuf last, Frame way) {
        boolean reset = way instanceof Frame.Reset;
        begin(reset ? End.RESET : End.CLOSED);
        channel.writeAndFlush(last).addListener(written -> {
            if (way instanceof Frame.HalfClose) {
                shutdownOutput();
            } else {
                close(reset);
            }
        });
    }

    /**
     * Ends our side and reads on until the peer ends his: a socket that is closed with bytes unread sends an RST, which
     * would wipe out the reply before it was read.
     */
    void finThenDrain(ByteBuf last) {
        begin(End.CLOSED);
        channel.writeAndFlush(last).addListener(written -> {
            shutdownOutput();
            channel.eventLoop().schedule(() -> close(false), DRAIN_SECONDS, TimeUnit.SECONDS);
        });
    }

    private void shutdownOutput() {
        Meter.ending(channel);
        channel.shutdownOutput();
        // Whoever was too quick for us is read to his end.
        channel.config().setAutoRead(true);
    }

    /** Ends the connection with a FIN or an RST, at once. */
    void close(boolean reset) {
        if (!channel.isOpen()) {
            return;
        }
        begin(reset ? End.RESET : End.CLOSED);
        if (reset) {
            channel.config().setSoLinger(0);
            // Past TLS, which would say goodbye first.
            channel.pipeline().context(Meter.class).close();
        } else {
            channel.close();
        }
    }

    /** The connection is no more. */
    void over() {
        begun = true;
        if (parting != null) {
            parting.release();
            parting = null;
        }
    }

    /** A reply that says what is wrong with a request, after which the connection is closed. */
    static ByteBuf refusal(int status, String detail) {
        Frame.Data text = Frame.Data.text(detail + "\n");
        Frame.Head head = Frame.Head.of(status)
                .with("Content-Type", "text/plain;charset=utf-8")
                .with("Content-Length", Integer.toString(text.bytes().length))
                .with("Connection", "close");
        ByteBuf bytes = Unpooled.buffer(256 + text.bytes().length);
        ReplyFraming framing = new ReplyFraming(false, false, false);
        framing.head(head, bytes);
        framing.body(text.bytes(), bytes);
        return bytes;
    }
}
