package dev.mcptestbench.server;

import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Bytes that come from a server, whatever carries them. Every wait is bounded. */
abstract class Ear implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final byte[] buffer = new byte[64 * 1024];
    private int buffered;
    private int filled;

    /**
     * Reads what is there, or waits for it.
     *
     * @return how many bytes, or -1 at the end
     * @throws SocketTimeoutException if nothing came in time
     * @throws SocketException if the connection was reset
     */
    abstract int read(byte[] into, int millis) throws IOException;

    /** Reads until the end, or until nothing came for so long. */
    Answer readFor(int idleMillis) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        End end = End.OPEN;
        bytes.write(buffer, buffered, filled - buffered);
        buffered = filled;
        try {
            for (int read = read(buffer, idleMillis); read >= 0; read = read(buffer, idleMillis)) {
                bytes.write(buffer, 0, read);
                buffered = 0;
                filled = 0;
            }
            end = End.FIN;
        } catch (SocketTimeoutException nothingMore) {
            end = End.OPEN;
        } catch (SocketException reset) {
            end = End.RST;
        }
        return new Answer(bytes.toString(StandardCharsets.UTF_8), end);
    }

    /** Reads to the end, and fails if it does not come. */
    Answer readToTheEnd() throws IOException {
        return readFor(PATIENCE_MILLIS);
    }

    /** Reads until the text has come, and no further. */
    String readUntil(String text) throws IOException {
        return readUntil(text.getBytes(StandardCharsets.UTF_8), text);
    }

    /** Reads until the bytes have come, and no further. */
    String readUntil(byte[] wanted, String as) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] last = new int[wanted.length];
        for (long read = 0; !isEnd(last, read, wanted); read++) {
            int next = nextByte("\"" + as + "\"", bytes);
            bytes.write(next);
            last[(int) (read % wanted.length)] = next;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Reads so many bytes. */
    String readBytes(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < count) {
            bytes.write(nextByte(count + " bytes", bytes));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Reads until the text has come, and keeps nothing but the number of bytes. */
    long countUntil(String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        int[] last = new int[wanted.length];
        long read = 0;
        for (; !isEnd(last, read, wanted); read++) {
            last[(int) (read % wanted.length)] = nextByte("\"" + text + "\"", null);
        }
        return read;
    }

    private static boolean isEnd(int[] last, long read, byte[] wanted) {
        if (read < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (last[(int) ((read + i) % wanted.length)] != (wanted[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private int nextByte(String before, ByteArrayOutputStream sofar) throws IOException {
        if (buffered == filled) {
            buffered = 0;
            try {
                filled = Math.max(0, read(buffer, PATIENCE_MILLIS));
            } catch (SocketTimeoutException late) {
                throw new IOException("Nothing more came within 20 s, before " + before + ": " + sofar, late);
            }
            if (filled == 0) {
                throw new IOException("It ended before " + before + ": " + sofar);
            }
        }
        return buffer[buffered++] & 0xFF;
    }

    @Override
    public abstract void close() throws IOException;
}
