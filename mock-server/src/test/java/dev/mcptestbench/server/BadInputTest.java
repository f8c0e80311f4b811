package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.server.RawCall.End;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client that knows no manners meets: a recorded violation, a 4xx or a closed connection, and nothing worse. */
class BadInputTest {

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void theNextClientIsServed() {
        server.tool("echo").returns(text("hi"));
        assertThat(Peer.connected(server).call("echo", Map.of()).at("content.0.text"))
                .isEqualTo("hi");
        server.close();
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                Arguments.of("no HTTP", "hello there\r\n\r\n"),
                Arguments.of("binary", "\u0000\u0001\u0002\u0003\r\n\r\n"),
                Arguments.of("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("bad header", "POST /mcp HTTP/1.1\r\nHo st: x\r\n\r\n"),
                Arguments.of(
                        "bad chunk",
                        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
                Arguments.of(
                        "long head", "GET /mcp HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"),
                Arguments.of(
                        "long body",
                        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n"
                                + "x".repeat(1000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("garbage")
    void survivesWhatIsNoHttp(String name, String bytes) throws Exception {
        try (RawCall raw = new RawCall(server)) {
            RawCall.Answer answer = raw.send(bytes).readFor(20_000);

            assertThat(answer.end()).isIn(End.FIN, End.RST);
            assertThat(answer.bytes()).matches("(?s)|HTTP/1.1 (4|505).*");
        }
        assertThat(server).hasViolationOf("http-post");
    }

    @Test
    void survivesAHalfSentRequest() throws Exception {
        RawCall raw =
                new RawCall(server).send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{\"json");
        raw.close();
    }

    static Stream<Arguments> refusals() {
        String json = "application/json, text/event-stream";
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}";
        return Stream.of(
                Arguments.of("no JSON", 400, "{\"jsonrpc\"", json, "-32700"),
                Arguments.of("no object", 400, "17", json, "not one JSON-RPC message"),
                Arguments.of("a batch", 400, "[" + ping + "," + ping + "]", json, "not one JSON-RPC message"),
                Arguments.of("deep nesting", 400, "[".repeat(5000), json, "-32700"),
                Arguments.of("Accept without streams", 406, ping, "application/json", "text/event-stream"),
                Arguments.of("Accept without JSON", 406, ping, "text/event-stream", "application/json"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refusesAPost(String name, int status, String body, String accept, String because) {
        Peer peer = Peer.connected(server);
        HttpRequest post = peer.request()
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();

        Peer.Reply reply = peer.exchange(post);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.http().body()).contains(because);
        assertThat(server.violations()).isNotEmpty();
    }

    @Test
    void takesABatchWhereTheRevisionHasThem() {
        server.revisions(Revision.V2025_03_26);
        server.tool("echo").returns(text("hi"));
        Peer peer = new Peer(server);
        peer.initialize("peer", "2025-03-26");
        String batch = "[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}]";

        Peer.Reply reply = peer.exchange(peer.request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(batch))
                .build());

        assertThat(reply.messages()).extracting(message -> message.id()).containsExactly(5, 6);
        server.revisions(Revision.V2025_11_25);
    }

    @Test
    void asksForASessionAndKnowsOnlyItsOwn() {
        Peer stranger = new Peer(server);
        assertThat(stranger.request("ping", Map.of()).status()).isEqualTo(400);
        HttpRequest unknown = stranger.request()
                .header("Mcp-Session-Id", "made-up")
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .build();
        assertThat(stranger.exchange(unknown).status()).isEqualTo(404);
        assertThat(stranger.exchange(stranger.request()
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build())
                        .status())
                .isEqualTo(405);
    }

    @Test
    void servesSessionsWithoutIds() {
        server.assignsNoSessionIds();
        server.tool("echo").returns(text("hi"));
        Peer peer = Peer.connected(server);

        assertThat(peer.session()).isNull();
        assertThat(peer.call("echo", Map.of()).at("content.0.text")).isEqualTo("hi");
    }

    @Test
    void refusesAnUnsupportedVersionHeader() throws Exception {
        Peer peer = Peer.connected(server);
        try (RawCall raw = new RawCall(server)) {
            raw.send("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nMcp-Session-Id: "
                    + peer.session() + "\r\nMCP-Protocol-Version: 1999-01-01\r\n\r\n");

            assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void takesNoNoticeOfThatHeaderBeforeItWasInvented() {
        server.revisions(Revision.V2025_03_26);
        Peer peer = new Peer(server);
        peer.initialize("peer", "2025-03-26");

        HttpRequest.Builder ping = peer.request()
                .setHeader("MCP-Protocol-Version", "2025-11-25")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        String body = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}";
        assertThat(peer.exchange(ping.POST(HttpRequest.BodyPublishers.ofString(body))
                                .build())
                        .status())
                .isEqualTo(200);
        server.revisions(Revision.V2025_11_25);
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                Arguments.of("Host: evil.example.com", 403),
                Arguments.of("Host: localhost\r\nOrigin: http://evil.example.com", 403),
                Arguments.of("Host: localhost.evil.example.com:80", 403),
                Arguments.of("Host: localhost\r\nOrigin: null", 403),
                Arguments.of("Host: localhost:1234\r\nOrigin: http://localhost:3000", 200),
                Arguments.of("Host: 127.0.0.1\r\nOrigin: http://[::1]:3000", 200));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreign")
    void turnsAwayForeignPages(String headers, int status) throws Exception {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}";
        try (RawCall raw = new RawCall(server)) {
            raw.send("POST /mcp HTTP/1.1\r\n" + headers + "\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json, text/event-stream\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + body);

            assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void saysWhichPortIsBusy() {
        int busy = server.url().getPort();

        assertThatThrownBy(() -> MockMcpServer.builder().port(busy).start())
                .hasMessageContaining(String.valueOf(busy))
                .hasMessageContaining("0");
    }

    @Test
    void closesTwice() {
        MockMcpServer other = MockMcpServer.start();
        other.close();
        other.close();
        assertThatThrownBy(() -> new Peer(other).initialize("late", "2025-11-25"))
                .isNotNull();
    }

    @Test
    void servesOverTls() throws Exception {
        try (MockMcpServer secure = MockMcpServer.builder().tls().start()) {
            assertThat(secure.url().getScheme()).isEqualTo("https");
            var http = java.net.http.HttpClient.newBuilder()
                    .sslContext(secure.trust())
                    .build();
            var reply = http.send(
                    HttpRequest.newBuilder(secure.url()).build(), java.net.http.HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(400);
        }
        assertThatThrownBy(server::trust).hasMessageContaining("builder().tls()");
    }
}
