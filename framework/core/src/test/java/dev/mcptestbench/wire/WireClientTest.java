package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.BrokenReplyException.Reason;
import dev.mcptestbench.wire.WireClient.IfStale;
import dev.mcptestbench.wire.WireServer.Closing;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireClientTest {

    private static final Frame FINISH = new Frame.Finish();

    private final TestClock clock = new TestClock();
    private final WireClient client =
            WireClient.open(WireClientSettings.defaults().withMaxHeadBytes(2000));

    @AfterEach
    void close() {
        client.close();
        clock.close();
    }

    private WireServer serve(Scripted script) {
        return WireServer.start(WireSettings.defaults(), clock, script);
    }

    private static HttpRequest request(String method, String body) {
        return HttpRequest.of(method, "/mcp", List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private Reply get(URI origin) {
        return send(origin, request("GET", ""), IfStale.BREAK);
    }

    private Reply send(URI origin, HttpRequest request, IfStale ifStale) {
        Reply reply = new Reply();
        client.call(origin, request, reply, ifStale);
        return reply;
    }

    private static Scripted hello() {
        return Scripted.replying(Frame.Head.of(200), Frame.Data.text("hello"), FINISH);
    }

    private static Frame raw(String text) {
        return new Frame.Raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aConnectionIsReused() throws Exception {
        Scripted script = hello();
        try (WireServer server = serve(script)) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(server.url("/")).bodyWhole()).isEqualTo("hello");
            }
            long first = script.nextExchange().connection();
            for (int i = 1; i < 5; i++) {
                assertThat(script.nextExchange().connection()).isEqualTo(first);
            }
            assertThat(client.openConnections()).isOne();
        }
    }

    @Test
    void callsAtTheSameTimeHaveConnectionsOfTheirOwn() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script)) {
            List<Reply> replies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                replies.add(get(server.url("/")));
            }
            List<Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                exchanges.add(script.nextExchange());
            }
            assertThat(exchanges).extracting(Exchange::connection).doesNotHaveDuplicates();
            exchanges.forEach(exchange ->
                    List.of(Frame.Head.of(200), Frame.Data.text("x"), FINISH).forEach(exchange.reply()::push));
            assertThat(replies).extracting(Reply::bodyWhole).containsOnly("x");
            // 64 are kept for later, give or take those that two loops put back in the same instant.
            script.awaitEvents("closed CLOSED_BY_PEER", 30);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST"})
    void aConnectionThatTheServerClosedIsNeverUsed(Closing how) {
        try (WireServer server = serve(hello())) {
            for (int i = 0; i < 200; i++) {
                assertThat(get(server.url("/")).bodyWhole()).isEqualTo("hello");
                server.closeConnections(how);
            }
        }
    }

    @Test
    void whatIsMissingIsPutIn() throws Exception {
        Scripted script = hello();
        try (WireServer server = serve(script)) {
            send(server.url("/"), request("POST", "body"), IfStale.BREAK).bodyWhole();
            send(server.url("/"), request("POST", ""), IfStale.BREAK).bodyWhole();
            get(server.url("/")).bodyWhole();
            HttpRequest withBody = script.nextExchange().request();
            assertThat(withBody.header("Host")).isEqualTo("127.0.0.1:" + server.port());
            assertThat(withBody.header("Content-Length")).isEqualTo("4");
            assertThat(script.nextExchange().request().header("Content-Length")).isEqualTo("0");
            assertThat(script.nextExchange().request().header("Content-Length")).isNull();
        }
    }

    @Test
    void eventsAreToldAsTheyCome() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script)) {
            Reply reply = get(server.url("/"));
            Exchange exchange = script.nextExchange();
            exchange.reply().push(Frame.Head.of(200).with("Content-Type", "text/event-stream"));
            assertThat(reply.status()).isEqualTo(200);
            exchange.reply().push(Frame.Data.text("data: 1\n\n"));
            reply.awaitData();
            assertThat(reply.bodySoFar()).isEqualTo("data: 1\n\n");
            assertThat(reply.isOver()).isFalse();
            exchange.reply().push(FINISH);
            assertThat(reply.bodyWhole()).isEqualTo("data: 1\n\n");
        }
    }

    static Stream<Arguments> wholeReplies() {
        return Stream.of(
                whole(
                        "by length",
                        "",
                        "hello",
                        Frame.Head.of(200).with("Content-Length", "5"),
                        Frame.Data.text("hello"),
                        FINISH),
                whole(
                        "in chunks",
                        "",
                        "hello",
                        Frame.Head.of(200),
                        Frame.Data.text("hel"),
                        Frame.Data.text("lo"),
                        FINISH),
                whole(
                        "to the end of the connection",
                        "",
                        "hello",
                        Frame.Head.of(200).with("Connection", "close"),
                        Frame.Data.text("hello"),
                        FINISH),
                whole("without a body", "", "", Frame.Head.of(204), FINISH),
                whole("to HEAD", "HEAD", "", Frame.Head.of(200).with("Content-Length", "5"), FINISH),
                whole(
                        "after interim heads",
                        "",
                        "hello",
                        Frame.Head.of(100),
                        Frame.Head.of(103),
                        Frame.Head.of(200),
                        Frame.Data.text("hello"),
                        FINISH),
                whole(
                        "large",
                        "",
                        "x".repeat(3_000_000),
                        Frame.Head.of(200),
                        Frame.Data.text("x".repeat(3_000_000)),
                        FINISH),
                whole("without a reason", "", "hello", raw("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello"), FINISH));
    }

    private static Arguments whole(String title, String method, String body, Frame... frames) {
        return Arguments.of(title, method.isEmpty() ? "GET" : method, body, frames);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeReplies")
    void readsAReplyWhole(String title, String method, String body, Frame[] frames) {
        try (WireServer server = serve(Scripted.replying(frames))) {
            for (int i = 0; i < 2; i++) {
                Reply reply = send(server.url("/"), request(method, ""), IfStale.BREAK);
                assertThat(reply.bodyWhole()).as(title).isEqualTo(body);
            }
        }
    }

    static Stream<Arguments> brokenReplies() {
        Frame close = new Frame.Close();
        Frame reset = new Frame.Reset();
        Frame head = Frame.Head.of(200).with("Content-Length", "10");
        Frame data = Frame.Data.text("1234");
        byte[] part = {1, 2, 3};
        return Stream.of(
                broken(Reason.CLOSED_BEFORE_REPLY, "before any byte of a reply", close),
                broken(Reason.RESET, "before any byte of a reply", reset),
                broken(Reason.CLOSED_WITHIN_HEAD, "within the head", raw("HTTP/1.1 200 OK\r\nConte"), close),
                broken(Reason.RESET, "within the head", raw("HTTP/1.1 200 OK\r\nConte"), reset),
                broken(Reason.CLOSED_WITHIN_BODY, "after 0 bytes", head, close),
                broken(Reason.CLOSED_WITHIN_BODY, "after 4 bytes", head, data, close),
                broken(Reason.RESET, "after 4 bytes", head, data, reset),
                broken(Reason.CLOSED_WITHIN_BODY, "after 4 bytes", Frame.Head.of(200), data, close),
                broken(
                        Reason.CLOSED_WITHIN_BODY,
                        "after 3 bytes",
                        Frame.Head.of(200),
                        Frame.Raw.tornChunk(9, part),
                        close),
                broken(Reason.RESET, "after 4 bytes", Frame.Head.of(200).with("Connection", "close"), data, reset),
                broken(Reason.NOT_HTTP, "no HTTP/1.1", raw("SSH-2.0-OpenSSH\r\n\r\n"), close),
                broken(Reason.NOT_HTTP, "no HTTP/1.1", Frame.Head.of(200), raw("zz\r\nbad"), close),
                broken(
                        Reason.NOT_HTTP,
                        "larger than 2000 bytes",
                        Frame.Head.of(200).with("X", "x".repeat(3000)),
                        close),
                broken(
                        Reason.NOT_HTTP,
                        "no HTTP/1.1",
                        raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
                        close));
    }

    private static Arguments broken(Reason reason, String message, Frame... frames) {
        return Arguments.of(reason, message, frames);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("brokenReplies")
    void tellsAtOnceHowAReplyBroke(Reason reason, String message, Frame[] frames) {
        try (WireServer server = serve(Scripted.replying(frames))) {
            BrokenReplyException broken = get(server.url("/")).broken();
            assertThat(broken.reason()).isEqualTo(reason);
            assertThat(broken)
                    .hasMessageContaining("127.0.0.1:" + server.port())
                    .hasMessageContaining(message);
            assertThat(broken.requestMayHaveBeenProcessed()).isTrue();
            assertThat(broken.connectionWasStale()).isFalse();
        }
    }

    @Test
    void tellsThatNobodyListens() {
        try (WireServer server = serve(hello())) {
            server.refuseConnections();
            BrokenReplyException broken = get(server.url("/")).broken();
            assertThat(broken.reason()).isEqualTo(Reason.REFUSED);
            assertThat(broken).hasMessageContaining("127.0.0.1:" + server.port() + " refused the connection");
            assertThat(broken.requestMayHaveBeenProcessed()).isFalse();
        }
    }

    @Test
    void tellsThatAHostIsUnknown() {
        BrokenReplyException broken =
                get(URI.create("http://no-such-host.invalid/")).broken();
        assertThat(broken.reason()).isEqualTo(Reason.UNKNOWN_HOST);
        assertThat(broken).hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void findsLocalhostByName() {
        try (WireServer server = serve(hello())) {
            URI byName = URI.create("http://localhost:" + server.port());
            assertThat(get(byName).bodyWhole()).isEqualTo("hello");
        }
    }

    /** A server that answers once on a connection, reads the next request, and closes. */
    private static void answerOnceThenClose(ServerSocket listening, int connections) {
        new Workers().execute(() -> {
            for (int i = 0; i < connections; i++) {
                try (RawPeer peer = new RawPeer(listening.accept())) {
                    peer.readTo("\r\n\r\n");
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").readTo("\r\n\r\n");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    @Test
    void aRequestOnAKeptConnectionIsNotSentTwiceUnasked() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, Port.loopback())) {
            answerOnceThenClose(listening, 1);
            URI origin = URI.create("http://127.0.0.1:" + listening.getLocalPort());
            assertThat(get(origin).bodyWhole()).isEqualTo("ok");

            BrokenReplyException broken = get(origin).broken();
            assertThat(broken.connectionWasStale()).isTrue();
            assertThat(broken.requestMayHaveBeenProcessed()).isTrue();
        }
    }

    @Test
    void aRequestOnAKeptConnectionIsSentOnceMoreIfAllowed() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, Port.loopback())) {
            answerOnceThenClose(listening, 2);
            URI origin = URI.create("http://127.0.0.1:" + listening.getLocalPort());
            assertThat(get(origin).bodyWhole()).isEqualTo("ok");
            assertThat(send(origin, request("GET", ""), IfStale.SEND_AGAIN).bodyWhole())
                    .isEqualTo("ok");
        }
    }

    @Test
    void cancelClosesJustThatConnection() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script)) {
            Reply given = new Reply();
            WireCall call = client.call(server.url("/"), request("GET", ""), given);
            script.nextExchange();
            Reply other = get(server.url("/"));
            Exchange second = script.nextExchange();

            call.cancel();
            call.cancel();
            assertThat(given.broken().reason()).isEqualTo(Reason.CANCELLED);
            assertThat(call.isOver()).isTrue();
            script.awaitEvent("ended CLOSED_BY_PEER");

            List.of(Frame.Head.of(200), Frame.Data.text("there"), FINISH).forEach(second.reply()::push);
            assertThat(other.bodyWhole()).isEqualTo("there");
        }
    }

    @Test
    void cancelAfterTheEndHarmsNoLaterCall() {
        try (WireServer server = serve(hello())) {
            for (int i = 0; i < 50; i++) {
                Reply reply = new Reply();
                WireCall call = client.call(server.url("/"), request("GET", ""), reply);
                reply.bodyWhole();
                Reply next = get(server.url("/"));
                call.cancel();
                assertThat(next.bodyWhole()).isEqualTo("hello");
            }
        }
    }

    @Test
    void aCallMayBeCancelledAtAnyTime() {
        try (WireServer server = serve(hello())) {
            for (int i = 0; i < 200; i++) {
                Reply reply = new Reply();
                client.call(server.url("/"), request("GET", ""), reply).cancel();
                assertThat(reply.end())
                        .satisfiesAnyOf(
                                end -> assertThat(end).isNull(),
                                end -> assertThat(end.reason()).isEqualTo(Reason.CANCELLED));
            }
        }
    }

    @Test
    void closingBreaksCallsAndClosesIdleConnections() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script)) {
            Reply first = get(server.url("/"));
            Exchange exchange = script.nextExchange();
            Reply hanging = get(server.url("/"));
            script.nextExchange();
            List.of(Frame.Head.of(204), FINISH).forEach(exchange.reply()::push);
            first.bodyWhole();

            client.close();
            client.close();
            assertThat(hanging.broken().reason()).isEqualTo(Reason.CLIENT_CLOSED);
            assertThat(client.openConnections()).isZero();
            script.awaitEvents("closed CLOSED_BY_PEER", 2);
            assertThatIllegalStateException()
                    .isThrownBy(() -> get(server.url("/")))
                    .withMessageContaining("closed");
        }
    }

    @Test
    void whatNobodyAskedForEndsAKeptConnection() throws Exception {
        Scripted script = Scripted.replying(
                Frame.Head.of(200).with("Content-Length", "2"),
                Frame.Data.text("okHTTP/1.1 500 Surprise\r\n\r\n"),
                FINISH);
        try (WireServer server = serve(script)) {
            for (int i = 0; i < 20; i++) {
                Reply reply = get(server.url("/"));
                assertThat(reply.bodyWhole()).isEqualTo("ok");
                assertThat(reply.status()).isEqualTo(200);
                script.awaitEvents("closed CLOSED_BY_PEER", i + 1);
            }
        }
    }

    @Test
    void aRequestThatWouldBreakItsFrameIsRejected() {
        URI origin = URI.create("http://127.0.0.1:1");
        Frame.Header split = new Frame.Header("X", "a\r\nY: b");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> client.call(origin, HttpRequest.of("GET", "/", List.of(split), new byte[0]), new Reply()))
                .withMessageContaining("header X")
                .withMessageContaining("U+000D");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> client.call(origin, HttpRequest.of("GET", "/a b", List.of(), new byte[0]), new Reply()))
                .withMessageContaining("target");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get(URI.create("ftp://127.0.0.1/")))
                .withMessageContaining("ftp://");
    }
}
