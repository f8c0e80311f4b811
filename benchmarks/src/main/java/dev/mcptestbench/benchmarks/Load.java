package dev.mcptestbench.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks over a number of kept connections, on each as soon as the reply to the request before is there. One thread,
 * sockets without blocking, requests that were made beforehand: the same for every server, and as little as can be.
 */
final class Load implements AutoCloseable {

    private static final int ID_DIGITS = String.valueOf(McpRequests.FIRST_ID).length();

    /** One reply in so many is read for what it says; of the others the status is looked at. */
    private static final int READ_ONE_IN = 256;

    private final Selector selector = Selector.open();
    private final List<Caller> callers = new ArrayList<>();
    private long calls;

    /**
     * One connection, and what is asked on it time and again.
     *
     * @param request where it holds {@link McpRequests#FIRST_ID}, another number takes its place each time
     * @param answer what the body of each reply holds
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares lines.
    record Line(RawClient client, byte[] request, String answer) {}

    /** Loads these connections. */
    Load(List<Line> lines) throws IOException {
        for (Line line : lines) {
            Caller caller = new Caller(line);
            callers.add(caller);
            caller.register();
        }
    }

    /**
     * What one round brought.
     *
     * @param calls calls that were answered
     * @param nanos how long it took
     * @param generatorNanos how much of a processor the load itself took
     */
    record Round(long calls, long nanos, long generatorNanos) {

        double perSecond() {
            return calls * 1e9 / nanos;
        }
    }

    /** Calls for so long, then lets the calls that are under way end. */
    Round run(long nanos) throws IOException {
        long cpuStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long deadline = start + nanos;
        calls = 0;
        for (Caller caller : callers) {
            caller.call();
        }
        int underWay = callers.size();
        while (underWay > 0) {
            if (selector.select(10_000) == 0) {
                throw new IOException("No reply in ten seconds, " + underWay + " calls are under way");
            }
            boolean goesOn = System.nanoTime() < deadline;
            for (SelectionKey key : selector.selectedKeys()) {
                Caller caller = (Caller) key.attachment();
                if (caller.isAnswered()) {
                    calls++;
                    if (goesOn) {
                        caller.call();
                    } else {
                        underWay--;
                    }
                }
            }
            selector.selectedKeys().clear();
        }
        long took = System.nanoTime() - start;
        return new Round(calls, took, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStart);
    }

    @Override
    public void close() throws IOException {
        for (Caller caller : callers) {
            caller.line.client().close();
        }
        selector.close();
    }

    /** One connection that calls and calls. */
    private final class Caller {

        private final Line line;
        private final SocketChannel channel;
        private final ByteBuffer request;
        private final ByteBuffer received = ByteBuffer.allocateDirect(8 * 1024);
        private final int idAt;
        private int nextId = McpRequests.FIRST_ID + 1;

        Caller(Line line) {
            this.line = line;
            this.channel = line.client().channel();
            this.request = ByteBuffer.allocateDirect(line.request().length).put(line.request());
            this.idAt =
                    new String(line.request(), StandardCharsets.US_ASCII).indexOf(String.valueOf(McpRequests.FIRST_ID));
        }

        void register() throws IOException {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void call() throws IOException {
            int id = nextId++;
            for (int i = ID_DIGITS - 1; i >= 0 && idAt >= 0; i--) {
                request.put(idAt + i, (byte) ('0' + id % 10));
                id /= 10;
            }
            request.rewind();
            received.clear();
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        boolean isAnswered() throws IOException {
            if (channel.read(received) < 0) {
                throw new EOFException("The server hung up after: " + HttpReply.text(received));
            }
            if (!HttpReply.isWhole(received)) {
                return false;
            }
            // The status, behind "HTTP/1.1 ".
            boolean good = received.get(9) == '2' && received.get(10) == '0' && received.get(11) == '0';
            if (!good || (nextId % READ_ONE_IN == 0 && !HttpReply.text(received).contains(line.answer()))) {
                throw new IOException("Not the reply that was expected: " + HttpReply.text(received));
            }
            return true;
        }
    }
}
