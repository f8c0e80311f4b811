package dev.mcptestbench.server;

import dev.mcptestbench.plugin.McpEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Requests byte for byte over a socket of their own, and what comes back until nothing more does. */
final class RawCall implements AutoCloseable {

    /** How the bytes ended. */
    enum End {
        FIN,
        RST,
        /** Nothing more came, and the connection was open still. */
        OPEN
    }

    /** What came back. */
    record Answer(String bytes, End end) {}

    private final Socket socket;
    private final byte[] buffer = new byte[64 * 1024];
    private int buffered;
    private int filled;

    RawCall(McpEndpoint.Provider server) throws IOException {
        socket = new Socket(
                InetAddress.getLoopbackAddress(), server.endpoint().url().getPort());
    }

    RawCall send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    /** A POST of a message in a session. */
    RawCall post(Peer peer, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nMcp-Session-Id: " + peer.session() + "\r\n"
                + "MCP-Protocol-Version: 2025-11-25\r\nContent-Length: " + body.length + "\r\n\r\n" + json);
    }

    RawCall get(Peer peer, String moreHeaders) throws IOException {
        return send("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nMcp-Session-Id: "
                + peer.session() + "\r\nMCP-Protocol-Version: 2025-11-25\r\n" + moreHeaders + "\r\n");
    }

    /** Reads until the end, or until nothing came for so long. */
    Answer readFor(int idleMillis) throws IOException {
        socket.setSoTimeout(idleMillis);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        End end = End.OPEN;
        bytes.write(buffer, buffered, filled - buffered);
        buffered = filled;
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
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

    /** Reads until the text has come, and no further. */
    String readUntil(String text) throws IOException {
        socket.setSoTimeout(20_000);
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] last = new int[wanted.length];
        for (long read = 0; !isEnd(last, read, wanted); read++) {
            int next = nextByte();
            if (next < 0) {
                throw new IOException("The connection ended before \"" + text + "\": " + bytes);
            }
            bytes.write(next);
            last[(int) (read % wanted.length)] = next;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Reads until the text has come, and keeps nothing but the number of bytes. */
    long countUntil(String text) throws IOException {
        socket.setSoTimeout(20_000);
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        int[] last = new int[wanted.length];
        long read = 0;
        for (; !isEnd(last, read, wanted); read++) {
            int next = nextByte();
            if (next < 0) {
                throw new IOException("The connection ended after " + read + " bytes, before \"" + text + '"');
            }
            last[(int) (read % wanted.length)] = next;
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

    private int nextByte() throws IOException {
        if (buffered == filled) {
            filled = socket.getInputStream().read(buffer);
            buffered = 0;
            if (filled < 0) {
                filled = 0;
                return -1;
            }
        }
        return buffer[buffered++] & 0xFF;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
