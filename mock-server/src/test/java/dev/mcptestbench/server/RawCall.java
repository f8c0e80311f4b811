package dev.mcptestbench.server;

import dev.mcptestbench.plugin.McpEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests byte for byte over a socket of their own, and what comes back until nothing more does. */
final class RawCall extends Ear {

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

    @Override
    int read(byte[] into, int millis) throws IOException {
        socket.setSoTimeout(millis);
        return socket.getInputStream().read(into);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
