package dev.mcptestbench.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A plain socket that writes and reads bytes as they are; every read is bounded. */
final class RawPeer implements AutoCloseable {

    private static final int MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    RawPeer(WireServer server) throws IOException {
        this(server.port());
    }

    RawPeer(int port) throws IOException {
        this(new Socket(), port);
    }

    RawPeer(Socket unconnected, int port) throws IOException {
        socket = unconnected;
        socket.connect(new InetSocketAddress(Port.loopback(), port), MILLIS);
        socket.setSoTimeout(MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The other end: a connection that was accepted. */
    RawPeer(Socket accepted) throws IOException {
        socket = accepted;
        socket.setSoTimeout(MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    RawPeer send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawPeer send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    RawPeer get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** Everything up to and with the text, which must come. */
    String readTo(String text) throws IOException {
        byte[] end = text.getBytes(StandardCharsets.ISO_8859_1);
        Received read = new Received();
        while (!read.endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed before \"" + text + "\", after: " + read);
            }
            read.write(next);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether nothing has come that was not read. */
    boolean hearsNothing() throws IOException {
        return in.available() == 0;
    }

    void hangUp() {
        close();
    }

    String readBytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Everything up to the FIN. */
    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Received extends ByteArrayOutputStream {

        synchronized boolean endsWith(byte[] end) {
            return count >= end.length && Arrays.equals(buf, count - end.length, count, end, 0, end.length);
        }
    }
}
