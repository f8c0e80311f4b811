package dev.mcptestbench.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a server writes to a client that has no socket, piece by piece. */
final class Tap extends Ear {

    private static final byte[] END = {};

    private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
    private final List<byte[]> all = new ArrayList<>();
    private final AutoCloseable source;
    private byte[] rest = END;
    private int used;
    private boolean ended;

    Tap(AutoCloseable source) {
        this.source = source;
    }

    /** Takes a piece; an empty one says nothing. */
    synchronized void take(byte[] piece) {
        if (piece.length > 0) {
            all.add(piece);
            pieces.add(piece);
        }
    }

    /** Nothing more comes. */
    void end() {
        pieces.add(END);
    }

    /** The pieces, as they were written. */
    synchronized List<byte[]> pieces() {
        return List.copyOf(all);
    }

    /** A stream into this. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int next) {
                take(new byte[] {(byte) next});
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                take(Arrays.copyOfRange(bytes, from, from + count));
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    @Override
    int read(byte[] into, int millis) throws IOException {
        if (ended) {
            return -1;
        }
        if (used == rest.length) {
            try {
                byte[] next = pieces.poll(millis, TimeUnit.MILLISECONDS);
                if (next == null) {
                    throw new SocketTimeoutException("Nothing for " + millis + " ms");
                }
                rest = next;
                used = 0;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            }
            if (rest.length == 0) {
                ended = true;
                return -1;
            }
        }
        int count = Math.min(into.length, rest.length - used);
        System.arraycopy(rest, used, into, 0, count);
        used += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        try {
            source.close();
        } catch (IOException broken) {
            throw broken;
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }
}
