package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each frame puts on the wire, byte for byte. */
class ReplyFramesTest {

    private static final Frame FINISH = new Frame.Finish();

    private final TestClock clock = new TestClock();

    @AfterEach
    void close() {
        clock.close();
    }

    private WireServer serve(Scripted script) {
        return WireServer.start(WireSettings.defaults(), clock, script);
    }

    private String rawReply(String request, Frame... frames) throws IOException {
        try (WireServer server = serve(Scripted.replying(frames));
                RawPeer peer = new RawPeer(server)) {
            return peer.send(request).readToEnd();
        }
    }

    private String rawReply(Frame... frames) throws IOException {
        return rawReply("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", frames);
    }

    private static Frame data(String text) {
        return Frame.Data.text(text);
    }

    private static Frame raw(String text) {
        return new Frame.Raw(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReplyOfUnknownLengthIsSentInChunks() throws IOException {
        assertThat(rawReply(Frame.Head.of(200), data("hello"), data(""), data("x".repeat(300)), FINISH))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "5\r\nhello\r\n12c\r\n"
                        + "x".repeat(300) + "\r\n0\r\n\r\n");
    }

    @Test
    void aReplyOfDeclaredLengthIsSentAsItIs() throws IOException {
        assertThat(rawReply(Frame.Head.of(200).with("content-LENGTH", "5"), data("hello"), FINISH))
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello");
    }

    @Test
    void aDeclaredLengthMayBeWrong() throws IOException {
        assertThat(rawReply(Frame.Head.of(200).with("Content-Length", "50"), data("hello"), FINISH))
                .endsWith("Content-Length: 50\r\n\r\nhello");
    }

    @Test
    void aReplyThatEndsWithTheConnectionIsNotChunked() throws IOException {
        String keepAlive = "GET / HTTP/1.1\r\n\r\n";
        assertThat(rawReply(keepAlive, Frame.Head.of(200).with("Connection", "close"), data("hello"), FINISH))
                .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
    }

    @Test
    void aReplyToAnOldClientIsNotChunked() throws IOException {
        assertThat(rawReply("GET / HTTP/1.0\r\n\r\n", Frame.Head.of(200), data("hello"), FINISH))
                .isEqualTo("HTTP/1.1 200 OK\r\n\r\nhello");
    }

    @Test
    void ownTransferEncodingStands() throws IOException {
        assertThat(rawReply(Frame.Head.of(200).with("Transfer-Encoding", "Chunked"), data("hello"), FINISH))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        assertThat(rawReply(Frame.Head.of(200).with("Transfer-Encoding", "identity"), data("hello"), FINISH))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhello");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void aReplyThatHasNoBodyIsNotChunked(int status) throws IOException {
        assertThat(rawReply(Frame.Head.of(status), FINISH))
                .startsWith("HTTP/1.1 " + status)
                .doesNotContain("chunked")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aReplyToHeadHasNoBody() throws IOException {
        String head = "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n";
        assertThat(rawReply(head, Frame.Head.of(200).with("Content-Length", "5"), data("hello"), FINISH))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    }

    @Test
    void interimHeadsComeBeforeTheHead() throws IOException {
        assertThat(rawReply(Frame.Head.of(103).with("Link", "</x>"), Frame.Head.of(200), data("x"), FINISH))
                .startsWith("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n")
                .endsWith("chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    }

    @Test
    void headersMayBeDoubledAndStatusesUnknown() throws IOException {
        assertThat(rawReply(
                        Frame.Head.of(799)
                                .and("Content-Type", "a/b")
                                .and("Content-Type", "c/d")
                                .and("Content-Length", "0"),
                        FINISH))
                .startsWith("HTTP/1.1 799 ")
                .contains("Content-Type: a/b\r\nContent-Type: c/d\r\n");
    }

    @Test
    void rawBytesStandOutsideOfChunks() throws IOException {
        assertThat(rawReply(Frame.Head.of(200), data("a"), raw("zz\r\nbad chunk"), FINISH))
                .endsWith("\r\n\r\n1\r\na\r\nzz\r\nbad chunk0\r\n\r\n");
        assertThat(rawReply(raw("no HTTP at all\n"), new Frame.Close())).isEqualTo("no HTTP at all\n");
    }

    @Test
    void eventsAreSentAsText() throws IOException {
        Frame event = new Frame.Event("1", "note", "a\nb".getBytes(StandardCharsets.UTF_8), null, null);
        assertThat(rawReply(Frame.Head.of(200).with("Connection", "close"), event, FINISH))
                .endsWith("\r\n\r\nid: 1\nevent: note\ndata: a\ndata: b\n\n");
    }

    @Test
    void aChunkMayAnnounceMoreThanComes() throws IOException {
        byte[] part = "abc".getBytes(StandardCharsets.UTF_8);
        assertThat(rawReply(Frame.Head.of(200), Frame.Raw.tornChunk(64, part), new Frame.Close()))
                .endsWith("\r\n\r\n40\r\nabc");
    }

    @Test
    void closeIsAFin() throws Exception {
        Scripted script = Scripted.replying(Frame.Head.of(200), new Frame.Close(), data("never"), FINISH);
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            assertThat(peer.get("/").readToEnd()).isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            script.awaitEvent("closed CLOSED");
            assertThat(script.events()).contains("ended CLOSED").doesNotContain("ended FINISHED");
        }
    }

    @Test
    void resetIsAnRstBehindWhatWasSent() throws Exception {
        Scripted script = Scripted.replying(Frame.Head.of(200), data("a"), new Frame.Reset());
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            assertThatThrownBy(() -> peer.get("/").readToEnd())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            script.awaitEvent("closed RESET");
            assertThat(script.events()).contains("sent Data a", "ended RESET");
        }
    }

    @Test
    void halfCloseEndsOurSideOnly() throws Exception {
        Scripted script = Scripted.replying(Frame.Head.of(200), data("a"), new Frame.HalfClose(), data("never"));
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            assertThat(peer.get("/").readToEnd()).endsWith("1\r\na\r\n");
            peer.send("still heard").send("and again");
            assertThat(server.openConnections()).isOne();
            peer.hangUp();
            script.awaitEvent("closed");
            assertThat(script.events()).contains("ended CLOSED").noneMatch(event -> event.startsWith("malformed"));
        }
    }

    @Test
    void hangSendsNothingMoreAndStays() throws Exception {
        Scripted script = Scripted.replying(Frame.Head.of(200), data("a"), new Frame.Hang(), data("never"), FINISH);
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            peer.get("/").readTo("1\r\na\r\n");
            clock.advance(Duration.ofHours(1));
            assertThat(peer.hearsNothing()).isTrue();
            assertThat(script.nextExchange().isOver()).isFalse();
            peer.hangUp();
            script.awaitEvent("ended CLOSED_BY_PEER");
        }
    }

