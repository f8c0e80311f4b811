package dev.mcptestbench.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds out, with as little work as it takes, whether a buffer holds a whole reply. */
final class HttpReply {

    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private HttpReply() {}

    /** Whether what was put into the buffer so far is one whole reply, of declared length or chunked. */
    static boolean isWhole(ByteBuffer received) {
        int end = received.position();
        int bodyStart = -1;
        int length = -1;
        for (int i = 0; i + 3 < end; i++) {
            if (received.get(i) != '\r' || received.get(i + 1) != '\n') {
                continue;
            }
            if (received.get(i + 2) == '\r' && received.get(i + 3) == '\n') {
                bodyStart = i + 4;
                break;
            }
            if (length < 0 && matches(received, i + 2, end)) {
                length = number(received, i + 2 + LENGTH.length);
            }
        }
        if (bodyStart < 0) {
            return false;
        }
        return length >= 0 ? end - bodyStart >= length : endsWithLastChunk(received, end);
    }

    private static boolean matches(ByteBuffer received, int at, int end) {
        if (at + LENGTH.length >= end) {
            return false;
        }
        for (int i = 0; i < LENGTH.length; i++) {
            int letter = received.get(at + i);
            if (letter != LENGTH[i] && (letter | 0x20) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(ByteBuffer received, int at) {
        int number = 0;
        for (int i = at; received.get(i) != '\r'; i++) {
            if (received.get(i) != ' ') {
                number = number * 10 + (received.get(i) - '0');
            }
        }
        return number;
    }

    private static boolean endsWithLastChunk(ByteBuffer received, int end) {
        for (int i = 0; i < LAST_CHUNK.length; i++) {
            if (end < LAST_CHUNK.length || received.get(end - LAST_CHUNK.length + i) != LAST_CHUNK[i]) {
                return false;
            }
        }
        return true;
    }

    /** What was put into the buffer so far, as text. */
    static String text(ByteBuffer received) {
        byte[] bytes = new byte[received.position()];
        received.get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The value of a header, or the empty string. */
    static String header(String reply, String name) {
        for (String line : reply.substring(0, reply.indexOf("\r\n\r\n")).split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }
}
