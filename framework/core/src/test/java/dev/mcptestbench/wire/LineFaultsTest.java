package dev.mcptestbench.wire;

import static dev.mcptestbench.Mcp.anyRequest;
import static dev.mcptestbench.Mcp.bytes;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.progressEvents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Occurrence;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.time.TestClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults on carriers that have lines in place of HTTP: frames in, frames out. */
class LineFaultsTest {

    private static final Message PROGRESS = Message.notification("notifications/progress", Map.of("progress", 1));
    private static final Message RESULT = Message.result(1, Map.of("a", "ü,"));
    private static final String P = text(PROGRESS) + "\n";
    private static final String R = text(RESULT) + "\n";

    private final Journal journal = new Journal(new TestClock());
    private final Playback playback = new Playback("server", journal, 42, FaultPlugins.NONE);

    private static String text(Message message) {
        return new String(message.toBytes(), StandardCharsets.UTF_8);
    }

    private static Position start() {
        return new Position.BeforeReply();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                row(start(), new Fault.CloseConnection(), "<Close>"),
                row(start(), new Fault.HalfCloseConnection(), "<HalfClose>"),
                row(start(), new Fault.ExitProcess(3), "<exit 3>"),
                row(events(1), new Fault.ExitProcess(0), P + "<exit 0>"),
                row(new Position.AfterResponse(), new Fault.ExitProcess(4), P + R + "<exit 4>"),
                row(new Position.MidEvent(2, 4), new Fault.ExitProcess(1), P + R.substring(0, 4) + "<exit 1>"),
                row(bytes(P.length() + 2), new Fault.Hang(), P + R.substring(0, 2) + "<Hang>"),
                row(progressEvents(1), new Fault.CloseConnection(), P + "<Close>"),
                row(start(), new Fault.PrintToStderr("hm", 2), "<err hm\nhm\n>" + P + R + "<Finish>"),
                row(events(1), new Fault.Insert("no JSON\n"), P + "no JSON\n" + R + "<Finish>"),
                row(start(), new Fault.Insert("no JSON\n"), "no JSON\n" + P + R + "<Finish>"),
                row(start(), new Fault.OversizeBody(3), "   " + P + R + "<Finish>"),
                row(start(), new Fault.Duplicate(), P + R + R + "<Finish>"),
                row(
                        start(),
                        new Fault.ChangeMessage(Map.of("id", "1"), Set.of("result")),
                        P + "{\"jsonrpc\":\"2.0\",\"id\":\"1\"}\n<Finish>"),
                spelled(Fault.EventSpelling.LF, P + R),
                spelled(Fault.EventSpelling.CR, (P + R).replace("\n", "\r")),
                spelled(Fault.EventSpelling.CRLF, (P + R).replace("\n", "\r\n")),
                spelled(Fault.EventSpelling.WITHOUT_BLANK_LINE, (P + R).replace("\n", "")),
                spelled(Fault.EventSpelling.SPLIT_CHARACTER, P + R),
                spelled(Fault.EventSpelling.BOM, "\uFEFF" + P + "\uFEFF" + R),
                spelled(
                        Fault.EventSpelling.MULTI_LINE,
                        (P + R).replace(",\"", ",\n\"").replace("ü,\n", "ü,")));
    }

    private static Arguments row(Position position, Action action, String expected) {
        return Arguments.of(position, action, expected);
    }

    private static Arguments spelled(Fault.EventSpelling spelling, String expected) {
        return row(start(), new Fault.SpellEvents(spelling), expected + "<Finish>");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("faults")
    void doesWhatTheFaultSays(Position position, Action action, String expected) {
        playback.add(new Rule(anyRequest(), new Occurrence.Always(), position, action, null));

        assertThat(written(reply())).isEqualTo(expected);
        assertThat(journal.entries(JournalEntry.RuleFired.class)).hasSize(1);
    }

    @Test
    void utf16IsNotUtf8() {
        playback.add(new Rule(
                anyRequest(),
                new Occurrence.Always(),
                start(),
                new Fault.SpellEvents(Fault.EventSpelling.UTF_16),
                null));

        byte[] first = ((Frame.Data) reply().get(0)).bytes();

        assertThat(new String(first, StandardCharsets.UTF_16LE)).isEqualTo(P);
        assertThat(first).endsWith('\n', 0);
    }

    @Test
    void aRuleThatIsMetWhereItCannotActComplainsOnce() {
        playback.add(new Rule(anyRequest(), new Occurrence.Always(), start(), new Fault.CloseStream(), null));

        assertThat(written(reply())).isEqualTo(P + R + "<Finish>");
        assertThat(written(reply())).isEqualTo(P + R + "<Finish>");

        assertThat(journal.entries(JournalEntry.RuleRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.text())
                        .isEqualTo("rule 1 cannot act on stdio: stdio has one stream for all replies;"
                                + " script closeConnection()"));
        assertThat(playback.complaints())
                .singleElement()
                .satisfies(complaint -> assertThat(complaint)
                        .isEqualTo("Rule 1 cannot act on stdio: stdio has one stream for all replies;"
                                + " script closeConnection():\n  on any request: close the stream\n"
                                + "Narrow the rule with over(…) to the carriers that can express it."));
        assertThat(playback.unfired()).isEmpty();
    }

    @Test
    void aRuleForAnotherCarrierIsNotMet() {
        playback.add(
                new Rule(anyRequest(), new Occurrence.Always(), start(), new Fault.Hang(), Set.of(Carrier.SSE), null));

        assertThat(written(reply())).isEqualTo(P + R + "<Finish>");
        assertThat(playback.complaints()).isEmpty();
        assertThat(playback.unfired())
                .singleElement()
                .satisfies(unfired -> assertThat(unfired.met()).isZero());
    }

    @Test
    void aServerRefusesWhatNoneOfItsCarriersCanExpress() {
        Playback memory = new Playback("server", journal, 42, FaultPlugins.NONE, Set.of(Carrier.MEMORY));
        Rule exit = new Rule(anyRequest(), new Occurrence.Always(), start(), new Fault.ExitProcess(1), null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.add(exit))
                .withMessage("Cannot script \"on any request: exit with code 1\" at \"server\", served over memory:"
                        + " only stdio has a process");
    }

    private List<Frame> reply() {
        List<Frame> frames = new ArrayList<>();
        Message call = Message.request(1, "tools/call", Map.of("name", "a"));
        Plan plan = playback.meet(new Occasion.Received(call, null), 1, Carrier.STDIO, Era.LEGACY);
        FrameSink sink = plan.wrap(
                frame -> {
                    if (frame instanceof Frame.Aside aside) {
                        aside.action().run();
                    } else {
                        frames.add(frame);
                    }
                },
                new Nowhere());
        if (sink != null) {
            sink.push(new Frame.Line(PROGRESS.toBytes(), PROGRESS));
            sink.push(new Frame.Line(RESULT.toBytes(), RESULT));
            sink.push(new Frame.Finish());
        }
        return frames;
    }

    private static String written(List<Frame> frames) {
        StringBuilder text = new StringBuilder();
        List<Byte> body = new ArrayList<>();
        for (Frame frame : frames) {
            byte[] bytes = frame instanceof Frame.Line line
                    ? line.encoded()
                    : frame instanceof Frame.Data data ? data.bytes() : new byte[0];
            for (byte each : bytes) {
                body.add(each);
            }
            if (bytes.length == 0) {
                text.append(decoded(body)).append(described(frame));
            }
        }
        return text.append(decoded(body)).toString();
    }

    private static String decoded(List<Byte> body) {
        byte[] bytes = new byte[body.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = body.get(i);
        }
        body.clear();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String described(Frame frame) {
        if (frame instanceof Frame.Exit exit) {
            return "<exit " + exit.code() + ">";
        }
        if (frame instanceof Frame.Stderr stderr) {
            return "<err " + new String(stderr.bytes(), StandardCharsets.UTF_8) + ">";
        }
        if (frame instanceof Frame.Finish finish && finish.leave() != null) {
            return described(finish.leave());
        }
        return "<" + frame.getClass().getSimpleName() + ">";
    }

    /** An exchange whose end nobody waits for. */
    private static final class Nowhere implements Exchange {

        @Override
        public long number() {
            return 1;
        }

        @Override
        public long connection() {
            return 1;
        }

        @Override
        public HttpRequest request() {
            return new HttpRequest("", "stdio", Map.of(), new byte[0]);
        }

        @Override
        public FrameSink reply() {
            return frame -> {};
        }

        @Override
        public void whenOver(Runnable action) {}

        @Override
        public boolean isOver() {
            return false;
        }
    }
}
