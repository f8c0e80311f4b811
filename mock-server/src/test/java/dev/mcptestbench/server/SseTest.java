package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.script.Carrier.SSE;
import static dev.mcptestbench.script.Carrier.STREAMABLE_HTTP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.Gate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP+SSE, as raw bytes on sockets: one for the stream, one for what is posted. */
class SseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MILLIS = 20_000;

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    /** A client of HTTP+SSE by hand. */
    private static final class OldClient implements AutoCloseable {

        private final MockMcpServer server;
        private final Socket stream;
        private final String endpoint;

        OldClient(MockMcpServer server) throws IOException {
            this.server = server;
            this.stream =
                    new Socket(InetAddress.getLoopbackAddress(), server.sseUrl().getPort());
            stream.setSoTimeout(MILLIS);
            write(stream, "GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            String head = until("\r\n\r\n");
            if (!head.contains("200 OK")) {
                throw new IOException("No stream: " + head);
            }
            String event = until("\n\n");
            assertThat(event).contains("event: endpoint\ndata: /messages?sessionId=");
            this.endpoint = event.substring(event.indexOf("/messages"), event.indexOf("\n\n", event.indexOf("data: ")));
        }

        static OldClient initialized(MockMcpServer server) throws IOException {
            OldClient client = new OldClient(server);
            client.initialize();
            return client;
        }

        void initialize() throws IOException {
            assertThat(postInitialize()).startsWith("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
            assertThat(until("\"id\":1")).contains("event: message\ndata: ");
            post(Message.notification("notifications/initialized", Map.of()));
            until("\n\n");
        }

        String postInitialize() throws IOException {
            return post(Message.request(
                    1,
                    "initialize",
                    Map.of(
                            "protocolVersion",
                            "2024-11-05",
                            "capabilities",
                            Map.of(),
                            "clientInfo",
                            Map.of("name", "old", "version", "1"))));
        }

        static void write(Socket socket, String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        String call() throws IOException {
            return call(MILLIS);
        }

        String call(int idleMillis) throws IOException {
            Message call =
                    Message.request(2, "tools/call", Map.of("name", "index", "_meta", Map.of("progressToken", 1)));
            return postTo(endpoint, new String(call.toBytes(), StandardCharsets.UTF_8), idleMillis);
        }

        String post(Message message) throws IOException {
            return postTo(endpoint, new String(message.toBytes(), StandardCharsets.UTF_8));
        }

        /** Posts; gives the reply as far as it comes, and how its connection ended if it did. */
        String postTo(String target, String body) throws IOException {
            return postTo(target, body, MILLIS);
        }

        String postTo(String target, String body, int idleMillis) throws IOException {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.sseUrl().getPort())) {
                write(
                        socket,
                        "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Connection: close\r\nContent-Length: "
                                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
                socket.setSoTimeout(idleMillis);
                return toTheEnd(socket, new ByteArrayOutputStream());
            }
        }

        private static String toTheEnd(Socket socket, ByteArrayOutputStream bytes) throws IOException {
            InputStream in = socket.getInputStream();
            String end = "<FIN>";
            try {
                for (int next = in.read(); next >= 0; next = in.read()) {
                    bytes.write(next);
                }
            } catch (SocketTimeoutException nothingMore) {
                end = "<OPEN>";
            } catch (SocketException reset) {
                end = "<RST>";
            }
            return bytes.toString(StandardCharsets.UTF_8) + end;
        }

        /** What is heard on the stream until the text has come, without the sizes of chunks. */
        String until(String text) throws IOException {
            InputStream in = stream.getInputStream();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (!bytes.toString(StandardCharsets.UTF_8).contains(text)) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("The stream ended before \"" + text + "\": " + bytes);
                }
                bytes.write(next);
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    @Test
    void servesAClientOfTheFirstRevision() throws Exception {
        server.tool("index").sends(progress(0.5)).returns(text("done"));
        try (OldClient client = OldClient.initialized(server)) {
            assertThat(client.call()).startsWith("HTTP/1.1 202 Accepted\r\n").endsWith("\r\n\r\n<FIN>");
            assertThat(client.until("\"id\":2")).contains("notifications/progress");

            server.send(logging(INFO, "hello"));
            assertThat(client.until("\n\n")).isNotNull();
            assertThat(client.until("hello")).contains("notifications/message");
        }
        assertThat(server).received(toolCall("index")).once().from("old");
        assertThat(server).hasNoProtocolViolations();
        assertThat(server.journal()
                        .await(
                                () ->
                                        server
                                                .journal()
                                                .entries(dev.mcptestbench.journal.JournalEntry.SessionChanged.class)
                                                .stream()
                                                .anyMatch(changed ->
                                                        changed.what().equals("ended with its stream")),
                                PATIENCE))
                .isTrue();
    }

    @Test
    void standsBesideStreamableHttp() throws Exception {
        server.tool("index").returns(text("done"));
        try (OldClient old = OldClient.initialized(server)) {
            Peer peer = Peer.connected(server);
            assertThat(peer.call("index", Map.of()).at("content.0.text")).isEqualTo("done");
            old.call();
            assertThat(old.until("done")).contains("\"id\":2");
        }
        assertThat(server.sseUrl().getPort()).isEqualTo(server.url().getPort());
        assertThat(server).received(toolCall("index")).times(2);
    }

    @Test
    void theStandingStreamCanBeRefused() throws Exception {
        server.on(standingStream()).over(SSE).first().status(503);
        assertThatThrownBy(() -> new OldClient(server)).hasMessageContaining("503");
        try (OldClient client = OldClient.initialized(server)) {
            assertThat(client.endpoint).startsWith("/messages");
        }
    }

    @Test
    void aConnectionIsForNoCarrierWhereTwoShareThePort() throws Exception {
        assertThatThrownBy(() -> server.on(connection()).over(SSE).first().resetConnection())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "a connection does not tell yet whether it is for HTTP+SSE or for streamable HTTP,"
                                + " which share the port; say over(STREAMABLE_HTTP, SSE), or serve HTTP+SSE alone");
        server.on(connection()).over(STREAMABLE_HTTP, SSE).first().resetConnection();
        assertThatThrownBy(() -> new OldClient(server)).isInstanceOf(SocketException.class);
        new OldClient(server).close();

        try (MockMcpServer only = MockMcpServer.builder().carriers(SSE).start()) {
            only.on(connection()).over(SSE).first().resetConnection();
            assertThatThrownBy(() -> new OldClient(only)).isInstanceOf(SocketException.class);
            new OldClient(only).close();
        }
    }

    @Test
    void aHeldReplyHoldsUpNoOther() throws Exception {
        Gate gate = new Gate();
        server.tool("index").returns(text("done"));
        server.on(toolCall("index")).hold(gate);
        try (OldClient client = OldClient.initialized(server)) {
            assertThat(client.call(500)).isEqualTo("<OPEN>");
            client.post(Message.request(3, "ping", Map.of()));
            assertThat(client.until("\"id\":3")).doesNotContain("\"id\":2");
            gate.open();
            assertThat(client.until("done")).contains("\"id\":2");
        }
    }

    @Test
    void whoWasRefusedMayBeginAnew() throws Exception {
        server.on(initialize()).first().status(503);
        try (OldClient client = new OldClient(server)) {
            assertThat(client.postInitialize()).startsWith("HTTP/1.1 503");
            client.initialize();
        }
        assertThat(server).received(initialize()).times(2);
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void answersNothingButPingsBeforeInitialize() throws Exception {
        try (OldClient client = new OldClient(server)) {
            client.post(Message.request(7, "ping", Map.of()));
            assertThat(client.until("\n\n")).contains("\"id\":7").contains("\"result\":{}");
            assertThat(server).hasNoProtocolViolations();

            client.post(Message.request(8, "tools/list", Map.of()));
            assertThat(client.until("\n\n"))
                    .contains("\"id\":8")
                    .contains("\"code\":-32600")
                    .contains("Initialize first");
        }
        assertThat(server).hasViolationOf("initialize-first");
    }

    @Test
    void findsWhatClientsDoWrong() throws Exception {
        try (OldClient client = OldClient.initialized(server)) {
            assertThat(client.postTo("/messages?sessionId=mine", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}"))
                    .contains("404");
            assertThat(client.postTo(client.endpoint, "no JSON")).contains("400");
            assertThat(client.postTo("/sse", "{}")).contains("405").contains("Allow: GET");
        }
        assertThat(server).hasViolationOf("sse-endpoint");
        assertThat(server.violations()).hasSize(2);
    }

    @Test
    void otherPathsAndCarriersAreNotServed() throws Exception {
        try (MockMcpServer only = MockMcpServer.builder().carriers(SSE).start()) {
            assertThatThrownBy(only::url).hasMessageContaining("is not served over streamable HTTP");
            try (OldClient client = OldClient.initialized(only)) {
                assertThat(client.postTo("/mcp", "{}")).contains("404");
            }
            assertThatThrownBy(() -> only.on(toolCall("a")).after(events(1)).closeStream())
                    .hasMessageContaining("HTTP+SSE has one stream for all replies; script closeConnection()");
        }
    }
}
