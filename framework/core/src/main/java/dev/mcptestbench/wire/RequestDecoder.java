package dev.mcptestbench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Netty's decoder, which also knows whether a request is under way, and which can be told to wait, or to listen no more. */
final class RequestDecoder extends HttpRequestDecoder {

    private static final int MAX_CONTENT_PIECE = 64 * 1024;

    private boolean underWay;
    private boolean deaf;
    private boolean paused;
    private int waiting;

    RequestDecoder(int maxHeadBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxHeadBytes)
                .setMaxHeaderSize(maxHeadBytes)
                .setMaxChunkSize(MAX_CONTENT_PIECE));
    }

    /** Whether bytes of a request have come that is not yet whole. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Keeps what comes from here on, undecoded: we read on, for only who reads sees that the peer has left. */
    void pause() {
        paused = true;
    }

    boolean isPaused() {
        return paused;
    }

    /** How many bytes came during the pause and wait. */
    int waitingBytes() {
        return waiting;
    }

    /** Takes up what has waited. Not to be called while it decodes. */
    void resume(ChannelHandlerContext context) throws Exception {
        paused = false;
        waiting = 0;
        channelRead(context, Unpooled.EMPTY_BUFFER);
    }

    /** From here on everything that comes is thrown away. */
    void goDeaf() {
        deaf = true;
        underWay = false;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (deaf) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (paused) {
            waiting = in.readableBytes();
            return;
        }
        if (!underWay && in.isReadable()) {
            checkFirst(in.getByte(in.readerIndex()));
        }
        int before = in.readableBytes();
        super.decode(context, in, out);
        if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            underWay = false;
        } else if (in.readableBytes() < before || in.isReadable()) {
            underWay = true;
        }
    }

    /** Two ways to say where a body ends are one too many: whoever stands between might see another end. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a body has either Content-Length or Transfer-Encoding, not both");
    }

    /** Tells at once what would else be taken for the start of an endless request line. */
    private static void checkFirst(byte first) throws NotHttpException {
        boolean lineEnd = first == '\r' || first == '\n';
        if (!lineEnd && (first < 0x21 || first > 0x7e)) {
            throw new NotHttpException(
                    first == 0x16
                            ? "a TLS handshake came to a server that speaks plain HTTP"
                            : String.format("a request cannot start with the byte 0x%02x", first & 0xff));
        }
    }

    /** What came is no HTTP from its first byte. */
    static final class NotHttpException extends Exception {

        private static final long serialVersionUID = 1;

        NotHttpException(String message) {
            super(message);
        }
    }
}
