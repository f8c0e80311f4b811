package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does with bytes that it cannot serve: it says so, ends the connection, and serves the next. */
class BadRequestTest {

    private final TestClock clock = new TestClock();
    private final Scripted script = Scripted.replying(
            Frame.Head.of(200).with("Content-Length", "2"), Frame.Data.text("ok"), new Frame.Finish());
    private WireServer server =
            WireServer.start(WireSettings.defaults().withMaxHeadBytes(1000).withMaxBodyBytes(2000), clock, script);

    @AfterEach
    void end() throws IOException {
        try (RawPeer next = new RawPeer(server)) {
            assertThat(next.get("/next").readTo("ok")).startsWith("HTTP/1.1 200 OK");
        }
        server.close();
        clock.close();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "garbage, hello\\r\\n\\r\\n, 400",
                "bytes below text, '\\x01\\x02\\x03', 400",
                "bytes above text, '\\xff\\xfe', 400",
                "a TLS handshake, '\\x16\\x03\\x01\\x02\\x00\\x01', 400",
                "a name with a blank, GET / HTTP/1.1\\r\\nNa me: x\\r\\n\\r\\n, 400",
                "a line without a name, GET / HTTP/1.1\\r\\n: x\\r\\n\\r\\n, 400",
                "a length that is no number, POST / HTTP/1.1\\r\\nContent-Length: x\\r\\n\\r\\n, 400",
                "a negative length, POST / HTTP/1.1\\r\\nContent-Length: -1\\r\\n\\r\\n, 400",
                "two lengths, POST / HTTP/1.1\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\n, 400",
                "length and coding, POST / HTTP/1.1\\r\\nContent-Length: 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n, 400",
                "coding and length, POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 4\\r\\n\\r\\n, 400",
                "an unknown coding, POST / HTTP/1.1\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n, 400",
                "a coding on top, 'POST / HTTP/1.1\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n', 400",
                "two hosts, GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n, 400",
                "a bad chunk, POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n, 400",
                "a body that is declared too large, POST / HTTP/1.1\\r\\nContent-Length: 2001\\r\\n\\r\\n, 413",
                "the preface of HTTP/2, PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n, 505",
            })
    void isRefused(String title, String request, int status) throws Exception {
        assertRefused(unescaped(request), status);
    }

    private void assertRefused(String request, int status) throws Exception {
        try (RawPeer peer = new RawPeer(server)) {
            assertThat(peer.send(request).readToEnd())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("Connection: close\r\n");
            script.awaitEvent("malformed " + status + " ");
            assertThat(script.events()).noneMatch(event -> event.startsWith("arrived"));
        }
        script.awaitEvent("closed");
    }

    @Test
    void aRequestLineIsBounded() throws Exception {
        assertRefused("GET /" + "x".repeat(1000) + " HTTP/1.1\r\n\r\n", 414);
    }

    @Test
    void anEndlessRequestLineIsBounded() throws Exception {
        assertRefused("GET /" + "x".repeat(2000), 414);
    }

    @Test
    void headersAreBounded() throws Exception {
        assertRefused(
                "GET / HTTP/1.1\r\nX-One: " + "x".repeat(600) + "\r\nX-Two: " + "x".repeat(600) + "\r\n\r\n", 431);
    }

    @Test
    void aBodyInChunksIsBounded() throws Exception {
        String chunk = "3e8\r\n" + "x".repeat(1000) + "\r\n";
        assertRefused("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk, 413);
    }

    @Test
    void theRefusalIsReadEvenByAPeerThatGoesOnSending() throws Exception {
        try (RawPeer peer = new RawPeer(server)) {
            // More than socket buffers hold: it is still sending when the refusal comes.
            peer.send("POST / HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n").send("x".repeat(20_000_000));
            assertThat(peer.readToEnd()).startsWith("HTTP/1.1 413 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET / HTTP/1.1",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\nHost: loc",
                "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "GET /first HTTP/1.1\r\n\r\nGET /second HT",
            })
    void aRequestThatIsNotWholeInTimeIsRefused(String half) throws Exception {
        server.close();
        server = WireServer.start(WireSettings.defaults().withRequestTimeout(Duration.ofMillis(60)), clock, script);
        try (RawPeer idle = new RawPeer(server);
                RawPeer kept = new RawPeer(server);
                RawPeer peer = new RawPeer(server)) {
            kept.get("/kept").readTo("ok");
            assertThat(peer.send(half).readToEnd()).contains("HTTP/1.1 408 ");
            script.awaitEvent("malformed 408 ");

            assertThat(idle.get("/").readTo("ok"))
                    .as("nothing sent, nothing late")
                    .contains("200 OK");
            assertThat(kept.get("/").readTo("ok"))
                    .as("nothing more sent, nothing late")
                    .contains("200 OK");
        }
    }

    @Test
    void aRefusalComesBehindTheRepliesStillUnderWay() throws Exception {
        server.close();
        Scripted slow = Scripted.silent();
        server = WireServer.start(WireSettings.defaults(), clock, slow);
        try (RawPeer peer = new RawPeer(server)) {
            peer.send("GET / HTTP/1.1\r\n\r\nGARBAGE\r\n\r\n");
            Exchange first = slow.nextExchange();
            slow.awaitEvent("malformed 400 ");
            first.reply().push(Frame.Head.of(204));
            first.reply().push(new Frame.Finish());
            assertThat(peer.readToEnd()).matches("(?s)HTTP/1.1 204 .*\r\n\r\nHTTP/1.1 400 .*");
        }
        server.close();
        server = WireServer.start(WireSettings.defaults(), clock, script);
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                plain.append(text.charAt(i));
            } else if (text.charAt(i + 1) == 'x') {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                plain.append(text.charAt(i + 1) == 'r' ? '\r' : '\n');
                i++;
            }
        }
        return plain.toString();
    }
}