    @Test
    void whatWasSentIsToldFrameByFrame() throws Exception {
        Scripted script = Scripted.replying(Frame.Head.of(200), data("hello"), FINISH);
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            peer.get("/").readTo("0\r\n\r\n");
            assertThat(script.events())
                    .containsExactly(
                            "opened 127.0.0.1",
                            "arrived GET /",
                            "sent Head HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                            "sent Data hello",
                            "sent Finish 0\r\n\r\n",
                            "ended FINISHED");
        }
    }

    @Test
    void framesFromAnotherThreadArriveInOrderAndAtOnce() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            Exchange exchange = script.get(peer);
            exchange.reply().push(Frame.Head.of(200));
            peer.readTo("chunked\r\n\r\n");
            StringBuilder expected = new StringBuilder();
            for (int i = 100; i < 1000; i++) {
                exchange.reply().push(data(Integer.toString(i)));
                expected.append("3\r\n").append(i).append("\r\n");
            }
            assertThat(peer.readBytes(expected.length())).isEqualTo(expected.toString());
        }
    }

    @Test
    void whatIsToRunAtTheEndRunsOnceAlsoIfAskedLate() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            Exchange exchange = script.get(peer);
            CountDownLatch over = new CountDownLatch(2);
            exchange.whenOver(() -> {
                throw new IllegalStateException("harms nobody");
            });
            exchange.whenOver(over::countDown);
            assertThat(exchange.isOver()).isFalse();
            List.of(Frame.Head.of(204), FINISH, data("dropped")).forEach(exchange.reply()::push);
            script.awaitEvent("ended FINISHED");
            assertThat(exchange.isOver()).isTrue();
            exchange.whenOver(over::countDown);
            Scripted.await(over);
        }
    }

    @Test
    void aPeerThatDoesNotReadFillsNoHeap() throws Exception {
        Scripted script = Scripted.silent();
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            Exchange exchange = script.get(peer);
            exchange.reply().push(Frame.Head.of(200));
            Frame megabyte = data("x".repeat(1024 * 1024));
            for (int i = 0; i < 40; i++) {
                exchange.reply().push(megabyte);
            }
            exchange.reply().push(FINISH);
            clock.advance(Duration.ofMillis(1));
            long told = script.events().stream()
                    .filter(event -> event.startsWith("sent Data"))
                    .count();
            assertThat(told)
                    .as("megabytes handed to a socket that nobody reads")
                    .isLessThan(30);

            assertThat(peer.readTo("0\r\n\r\n")).hasSizeGreaterThan(40 * 1024 * 1024);
            script.awaitEvent("ended FINISHED");
        }
    }

    @Test
    void aListenerThatFailsIsAnswered500() throws Exception {
        Scripted script = new Scripted(exchange -> {
            throw new IllegalStateException("a mistake");
        });
        try (WireServer server = serve(script);
                RawPeer peer = new RawPeer(server)) {
            assertThat(peer.get("/").readTo("0\r\n\r\n"))
                    .startsWith("HTTP/1.1 500 ")
                    .contains("a mistake");
        }
    }
}
