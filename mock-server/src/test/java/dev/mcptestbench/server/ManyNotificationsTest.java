package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.connected;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Many notifications: none is lost, and each stream keeps its order. Alone, for it wants the machine. */
@Isolated
class ManyNotificationsTest {

    @Test
    void aHundredThousandReachOneClientInOrder() throws Exception {
        try (MockMcpServer server = MockMcpServer.start()) {
            server.on(connected()).send(logging(INFO, "tick {n}."), Duration.ZERO, 100_000);
            Peer peer = Peer.connected(server);
            try (Stream stream = new Stream(server, peer)) {
                for (int n = 1; n <= 100_000; n++) {
                    assertThat(stream.nextTick()).isEqualTo(n);
                }
            }
        }
    }

    @Test
    void aHundredThousandOnTheStreamOfACallPrecedeItsResult() throws Exception {
        try (MockMcpServer server = MockMcpServer.start()) {
            server.tool("flood")
                    .streams(logging(INFO, "tick {n}."))
                    .times(100_000)
                    .returns(text("tick 100001."));
            Peer peer = Peer.connected(server);
            try (Stream stream = new Stream(server, peer, Rig.call("flood"))) {
                for (int n = 1; n <= 100_001; n++) {
                    assertThat(stream.nextTick()).isEqualTo(n);
                }
            }
        }
    }

    @Test
    void aThousandReachEachOfAThousandClientsInOrder() throws Exception {
        try (MockMcpServer server = MockMcpServer.start()) {
            server.tool("start").returns(text("started"));
            server.on(toolCall("start"))
                    .send(logging(INFO, "tick {n}."), Duration.ZERO, 1_000)
                    .toAll();
            List<Stream> streams = new ArrayList<>();
            Peer first = Peer.connected(server, "first");
            try {
                for (int i = 0; i < 1_000; i++) {
                    streams.add(new Stream(server, RawSession.of(server)));
                }
                first.call("start", Map.of());
                for (Stream stream : streams) {
                    for (int n = 1; n <= 1_000; n++) {
                        assertThat(stream.nextTick()).isEqualTo(n);
                    }
                }
            } finally {
                for (Stream stream : streams) {
                    stream.close();
                }
            }
        }
    }

    /** The id of a session that was opened over a socket of its own. */
    private record RawSession(String id) {

        static RawSession of(MockMcpServer server) throws IOException {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
                post(
                        socket,
                        "",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"raw\",\"version\":\"1\"}}}");
                String head = until(socket.getInputStream(), "\"version\":\"1.0\"}}}");
                int at = head.indexOf("Mcp-Session-Id: ") + "Mcp-Session-Id: ".length();
                RawSession session = new RawSession(head.substring(at, head.indexOf('\r', at)));
                post(socket, session.header(), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
                until(socket.getInputStream(), "Content-Length: 0\r\n\r\n");
                return session;
            }
        }

        private String header() {
            return "Mcp-Session-Id: " + id + "\r\nMCP-Protocol-Version: 2025-11-25\r\n";
        }
    }

    private static void post(Socket socket, String headers, String json) throws IOException {
        String request = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\n" + headers + "Content-Length: " + json.length()
                + "\r\n\r\n" + json;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String until(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.append((char) next);
            if (text.length() >= end.length() && text.indexOf(end, text.length() - end.length()) >= 0) {
                return text.toString();
            }
        }
        throw new IOException("Ended before \"" + end + "\": " + text);
    }

    /** The bytes of one stream, of which the numbers behind "tick" are read. */
    private static final class Stream implements AutoCloseable {

        private static final byte[] MARK = "tick ".getBytes(StandardCharsets.US_ASCII);

        private final Socket socket;
        private final InputStream in;

        Stream(MockMcpServer server, Peer peer) throws IOException {
            this(server, new RawSession(peer.session()));
        }

        Stream(MockMcpServer server, RawSession session) throws IOException {
            this.socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.url().getPort());
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + session.header()
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            this.in = new BufferedInputStream(socket.getInputStream());
            until(in, "\r\n\r\n");
        }

        Stream(MockMcpServer server, Peer peer, String call) throws IOException {
            this.socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.url().getPort());
            socket.setSoTimeout(30_000);
            post(socket, new RawSession(peer.session()).header(), call);
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** The number behind the next "tick", which a point ends. */
        int nextTick() throws IOException {
            int matched = 0;
            while (matched < MARK.length) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("The stream ended");
                }
                matched = next == MARK[matched] ? matched + 1 : next == MARK[0] ? 1 : 0;
            }
            int number = 0;
            for (int next = in.read(); next != '.'; next = in.read()) {
                number = number * 10 + (next - '0');
            }
            return number;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
