package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.server.RawCall.End;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client that knows no manners meets: a recorded violation, a 4xx or a closed connection, and nothing worse. */
class BadInputTest {

    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}";

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
                        "many headers",
                        "GET /mcp HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(20_000) + "\r\n"),
                Arguments.of(
                        "two ends",
                        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n"
                                + "\r\n0\r\n\r\nGET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of(
                        "two lengths",
                        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"),
                Arguments.of("two hosts", "GET /mcp HTTP/1.1\r\nHost: localhost\r\nHost: evil.example.com\r\n\r\n"),
                Arguments.of(
                        "no length of a chunk",
                        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n"),
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
                Arguments.of("very deep nesting", 400, "{\"a\":".repeat(1_000_000), json, "-32700"),
                Arguments.of("a long number", 400, "{\"id\":" + "9".repeat(100_000) + "}", json, "-32700"),
                Arguments.of("half a surrogate pair", 400, "{\"id\":\"\\ud800\"", json, "-32700"),
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

    /** What is unusual and right all the same. */
    static Stream<Arguments> oddities() {
        String rest = "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
        String plain = rest + "Content-Length: " + INITIALIZE.length() + "\r\n\r\n" + INITIALIZE;
        String chunks = rest + "Transfer-Encoding: chunked\r\n\r\n" + "10;name=value;other=\"a;b\"\r\n"
                + INITIALIZE.substring(0, 16) + "\r\n" + Integer.toHexString(INITIALIZE.length() - 16) + "\r\n"
                + INITIALIZE.substring(16) + "\r\n0\r\nTrailer: x\r\n\r\n";
        return Stream.of(
                Arguments.of("chunks with extensions", "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + chunks),
                Arguments.of("HTTP/1.0", "POST /mcp HTTP/1.0\r\nHost: localhost\r\n" + plain),
                Arguments.of("a whole URI", "POST http://localhost/mcp?x=1 HTTP/1.1\r\nHost: localhost\r\n" + plain),
                Arguments.of("lines before the request", "\r\n\r\nPOST /mcp HTTP/1.1\r\nHost: localhost\r\n" + plain));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddities")
    void servesWhatIsUnusualAndRight(String name, String request) throws Exception {
        try (RawCall raw = new RawCall(server)) {
            assertThat(raw.send(request).readUntil("\"serverInfo\"")).startsWith("HTTP/1.1 200 ");
        }
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void answersWhatComesInOneGoInItsOrder() throws Exception {
        Peer peer = Peer.connected(server);
        String head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nMcp-Session-Id: " + peer.session() + "\r\n"
                + "MCP-Protocol-Version: 2025-11-25\r\nContent-Length: %d\r\n\r\n%s";
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"p" + i + "\",\"method\":\"ping\"}";
            requests.append(head.formatted(ping.length(), ping));
        }
        try (RawCall raw = new RawCall(server)) {
            raw.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(raw.readUntil("\"p" + i + "\""))
                        .startsWith(i == 0 ? "HTTP/1.1 200 " : ",")
                        .hasSizeLessThan(1000);
            }
        }
    }

    @Test
    void countsTheLastOfMembersWithTheSameName() {
        Peer peer = Peer.connected(server);
        Peer.Reply reply = peer.exchange(peer.request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"nothing\",\"id\":6,\"method\":\"ping\"}"))
                .build());

        assertThat(reply.last().id()).isEqualTo(6);
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void refusesWhatIsNoUtf8() {
        Peer peer = Peer.connected(server);
        Peer.Reply reply = peer.exchange(peer.request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}))
                .build());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(server).hasViolationOf("utf-8");
    }

    @Test
    void refusesAnEndlessBody() throws Exception {
        String piece = "x".repeat(1 << 20);
        String chunk = Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n";
        try (RawCall raw = new RawCall(server)) {
            raw.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                raw.send(chunk);
            }
            assertThat(raw.readUntil("\r\n")).startsWith("HTTP/1.1 413 ");
        } catch (SocketException refused) {
            // It need not listen to the end.
            assertThat(server).hasViolationOf("http-post");
        }
    }

    @Test
    void servesOthersBesideThoseWhoNeverEnd() throws Exception {
        List<RawCall> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(new RawCall(server).send("POST /mcp HTTP/1.1\r\nHost: loc"));
            slow.add(
                    new RawCall(server).send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"));
        }
        assertThat(Peer.connected(server).request("ping", Map.of()).status()).isEqualTo(200);
        for (RawCall call : slow) {
            call.close();
        }
        awaitCount(JournalEntry.ConnectionOpened.class, 200);
        // The peer keeps its own.
        awaitCount(JournalEntry.ConnectionClosed.class, 200);
    }

    private void awaitCount(Class<? extends JournalEntry> kind, long least) {
        long start = System.nanoTime();
        while (count(kind) < least && System.nanoTime() - start < 20_000_000_000L) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(count(kind)).as(kind.getSimpleName()).isGreaterThanOrEqualTo(least);
    }

    private long count(Class<? extends JournalEntry> kind) {
        return server.journal().entries().stream().filter(kind::isInstance).count();
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                Arguments.of("Host: evil.example.com", 403),
                Arguments.of("Host: localhost\r\nOrigin: http://evil.example.com", 403),
                Arguments.of("Host: localhost.evil.example.com:80", 403),
                Arguments.of("Host: localhost\r\nOrigin: null", 403),
                Arguments.of("Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://evil.example.com", 403),
                Arguments.of("Host: localhost@evil.example.com", 403),
                Arguments.of("Host: localhost:1234\r\nOrigin: http://localhost:3000", 200),
                Arguments.of("Host: 127.0.0.1\r\nOrigin: http://[::1]:3000", 200));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreign")
    void turnsAwayForeignPages(String headers, int status) throws Exception {
        String body = INITIALIZE;
        try (RawCall raw = new RawCall(server)) {
            raw.send("POST /mcp HTTP/1.1\r\n" + headers + "\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json, text/event-stream\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + body);

            assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void turnsAwayAForeignHostInAWholeUri() throws Exception {
        try (RawCall raw = new RawCall(server)) {
            raw.send("GET http://evil.example.com/mcp HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 403 ");
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
        assertThatCode(other::close).doesNotThrowAnyException();
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
