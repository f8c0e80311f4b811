package dev.mcptestbench.script;

import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.sessionEnd;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.protocol.Era;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTableTest {

    private static final Position START = new Position.BeforeReply();
    private static final Action DELAY = new Action.Delay(new Latency.Fixed(Duration.ofSeconds(1)));

    /** A trigger, a position, an action, and the carriers of the legacy era that can express the three. */
    static Stream<Arguments> expressible() {
        return Stream.of(
                row(toolCall("a"), START, new Fault.Status(503, java.util.Map.of(), ""), "streamable-http sse"),
                row(toolCall("a"), new Position.AfterHead(), new Fault.Hang(), "streamable-http sse"),
                row(toolCall("a"), START, new Fault.CloseConnection(), "streamable-http sse stdio memory"),
                row(toolCall("a"), START, new Fault.ResetConnection(), "streamable-http sse"),
                row(toolCall("a"), START, new Fault.HalfCloseConnection(), "streamable-http sse stdio"),
                row(toolCall("a"), events(1), new Fault.CloseStream(), "streamable-http"),
                row(toolCall("a"), START, new Fault.AnswerOnStandingStream(), "streamable-http"),
                row(toolCall("a"), events(1), new Fault.CloseMidChunk(), "streamable-http sse"),
                row(toolCall("a"), new Position.MidEvent(1, 5), new Fault.Hang(), "streamable-http sse stdio"),
                row(toolCall("a"), START, new Fault.Insert("x"), "streamable-http sse stdio memory"),
                row(toolCall("a"), START, new Fault.OversizeBody(9), "streamable-http sse stdio"),
                row(toolCall("a"), START, spell(Fault.EventSpelling.CRLF), "streamable-http sse stdio"),
                row(toolCall("a"), START, spell(Fault.EventSpelling.WITHOUT_ID), "streamable-http"),
                row(Mcp.initialize(), START, Mcp.withoutSessionId(), "streamable-http"),
                row(toolCall("a"), START, Mcp.duplicateHeader("Vary"), "streamable-http sse"),
                row(toolCall("a"), START, Mcp.withoutResultType(), ""),
                row(Mcp.method("subscriptions/listen"), START, new Fault.Hang(), ""),
                row(toolCall("a"), START, new Fault.ExpireSession(), "streamable-http sse"),
                row(toolCall("a"), START, new Fault.ExitProcess(1), "stdio"),
                row(toolCall("a"), events(2), new Fault.PrintToStderr("x", 5), "stdio"),
                row(connection(), START, DELAY, "stdio memory"),
                row(connection(), START, new Fault.Hang(), "streamable-http sse stdio memory"),
                row(sessionEnd(), START, new Fault.Hang(), "streamable-http stdio"),
                row(standingStream(), START, new Fault.Hang(), "streamable-http sse"),
                row(streamResumption(), START, new Fault.Replay(Fault.Extent.NOTHING), "streamable-http"));
    }

    private static Action spell(Fault.EventSpelling spelling) {
        return new Fault.SpellEvents(spelling);
    }

    private static Arguments row(Trigger trigger, Position position, Action action, String carriers) {
        return Arguments.of(trigger, position, action, carriers.isEmpty() ? List.of() : List.of(carriers.split(" ")));
    }

    @ParameterizedTest
    @MethodSource
    void expressible(Trigger trigger, Position position, Action action, List<String> carriers) {
        List<String> found = new ArrayList<>();
        for (Carrier carrier : Carrier.values()) {
            if (FaultTable.refusal(trigger, position, action, carrier, Era.LEGACY) == null) {
                found.add(carrier.word());
            }
        }

        assertThat(found).isEqualTo(carriers);
    }

    @Test
    void everyReasonIsAClauseAndEveryFaultCanBeExpressedSomewhere() {
        for (Fault fault : Samples.FAULTS) {
            Trigger trigger = fault instanceof Fault.Replay ? streamResumption() : toolCall("a");
            if (fault instanceof ModernFault && !(fault instanceof ModernFault.RequireInput)) {
                trigger = standingStream();
            }
            List<String> reasons = new ArrayList<>();
            for (Carrier carrier : Carrier.values()) {
                for (Era era : Era.values()) {
                    String reason = FaultTable.refusal(trigger, START, fault, carrier, era);
                    reasons.add(reason);
                    assertThat(reason == null || reason.matches("[a-zHS].*[^.]"))
                            .as("%s on %s: %s", fault, carrier, reason)
                            .isTrue();
                }
            }
            assertThat(reasons).as("where %s can be expressed", fault).containsNull();
        }
    }

    @Test
    void theModernEraHasNoSessionsAndNoHttpWithSse() {
        Rule expire = new Rule(toolCall("a"), new Occurrence.Always(), START, new Fault.ExpireSession(), null);
        Rule hang = new Rule(toolCall("a"), new Occurrence.Always(), START, new Fault.Hang(), null);

        assertThat(FaultTable.refusal(expire, Carrier.STREAMABLE_HTTP, Era.MODERN))
                .isEqualTo("the modern era has no sessions");
        assertThat(FaultTable.refusal(hang, Carrier.SSE, Era.MODERN)).isEqualTo("HTTP+SSE belongs to the legacy era");
        assertThat(FaultTable.refusal(hang, Carrier.STDIO, Era.MODERN)).isNull();
        // A client of stdio opens a stream by subscriptions/listen, which only the modern era has.
        Rule listen = new Rule(standingStream(), new Occurrence.Always(), START, new Fault.Hang(), null);
        for (Carrier lines : List.of(Carrier.STDIO, Carrier.MEMORY)) {
            assertThat(FaultTable.refusal(listen, lines, Era.MODERN)).isNull();
            assertThat(FaultTable.refusal(listen, lines, Era.LEGACY)).contains("opens no stream in the legacy era");
        }
    }

    static Stream<Arguments> questions() {
        ServerRequest roots = ServerRequest.roots();
        Addressee met = new Addressee.WhomItMet();
        return Stream.of(
                Arguments.of(toolCall("a"), START, roots, met, null),
                Arguments.of(Mcp.resourceRead("a"), START, ServerRequest.sampling("x"), met, null),
                Arguments.of(Mcp.promptGet("a"), START, ServerRequest.elicitation("x"), met, null),
                Arguments.of(Mcp.method("tools/list"), START, roots, met, "do requireInput(…)"),
                Arguments.of(Mcp.anyRequest(), START, roots, met, "do requireInput(…)"),
                Arguments.of(Mcp.connected(), START, roots, met, "do requireInput(…)"),
                Arguments.of(toolCall("a"), START, roots, new Addressee.Everybody(), "nobody but whose request"),
                Arguments.of(toolCall("a"), START, ServerRequest.ping(), met, "elicitation, sampling and roots alone"),
                Arguments.of(toolCall("a"), START, roots.twice(), met, "asked once, and not taken back"),
                Arguments.of(toolCall("a"), START, roots.cancelledAfter(Duration.ZERO), met, "not taken back"),
                Arguments.of(toolCall("a"), events(1), roots, met, "leave out the position"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionBecomesAResultWhereTheModernEraAllowsIt(
            Trigger trigger, Position position, ServerRequest question, Addressee to, String reason) {
        Action ask = new Action.Ask(question, to);

        assertThat(FaultTable.refusal(trigger, position, ask, Carrier.STREAMABLE_HTTP, Era.LEGACY))
                .isNull();
        String refusal = FaultTable.refusal(trigger, position, ask, Carrier.STREAMABLE_HTTP, Era.MODERN);
        if (reason == null) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal).startsWith("in the modern era ").contains(reason);
        }
    }

    @Test
    void aRuleIsRefusedOnlyWhereNothingThatIsServedCanExpressIt() {
        Rule exit = new Rule(toolCall("a"), new Occurrence.Always(), START, new Fault.ExitProcess(1), null);

        assertThat(FaultTable.refusal(exit, Carrier.all(), EnumSet.allOf(Era.class)))
                .isNull();
        assertThat(FaultTable.refusal(exit, Set.of(Carrier.MEMORY), EnumSet.allOf(Era.class)))
                .isEqualTo("only stdio has a process");
    }
}
