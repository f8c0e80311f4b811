package dev.mcptestbench.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many sessions, each with its standing stream open, watched by one thread. Not thread-safe. */
final class Listeners implements AutoCloseable {

    private static final long QUIET_MILLIS = 500;
    private static final long BOUND_MILLIS = 20_000;
    private static final byte[] MARK = "list_changed".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector = Selector.open();
    private final List<RawClient> clients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);

    Listeners(URI url, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RawClient client = new RawClient(url).initialize().listen();
            clients.add(client);
            SocketChannel channel = client.channel();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Progress());
        }
    }

    /** How far the notification that all wait for has come on one stream. */
    private static final class Progress {

        private int matched;
        private boolean seen;
    }

    /** Reads what comes until nothing has come for a while. */
    void drain() throws IOException {
        while (selector.select(key -> read(key), QUIET_MILLIS) > 0) {
            // Until it is quiet.
        }
    }

    /**
     * Has the server send a notification to all.
     *
     * @return the nanoseconds from the first to the last stream on which it came
     */
    long reach(ServerProcess server) throws IOException {
        drain();
        selector.keys().forEach(key -> ((Progress) key.attachment()).seen = false);
        Thread asking = new Thread(() -> server.ask("broadcast"), "broadcast");
        asking.start();
        int[] missing = {clients.size()};
        long[] first = {0};
        long last = 0;
        while (missing[0] > 0) {
            int ready = selector.select(
                    key -> {
                        if (first[0] == 0) {
                            first[0] = System.nanoTime();
                        }
                        missing[0] -= read(key) ? 1 : 0;
                    },
                    BOUND_MILLIS);
            last = System.nanoTime();
            if (ready == 0) {
                throw new IllegalStateException("A notification did not come on " + missing[0] + " streams");
            }
        }
        try {
            asking.join(BOUND_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return last - first[0];
    }

    /** Takes what is there; whether that completed the notification. */
    private boolean read(SelectionKey key) {
        Progress progress = (Progress) key.attachment();
        buffer.clear();
        try {
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                throw new EOFException("The server ended a stream");
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        for (int i = 0; i < buffer.position() && !progress.seen; i++) {
            byte next = buffer.get(i);
            progress.matched = next == MARK[progress.matched] ? progress.matched + 1 : next == MARK[0] ? 1 : 0;
            if (progress.matched == MARK.length) {
                progress.matched = 0;
                progress.seen = true;
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        selector.close();
    }
}
