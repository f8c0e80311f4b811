package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventStreamParserTest {

    private final List<ServerSentEvent> read = new ArrayList<>();
    private final EventStreamParser parser = new EventStreamParser(read::add);

    private static ServerSentEvent message(String data) {
        return new ServerSentEvent(null, null, data, null);
    }

    private static Arguments stream(String title, String text, ServerSentEvent... events) {
        return Arguments.of(title, text, List.of(events));
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                stream("nothing", ""),
                stream("line feeds", "data: a\n\ndata: b\n\n", message("a"), message("b")),
                stream("carriage returns", "data: a\r\rdata: b\r\r", message("a"), message("b")),
                stream("both", "data: a\r\n\r\ndata: b\r\n\r\n", message("a"), message("b")),
                stream("mixed", "data: a\r\n\rdata: b\n\r\n", message("a"), message("b")),
                stream("byte order mark", "\uFEFFdata: a\n\n", message("a")),
                stream("byte order mark later", "\n\uFEFFdata: a\n\ndata: b\n\n", message("b")),
                stream("characters of many bytes", "data: grüße 漢字 🙂\n\n", message("grüße 漢字 🙂")),
                stream("lines of data", "data: a\ndata\ndata:  b\ndata:c\n\n", message("a\n\n b\nc")),
                stream("lines of data that end in both", "data: a\r\ndata: b\r\n\r\n", message("a\nb")),
                stream(
                        "all fields",
                        "id: 7\nevent: note\nretry: 250\ndata: x\n\n",
                        new ServerSentEvent("7", "note", "x", Duration.ofMillis(250))),
                stream("id holding NUL", "id: 1\u00002\ndata: x\n\n", message("x")),
                stream("retry that is no number", "retry: 1s\nretry: -1\nretry\ndata: x\n\n", message("x")),
                stream("comments", ": hello\n:\n\n:data: y\ndata: x\n\n", message("x")),
                stream("unknown fields", "datum: y\nData: z\ndata: x\n\n", message("x")),
                stream("colons in the value", "data: a: b:\n\n", message("a: b:")),
                stream("event without data", "event: note\n\ndata: x\n\n", message("x")),
                stream("empty event type", "event:\ndata: x\n\n", message("x")),
                stream("empty data", "data\n\n", message("")),
                stream("priming", "id: 3\ndata:\n\n", new ServerSentEvent("3", null, "", null)),
                stream("id alone", "id: 3\n\n", new ServerSentEvent("3", null, "", null)),
                stream("retry alone", "retry: 5\n\n", new ServerSentEvent(null, null, "", Duration.ofMillis(5))),
                stream("event that is not ended", "data: a\n\ndata: b\n", message("a")),
                stream("line that is not ended", "data: a\n\ndata: b", message("a")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void readsTheSameWhereverTheBytesAreCut(String title, String text, List<ServerSentEvent> expected)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<ServerSentEvent> cutRead = new ArrayList<>();
            EventStreamParser cutParser = new EventStreamParser(cutRead::add);
            cutParser.feed(Arrays.copyOfRange(bytes, 0, cut));
            cutParser.feed(Arrays.copyOfRange(bytes, cut, bytes.length));
            cutParser.end();
            assertThat(cutRead).as("%s, cut at byte %s", title, cut).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void readsTheSameByteByByte(String title, String text, List<ServerSentEvent> expected) throws IOException {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            parser.feed(new byte[] {b});
        }
        parser.end();
        assertThat(read).as(title).isEqualTo(expected);
    }

    @Test
    void remembersTheLastIdAndTheReconnectionTime() throws IOException {
        assertThat(parser.lastEventId()).isEmpty();
        assertThat(parser.reconnectionTime()).isNull();

        feed("id: 1\ndata: a\n\ndata: b\n\n");
        assertThat(parser.lastEventId()).isEqualTo("1");

        feed("id: 2\n");
        assertThat(parser.lastEventId()).as("not before the block ends").isEqualTo("1");

        feed("\nid\ndata: c\n\n");
        assertThat(parser.lastEventId()).as("an empty id forgets").isEmpty();

        feed("retry: 20\n");
        parser.end();
        assertThat(parser.reconnectionTime())
                .as("in force from its line on, even if the stream ends there")
                .isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void dropsWhatWasNotEndedAndIsReadyForTheNextStream() throws IOException {
        feed("id: 9\ndata: lost\nda");
        parser.end();
        feed("data: kept\n\n");

        assertThat(read).containsExactly(message("kept"));
        assertThat(parser.lastEventId()).isEmpty();
    }

    @Test
    void aLineIsBounded() throws IOException {
        EventStreamParser bounded = new EventStreamParser(10, 100, read::add);
        bounded.feed(bytes("data: 1234"));
        assertThatThrownBy(() -> bounded.feed(bytes("5")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line")
                .hasMessageContaining("10 bytes");
        assertThatThrownBy(() -> new EventStreamParser(10, 100, read::add).feed(bytes("data: 12345\n")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anEventIsBounded() throws IOException {
        EventStreamParser bounded = new EventStreamParser(10, 20, read::add);
        bounded.feed(bytes("data: 1234\ndata: 1234\n\n"));
        bounded.feed(bytes("data: 1234\ndata: 1234\n"));
        assertThatThrownBy(() -> bounded.feed(bytes(":\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("event")
                .hasMessageContaining("20 bytes");
        assertThat(read).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void readsWhatFramesWrite(Frame.Event frame, ServerSentEvent expected) throws IOException {
        parser.feed(frame.encoded());
        assertThat(read).containsExactly(expected);
    }

    static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of(
                        event("1", "note", "a\nb\r\nc\rd\n", 10L),
                        new ServerSentEvent("1", "note", "a\nb\nc\nd\n", Duration.ofMillis(10))),
                Arguments.of(event(null, null, "x", null), message("x")),
                Arguments.of(event("1", null, "", null), new ServerSentEvent("1", null, "", null)),
                Arguments.of(event(null, null, "", 10L), new ServerSentEvent(null, null, "", Duration.ofMillis(10))),
                Arguments.of(event(null, "note", "", null), new ServerSentEvent(null, "note", "", null)));
    }

    private static Frame.Event event(String id, String name, String data, Long retry) {
        return new Frame.Event(id, name, bytes(data), retry == null ? null : Duration.ofMillis(retry), null);
    }

    @Test
    void anEventThatOnlySetsTheRetryHasNoDataLine() {
        assertThat(event(null, null, "", 10L).encoded())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("retry: 10\n\n");
    }

    private void feed(String text) throws IOException {
        parser.feed(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
