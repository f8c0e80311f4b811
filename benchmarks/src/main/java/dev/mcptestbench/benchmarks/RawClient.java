package dev.mcptestbench.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection, with one session or with none: a socket and the bytes that go over it. Not thread-safe. */
final class RawClient implements AutoCloseable {

    private static final int BUFFER_BYTES = 8 * 1024;

    private final McpRequests requests;
    private final SocketChannel channel;
    private ByteBuffer received = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private String session = "";
    private boolean modern;

    RawClient(URI url) throws IOException {
        this.requests = new McpRequests(url);
        this.channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(url.getHost(), url.getPort()));
    }

    /** Goes through the handshake; a server that names no session has none. */
    RawClient initialize() throws IOException {
        session = HttpReply.header(exchange(requests.initialize()), "Mcp-Session-Id");
        exchange(requests.initialized(session));
        return this;
    }

    /** Goes without a handshake: each call stands for itself. */
    RawClient modern() {
        modern = true;
        return this;
    }

    byte[] toolCall() {
        return modern ? requests.modernToolCall() : toolCall("echo");
    }

    byte[] toolCall(String tool) {
        return requests.toolCall(session, tool);
    }

    /** Sends a request and waits for its whole reply, which is returned. */
    String exchange(byte[] request) throws IOException {
        send(ByteBuffer.wrap(request));
        received.clear();
        while (!HttpReply.isWhole(received)) {
            if (!received.hasRemaining()) {
                received = ByteBuffer.allocateDirect(received.capacity() * 2).put(received.flip());
            }
            if (channel.read(received) < 0) {
                throw new EOFException("The server hung up after: " + HttpReply.text(received));
            }
        }
        String reply = HttpReply.text(received);
        if (!reply.startsWith("HTTP/1.1 2") && !reply.startsWith("HTTP/1.1 3")) {
            throw new IOException("The server refused: " + reply);
        }
        return reply;
    }

    /** Opens the standing stream and does not wait for anything to come on it. */
    RawClient listen() throws IOException {
        send(ByteBuffer.wrap(requests.standingStream(session)));
        return this;
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    SocketChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
