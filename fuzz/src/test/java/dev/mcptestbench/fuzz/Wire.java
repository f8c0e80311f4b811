package dev.mcptestbench.fuzz;

import dev.mcptestbench.server.MockMcpServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection; who hears nothing for ten seconds calls it a hang. */
final class Wire implements AutoCloseable {

    private static final int HANG_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private String head = "";

    Wire(MockMcpServer server) throws IOException {
        this(server.url().getPort());
    }

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(HANG_MILLIS);
        // Closed with an RST, so that thousands of them leave nothing waiting.
        socket.setSoLinger(true, 0);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException refused) {
            // It need not listen to the end; what it said is read next.
        }
    }

    void endInput() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException ended) {
            // It has ended the connection already.
        }
    }

    String toEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (SocketException reset) {
            // That is an end as well.
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    int status() throws IOException {
        return Integer.parseInt(first("^HTTP/1\\.1 (\\d{3}) "));
    }

    String header(String name) throws IOException {
        return first("(?im)^" + name + ": (\\S+)");
    }

    private String first(String pattern) throws IOException {
        if (head.isEmpty()) {
            StringBuilder read = new StringBuilder();
            while (read.indexOf("\r\n\r\n", Math.max(0, read.length() - 4)) < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("The connection ended after: " + read);
                }
                read.append((char) next);
            }
            head = read.toString();
        }
        Matcher matcher = Pattern.compile(pattern).matcher(head);
        if (!matcher.find()) {
            throw new IOException("No " + pattern + " in: " + head);
        }
        return matcher.group(1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
