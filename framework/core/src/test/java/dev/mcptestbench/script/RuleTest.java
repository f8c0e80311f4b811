package dev.mcptestbench.script;

import static dev.mcptestbench.Mcp.anyRequest;
import static dev.mcptestbench.Mcp.connected;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.sessionEnd;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTest {

    private static final Position START = new Position.BeforeReply();
    private static final Position COMMIT = new Position.AfterCommit();
    private static final Action SEND = new Action.Send(NotificationStream.once(progress(1)));
    private static final Action CHANGED_HEAD = new Fault.ChangeHead(0, Map.of("A", "b"), Set.of(), Set.of());
    private static final Action HOLD = new Action.HoldUntilArrived(2, Action.Order.REVERSED);

    private static Rule rule(Trigger trigger, Position position, Action action) {
        return new Rule(trigger, new Occurrence.Always(), position, action, null);
    }

    static Stream<Arguments> refused() {
        String connection = "a connection that has just been made can be closed, reset or never answered,"
                + " and a process that has just started can also be slow, print to stderr or exit; nothing else";
        String initialized =
                "a session that has just been initialized has no reply to work on: script the request instead";
        String head = "the head is the first thing sent; leave out the position";
        return Stream.of(
                Arguments.of(connection(), START, new Fault.CloseStream(), connection),
                Arguments.of(connection(), START, SEND, connection),
                Arguments.of(connection(), COMMIT, new Fault.ResetConnection(), connection),
                Arguments.of(connected(), START, new Fault.ResetConnection(), initialized),
                Arguments.of(
                        connected(),
                        events(1),
                        SEND,
                        "a session that has just been initialized has no reply to find a place in;"
                                + " leave out the position"),
                Arguments.of(
                        toolCall("a"),
                        COMMIT,
                        new Fault.ExpireSession(),
                        "a session's fault acts before the reply; leave out the position"),
                Arguments.of(toolCall("a"), events(1), CHANGED_HEAD, head),
                Arguments.of(toolCall("a"), COMMIT, new Fault.OversizeHead(10), head),
                Arguments.of(toolCall("a"), events(1), HOLD, "replies are held as a whole; leave out the position"),
                Arguments.of(
                        toolCall("a"),
                        START,
                        new Fault.Replay(Fault.Extent.NOTHING),
                        "only a resumed stream replays: script it on streamResumption()"),
                Arguments.of(
                        standingStream(),
                        START,
                        new Fault.Replay(Fault.Extent.NOTHING),
                        "only a resumed stream replays: script it on streamResumption()"),
                Arguments.of(
                        toolCall("a"),
                        new Position.AfterHead(),
                        new Fault.Status(503, Map.of(), ""),
                        "a status is the first thing sent; script it before the reply or after commit"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeDoneIsRefused(Trigger trigger, Position position, Action action, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(trigger, position, action))
                .withMessage("Cannot script \"on " + trigger + ", " + position + ": " + action + "\": " + reason);
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                Arguments.of(connection(), START, new Fault.Hang()),
                Arguments.of(connected(), START, SEND),
                Arguments.of(sessionEnd(), START, new Fault.Hang()),
                Arguments.of(anyRequest(), START, new Fault.ExpireSession()),
                Arguments.of(toolCall("a"), START, CHANGED_HEAD),
                Arguments.of(toolCall("a"), COMMIT, HOLD),
                Arguments.of(toolCall("a"), COMMIT, new Fault.Status(503, Map.of(), "")),
                Arguments.of(streamResumption(), START, new Fault.Replay(Fault.Extent.PARTIAL)),
                Arguments.of(toolCall("a"), new Position.MidEvent(2, 10), new Fault.CloseConnection()));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void whatCanBeDoneIsAccepted(Trigger trigger, Position position, Action action) {
        assertThatCode(() -> rule(trigger, position, action)).doesNotThrowAnyException();
    }

    @Test
    void whatNoneOfItsCarriersCanExpressIsRefusedWithTheReasons() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rule(
                        toolCall("a"),
                        new Occurrence.Always(),
                        events(1),
                        new Fault.CloseMidChunk(),
                        Set.of(Carrier.STDIO, Carrier.MEMORY),
                        null))
                .withMessage("Cannot script \"on tools/call \"a\" over stdio, memory, after 1 event: close within a"
                        + " chunk\": stdio has no chunks; memory has no chunks");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Rule(toolCall("a"), new Occurrence.Always(), START, new Fault.Hang(), Set.of(), null))
                .withMessage("A rule acts on one carrier at least");
    }

    @Test
    void aRuleReadsAsASentence() {
        Rule rule = new Rule(
                toolCall("search"), new Occurrence.Nth(3), START, new Fault.ResetConnection(), new Source("A.java", 3));

        assertThat(rule).hasToString("on tools/call \"search\", the 3rd time: reset the connection");
        assertThat(new Rule(
                        toolCall("search"),
                        new Occurrence.Nth(3),
                        START,
                        new Fault.ExitProcess(1),
                        Set.of(Carrier.STDIO),
                        null))
                .hasToString("on tools/call \"search\" over stdio, the 3rd time: exit with code 1");
        assertThat(rule(toolCall("search"), progressEvents(1), new Fault.CloseStream()))
                .hasToString("on tools/call \"search\": after 1 progress event, close the stream");
    }
}
