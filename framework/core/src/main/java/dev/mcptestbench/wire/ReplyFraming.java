package dev.mcptestbench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/**
 * Turns the frames of one reply into HTTP/1.1, straight into the outgoing buffer. Only the framing of the body is ours;
 * heads go out as they stand, as ISO-8859-1. Used on one event loop.
 */
final class ReplyFraming {

    private static final byte[] NO_BYTES = {};
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] HEAD_END_CHUNKED = ascii("Transfer-Encoding: chunked\r\n\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final byte[][] STATUS_LINES = new byte[600][];
    private static final byte[] HEX = ascii("0123456789abcdef");

    private enum Body {
        /** As it comes: of declared length, or whatever the head says. */
        PLAIN,
        CHUNKED,
        UNTIL_CLOSE,
        /** The request was a HEAD. */
        LEFT_OUT
    }

    private final boolean headOnly;
    private final boolean http10;
    private boolean closes;
    private Body body = Body.PLAIN;

    ReplyFraming(boolean headOnly, boolean http10, boolean keepAlive) {
        this.headOnly = headOnly;
        this.http10 = http10;
        this.closes = http10 || !keepAlive;
    }

    /** Whether the connection ends with the reply. */
    boolean closesAtEnd() {
        return closes || body == Body.UNTIL_CLOSE;
    }

    /** Writes the head; returns what was written. */
    byte[] head(Frame.Head head, ByteBuf out) {
        int start = out.writerIndex();
        out.writeBytes(statusLine(head.status()));
        boolean framed = false;
        boolean chunked = false;
        boolean closing = false;
        for (int i = 0; i < head.headers().size(); i++) {
            Frame.Header header = head.headers().get(i);
            String name = header.name();
            ByteBufUtil.writeAscii(out, name);
            out.writeShort((':' << 8) | ' ');
            ByteBufUtil.writeAscii(out, header.value());
            out.writeShort(('\r' << 8) | '\n');
            if (name.equalsIgnoreCase("content-length")) {
                framed = true;
            } else if (name.equalsIgnoreCase("transfer-encoding")) {
                framed = true;
                chunked |= header.value().equalsIgnoreCase("chunked");
            } else if (name.equalsIgnoreCase("connection")) {
                closing |= header.value().equalsIgnoreCase("close");
            }
        }
        if (head.status() >= 200 || head.status() == 101) {
            closes |= closing;
            body = framing(head.status(), framed, chunked, closing);
        }
        boolean announced = body == Body.CHUNKED && !chunked;
        out.writeBytes(announced ? HEAD_END_CHUNKED : LINE_END);
        byte[] told = new byte[out.writerIndex() - start];
        out.getBytes(start, told);
        return told;
    }

    private Body framing(int status, boolean framed, boolean chunked, boolean closing) {
        if (headOnly) {
            return Body.LEFT_OUT;
        }
        if (chunked) {
            return Body.CHUNKED;
        }
        if (framed || status == 101 || status == 204 || status == 304) {
            return Body.PLAIN;
        }
        return closing || http10 ? Body.UNTIL_CLOSE : Body.CHUNKED;
    }

    /** Writes bytes of the body; returns those that were written, without the frame around them. */
    byte[] body(byte[] bytes, ByteBuf out) {
        if (body == Body.LEFT_OUT) {
            return NO_BYTES;
        }
        if (body != Body.CHUNKED) {
            out.writeBytes(bytes);
        } else if (bytes.length > 0) { // An empty chunk would be the last.
            out.ensureWritable(bytes.length + 12);
            writeHex(bytes.length, out);
            out.writeShort(('\r' << 8) | '\n');
            out.writeBytes(bytes);
            out.writeShort(('\r' << 8) | '\n');
        }
        return bytes;
    }

    /** Writes the end of the body; returns what was written. */
    byte[] finish(ByteBuf out) {
        if (body != Body.CHUNKED) {
            return NO_BYTES;
        }
        out.writeBytes(LAST_CHUNK);
        return LAST_CHUNK.clone();
    }

    private static void writeHex(int number, ByteBuf out) {
        int shift = 28;
        while (shift > 0 && (number >>> shift) == 0) {
            shift -= 4;
        }
        for (; shift >= 0; shift -= 4) {
            out.writeByte(HEX[(number >>> shift) & 0xf]);
        }
    }

    private static byte[] statusLine(int status) {
        if (status < 0 || status >= STATUS_LINES.length) {
            return newStatusLine(status);
        }
        byte[] line = STATUS_LINES[status];
        if (line == null) {
            // Racing threads write equal arrays.
            line = newStatusLine(status);
            STATUS_LINES[status] = line;
        }
        return line;
    }

    private static byte[] newStatusLine(int status) {
        String reason = status < 0 ? "" : HttpResponseStatus.valueOf(status).reasonPhrase();
        return ascii("HTTP/1.1 " + status + " " + reason + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
