package dev.mcptestbench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.List;

/** Netty's decoder, told which replies have no body, and telling whether anything came at all. */
final class ReplyDecoder extends HttpResponseDecoder {

    private static final int MAX_CONTENT_PIECE = 64 * 1024;

    private boolean headOnly;
    private boolean anyByte;

    ReplyDecoder(int maxHeadBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxHeadBytes)
                .setMaxHeaderSize(maxHeadBytes)
                .setMaxChunkSize(MAX_CONTENT_PIECE));
    }

    /** A request with that method has been sent. */
    void expect(String method) {
        headOnly = method.equals("HEAD");
        anyByte = false;
    }

    /** Whether a byte has come since the last request. */
    boolean anyByte() {
        return anyByte;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        anyByte |= in.isReadable();
        super.decode(context, in, out);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return headOnly || super.isContentAlwaysEmpty(message);
    }
}
