package dev.mcptestbench.wire;

import static dev.mcptestbench.Mcp.anyRequest;
import static dev.mcptestbench.Mcp.bytes;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.progressEvents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Era;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Action;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.script.ChallengeFault;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.MessageFault;
import dev.mcptestbench.script.ModernFault;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.OAuthFault;
import dev.mcptestbench.script.Occasion;
import dev.mcptestbench.script.Occurrence;
import dev.mcptestbench.script.Position;
import dev.mcptestbench.script.Rule;
import dev.mcptestbench.script.ServerFault;
import dev.mcptestbench.script.ToolFault;
import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decorator as a pure step: frames in, frames out. The reply is head, two progress events, the response. */
class DecorationTest {

    private static final Message CALL =
            Message.request(1, "tools/call", Map.of("name", "echo", "_meta", Map.of("progressToken", 7)));
    private static final String RESPONSE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"ok\":true}}";

    private final TestClock clock = new TestClock();
    private final Journal journal = new Journal(clock);
    private final Playback playback = new Playback(
            "server",
            journal,
            42,
            new FaultPlugins(Map.of("shout", DecorationTest::shout), List.of("broken.Provider could not be loaded")));

    private static FrameSink shout(FrameSink next, Map<String, Object> parameters, Runnable fired) {
        return frame -> {
            fired.run();
            next.push(
                    frame instanceof Frame.Data data
                            ? Frame.Data.text(new String(data.bytes(), StandardCharsets.UTF_8) + parameters.get("mark"))
                            : frame);
        };
    }

    static Stream<Arguments> faults() {
        String p1 = "event 1 progress 0.5";
        String p2 = "event 2 progress 1.0";
        String response = "event 3 result #1";
        return Stream.of(
                row(start(), new Fault.CloseConnection(), "close"),
                row(start(), new Fault.ResetConnection(), "reset"),
                row(start(), new Fault.HalfCloseConnection(), "half-close"),
                row(start(), new Fault.Crash(), "reset"),
                row(events(1), new Fault.Crash(), "head 200 []", p1, "reset"),
                row(start(), new Fault.Hang(), "hang"),
                row(start(), new Fault.Status(503, Map.of(), ""), "head 503 [Content-Length: 0]", "data ", "finish"),
                row(
                        start(),
                        new Fault.Status(429, Map.of("Retry-After", "1"), "no"),
                        "head 429 [Retry-After: 1, Content-Type: text/plain; charset=utf-8, Content-Length: 2]",
                        "data no",
                        "finish"),
                row(
                        start(),
                        new ChallengeFault.Challenge(403, "insufficient_scope", List.of("a", "b")),
                        "head 403 [WWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"a b\","
                                + " Content-Length: 0]",
                        "finish"),
                row(start(), new Fault.CloseStream(), "head 200 []", "finish"),
                row(start(), new Fault.CloseMidChunk(), "head 200 []", "raw 40\r\ndata: ", "close"),
                row(start(), new Fault.BadChunk(), "head 200 []", "raw no chunk size\r\n", "close"),
                row(start(), new Action.Delay(ms(7)), "pause 7", "head 200 []", p1, p2, response, "finish"),
                row(start(), new Fault.Throttle(9), "throttle 9", "head 200 []", p1, p2, response, "finish"),
                row(
                        start(),
                        new Fault.SlowHead(ms(10)),
                        "throttle 100",
                        "head 200 []",
                        "throttle 0",
                        p1,
                        p2,
                        response,
                        "finish"),
                row(
                        start(),
                        new Fault.ChangeHead(201, Map.of("A", "b"), Set.of(), Set.of("A")),
                        "head 201 [A: b, A: b]",
                        p1,
                        p2,
                        response,
                        "finish"),
                row(start(), new Fault.OversizeHead(20), "head 200 [X-Filler: xxxxxxxx]", p1, p2, response, "finish"),
                row(start(), new Fault.Insert(": hi\n\n"), "head 200 []", "data : hi\n\n", p1, p2, response, "finish"),
                row(new Position.AfterCommit(), new Fault.ResetConnection(), "reset"),
                row(new Position.AfterHead(), new Fault.ResetConnection(), "head 200 []", "reset"),
                row(events(1), new Fault.CloseConnection(), "head 200 []", p1, "close"),
                row(progressEvents(2), new Fault.CloseStream(), "head 200 []", p1, p2, "finish"),
                row(events(1), new Action.Delay(ms(3)), "head 200 []", p1, "pause 3", p2, response, "finish"),
                row(events(1), new Fault.Duplicate(), "head 200 []", p1, p1, p2, response, "finish"),
                row(start(), new Fault.Duplicate(), "head 200 []", p1, p2, response, response, "finish"),
                row(
                        new Position.BeforeResponse(),
                        new Fault.Insert("retry: 5\n\n"),
                        "head 200 []",
                        p1,
                        p2,
                        "data retry: 5\n\n",
                        response,
                        "finish"),
                row(new Position.BeforeResponse(), new Fault.Hang(), "head 200 []", p1, p2, "hang"),
                row(new Position.MidEvent(2, 3), new Fault.ResetConnection(), "head 200 []", p1, "data id:", "reset"),
                row(bytes(4), new Fault.CloseConnection(), "head 200 []", "data id: ", "close"),
                row(
                        new Position.AfterResponse(),
                        new Fault.CloseConnection(),
                        "head 200 []",
                        p1,
                        p2,
                        response,
                        "finish then close"),
                row(
                        new Position.AfterResponse(),
                        new Fault.ResetConnection(),
                        "head 200 []",
                        p1,
                        p2,
                        response,
                        "finish then reset"),
                row(
                        new Position.BeforeResponse(),
                        new Fault.FailWith(ErrorCode.INTERNAL_ERROR, "boom", null),
                        "head 200 []",
                        p1,
                        p2,
                        "event 3 error #1 -32603 internal error",
                        "finish"),
                row(
                        start(),
                        new Fault.ChangeMessage(Map.of("id", "1"), Set.of("result.ok")),
                        "head 200 []",
                        p1,
                        p2,
                        "event 3 result #1 {\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}",
                        "finish"),
                spoilt(Mcp.malformedJson(), RESPONSE.substring(0, RESPONSE.length() / 2)),
                spoilt(Mcp.wrongId(), "{\"jsonrpc\":\"2.0\",\"id\":1000000008,\"result\":{\"ok\":true}}"),
                spoilt(Mcp.nullId(), "{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":{\"ok\":true}}"),
                spoilt(Mcp.idOfOtherType(), "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{\"ok\":true}}"),
                spoilt(Mcp.floatId(), "{\"jsonrpc\":\"2.0\",\"id\":1.0,\"result\":{\"ok\":true}}"),
                spoilt(Mcp.withoutId(), "{\"jsonrpc\":\"2.0\",\"result\":{\"ok\":true}}"),
                spoilt(Mcp.withoutVersion(), "{\"id\":1,\"result\":{\"ok\":true}}"),
                spoilt(
                        Mcp.resultAndError(),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"ok\":true},"
                                + "\"error\":{\"code\":-32603,\"message\":\"Beside the result\"}}"),
                spoilt(Mcp.neitherResultNorError(), "{\"jsonrpc\":\"2.0\",\"id\":1}"),
                spoilt(
                        Mcp.nullMembers(),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"ok\":true,\"_meta\":null,\"nextCursor\":null,"
                                + "\"structuredContent\":null,\"isError\":null},\"error\":null}"),
                spoilt(
                        Mcp.unknownMembers(),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"ok\":true,\"x-unknown\":[\"nobody\",\"knows\"]},"
                                + "\"x-unknown\":{\"nobody\":\"knows\"}}"),
                spoilt(Mcp.batch(), "[" + RESPONSE + "]"),
                spoilt(
                        Mcp.batchWithOthers(),
                        "[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                                + "{\"level\":\"info\",\"data\":\"first of a batch\"}}," + RESPONSE
                                + ",{\"jsonrpc\":\"2.0\",\"id\":\"no-such-request\",\"result\":{}}]"),
                spoilt(
                        Mcp.deepNesting(3),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"ok\":true,\"_meta\":{\"nested\":[[[]]]}}}"),
                spoilt(
                        Mcp.largeResult(5),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"ok\":true,\"_meta\":{\"filler\":\"xxxxx\"}}}"),
                spoilt(
                        Mcp.reportToolError("no"),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
                                + "{\"content\":[{\"type\":\"text\",\"text\":\"no\"}],\"isError\":true}}"),
                row(start(), Mcp.neverRespond(), "head 200 []", p1, p2),
                row(
                        start(),
                        new MessageFault.RespondLate(ms(5)),
                        "pause 5",
                        "head 200 []",
                        p1,
                        p2,
                        "pause 5",
                        response,
                        "finish"),
                row(start(), Mcp.respondFirst(), "head 200 []", response, p1, p2, "finish"),
                row(
                        start(),
                        Mcp.duplicateResponse(Duration.ofMillis(5)),
                        "head 200 []",
                        p1,
                        p2,
                        response,
                        "pause 5",
                        response,
                        "finish"),
                row(
                        events(1),
                        new Action.Send(new NotificationStream(Mcp.progress(3), "5ms", "2")),
                        "head 200 []",
                        p1,
                        "event null progress 3.0",
                        "pause 5",
                        "event null progress 3.0",
                        p2,
                        response,
                        "finish"),
                row(
                        new Position.AfterResponse(),
                        new Action.Ask(Mcp.rootsRequest().twice().cancelledAfter(Duration.ofMillis(5))),
                        "head 200 []",
                        p1,
                        p2,
                        response,
                        "event null roots/list #rule-1-1",
                        "event null roots/list #rule-1-1",
                        "pause 5",
                        "event null cancelled",
                        "finish"));
    }

    private static Arguments spoilt(Fault fault, String data) {
        return Arguments.of(start(), fault, List.of("response " + data));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("faults")
    void doesWhatTheFaultSays(Position position, Action action, List<String> expected) {
        playback.add(new Rule(anyRequest(), new Occurrence.Always(), position, action, null));

        boolean responseAlone = expected.get(0).startsWith("response ");
        assertThat(responseAlone ? List.of("response " + response()) : reply()).containsExactlyElementsOf(expected);
        assertThat(journal.entries(JournalEntry.RuleFired.class)).hasSize(1);
    }

    static Stream<Arguments> spellings() {
        return Stream.of(
                Arguments.of(Fault.EventSpelling.LF, "id: 1\ndata: {\"a\":1,\"b\":\"ü,\"}\n\n"),
                Arguments.of(Fault.EventSpelling.CR, "id: 1\rdata: {\"a\":1,\"b\":\"ü,\"}\r\r"),
                Arguments.of(Fault.EventSpelling.CRLF, "id: 1\r\ndata: {\"a\":1,\"b\":\"ü,\"}\r\n\r\n"),
                Arguments.of(Fault.EventSpelling.WITHOUT_ID, "data: {\"a\":1,\"b\":\"ü,\"}\n\n"),
                Arguments.of(Fault.EventSpelling.MULTI_LINE, "id: 1\ndata: {\"a\":1,\ndata: \"b\":\"ü,\"}\n\n"),
                Arguments.of(Fault.EventSpelling.SPLIT_CHARACTER, "id: 1\ndata: {\"a\":1,\"b\":\"ü,\"}\n\n"),
                Arguments.of(Fault.EventSpelling.WITHOUT_BLANK_LINE, "id: 1\ndata: {\"a\":1,\"b\":\"ü,\"}\n"),
                Arguments.of(
                        Fault.EventSpelling.UNKNOWN_TYPE,
                        "id: 1\nevent: no-such-type\ndata: {\"a\":1,\"b\":\"ü,\"}\n\n"),
                Arguments.of(Fault.EventSpelling.BOM, "\uFEFFid: 1\ndata: {\"a\":1,\"b\":\"ü,\"}\n\n"));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void spellsEventsOtherwise(Fault.EventSpelling spelling, String expected) {
        playback.add(new Rule(anyRequest(), new Occurrence.Always(), start(), new Fault.SpellEvents(spelling), null));
        byte[] data = "{\"a\":1,\"b\":\"ü,\"}".getBytes(StandardCharsets.UTF_8);

        List<byte[]> pieces = new ArrayList<>();
        FrameSink sink = wrap(frame -> {
            if (frame instanceof Frame.Data written) {
                pieces.add(written.bytes());
            }
        });
        sink.push(new Frame.Event("1", null, data, null, CALL));

        assertThat(pieces.stream()
                        .map(piece -> new String(piece, StandardCharsets.ISO_8859_1))
                        .collect(Collectors.joining()))
                .isEqualTo(new String(expected.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        if (spelling == Fault.EventSpelling.SPLIT_CHARACTER) {
            assertThat(pieces.get(0)).endsWith((byte) 0xC3);
            assertThat(pieces.get(1)).startsWith((byte) 0xBC);
        }
    }

    static Stream<Arguments> listening() {
        String all = "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"a\"]}";
        return Stream.of(
                Arguments.of(Mcp.withoutAcknowledgement(), List.of("tools", "resources")),
                Arguments.of(Mcp.acknowledgeOnly("toolsListChanged"), List.of("{\"toolsListChanged\":true}", "tools")),
                Arguments.of(
                        Mcp.acknowledgeOnly("resourceSubscriptions", "toolsListChanged"),
                        List.of(all, "tools", "resources")),
                Arguments.of(Mcp.acknowledgeOnly(), List.of("{}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("listening")
    void acknowledgesLessThanWasAskedFor(Fault fault, List<String> expected) {
        playback.add(new Rule(Mcp.standingStream(), new Occurrence.Always(), start(), fault, null));
        List<String> written = new ArrayList<>();
        FrameSink sink = java.util.Objects.requireNonNull(playback.meet(
                        new Occasion.StreamOpened(null, null), 1, Carrier.STREAMABLE_HTTP, Era.MODERN)
                .wrap(
                        frame -> {
                            if (frame instanceof Frame.Event event && event.message() != null) {
                                assertThat(event.data())
                                        .isEqualTo(event.message().toBytes());
                                Object filter = event.message().params().get("notifications");
                                written.add(
                                        filter == null
                                                ? event.message().method().split("/", -1)[1]
                                                : dev.mcptestbench.protocol.Json.write(filter));
                            } else if (frame instanceof Frame.Aside aside) {
                                aside.action().run();
                            }
                        },
                        new FakeExchange()));

        Map<String, Object> filter = new java.util.LinkedHashMap<>();
        filter.put("toolsListChanged", true);
        filter.put("resourceSubscriptions", List.of("a"));
        Stream.of(
                        Message.notification(
                                "notifications/subscriptions/acknowledged", Map.of("notifications", filter)),
                        Message.notification("notifications/tools/list_changed", Map.of()),
                        Message.notification("notifications/resources/updated", Map.of("uri", "a")))
                .forEach(message -> sink.push(new Frame.Event(null, null, message.toBytes(), null, message)));

        assertThat(written).isEqualTo(expected);
        assertThat(journal.entries(JournalEntry.RuleFired.class)).hasSize(1);
    }

    /** A fault without a row above and without a carrier that takes it would do nothing at all. */
    @Test
    void leavesNoFaultOut() {
        Set<Class<?>> covered = faults().map(row -> row.get()[1].getClass()).collect(Collectors.toSet());
        covered.addAll(Set.of(
                ChallengeFault.SpellChallenge.class,
                Fault.SpellEvents.class,
                Fault.OversizeBody.class,
                Fault.Named.class));
        covered.addAll(Set.of(ModernFault.WithoutAcknowledgement.class, ModernFault.AcknowledgeOnly.class));
        Set<Class<?>> takenByCarriers = Set.of(
                Fault.AnswerOnStandingStream.class,
                Fault.PrintToStderr.class,
                Fault.ExitProcess.class,
                Fault.Replay.class,
                Fault.ExpireSession.class,
                Fault.DropAllStreams.class,
                ServerFault.RefuseConnections.class,
                ModernFault.RequireInput.class,
                ModernFault.EndSubscriptions.class,
                ToolFault.HangUntilCancelled.class,
                ToolFault.ChangeTool.class,
                OAuthFault.ChangeRequest.class,
                OAuthFault.ChangeToken.class,
                OAuthFault.SkewClock.class,
                OAuthFault.FormEncode.class,
                OAuthFault.RotateKeys.class);

        assertThat(leaves(Fault.class).filter(fault -> !takenByCarriers.contains(fault)))
                .allMatch(covered::contains)
                .hasSizeGreaterThan(15);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(DecorationTest::leaves)
                : Stream.of(type);
    }

    @Test
    void fillsTheBody() {
        playback.add(new Rule(anyRequest(), new Occurrence.Always(), start(), new Fault.OversizeBody(1000), null));

        assertThat(reply().stream()
                        .filter(frame -> frame.startsWith("data : x"))
                        .collect(Collectors.joining()))
                .hasSizeGreaterThan(1000);
    }

    @Test
    void letsTheFeatureBeAskedOnlyWhereTheReplyGoesOn() {
        playback.add(new Rule(anyRequest(), new Occurrence.Always(), start(), new Fault.ResetConnection(), null));
        Plan plan = playback.meet(new Occasion.Received(CALL, null), 1);

        assertThat(plan.wrap(frame -> {}, new FakeExchange())).isNull();
    }

    @Test
    void stacksRulesInTheOrderOfWriting() {
        playback.add(new Rule(anyRequest(), new Occurrence.Always(), start(), new Action.Delay(ms(1)), null));
        playback.add(
                new Rule(anyRequest(), new Occurrence.Always(), start(), new Fault.Status(500, Map.of(), ""), null));

        assertThat(reply()).containsExactly("pause 1", "head 500 [Content-Length: 0]", "data ", "finish");
    }

    @Test
    void spellsChallengesAndNothingElse() {
        ChallengeFault spelled = new ChallengeFault.SpellChallenge(ChallengeFault.Spelling.UNQUOTED);
        ChallengeFault challenge = new ChallengeFault.Challenge(401, "invalid_token", List.of());
        playback.add(new Rule(anyRequest(), new Occurrence.Always(), start(), spelled, null));
        playback.add(new Rule(anyRequest(), new Occurrence.Nth(2), start(), challenge, null));

        assertThat(reply()).startsWith("head 200 []");
        assertThat(journal.entries(JournalEntry.RuleFired.class)).isEmpty();
        assertThat(reply())
                .containsExactly(
                        "head 401 [Content-Length: 0, WWW-Authenticate: Bearer error=invalid_token]", "finish");
        assertThat(journal.entries(JournalEntry.RuleFired.class)).hasSize(2);
    }

    @Test
    void countsEachOccasionOnce() {
        playback.add(new Rule(anyRequest(), new Occurrence.Nth(2), start(), new Fault.Hang(), null));

        assertThat(reply()).doesNotContain("hang");
        assertThat(reply()).containsExactly("hang");
        assertThat(reply()).doesNotContain("hang");
    }

    @Test
    void namesTheRuleThatNeverFired() {
        playback.add(new Rule(anyRequest(), new Occurrence.Nth(3), start(), new Fault.Hang(), null));
        reply();
        reply();

        assertThat(playback.unfired()).singleElement().satisfies(unfired -> {
            assertThat(unfired.met()).isEqualTo(2);
            assertThat(unfired.text())
                    .startsWith("Rule 1 of this test never fired:\n  on any request, the 3rd time: never answer\n")
                    .contains("was received 2 times.\n")
                    .contains("make the client do it a third time");
        });
    }

    @Test
    void holdsRepliesAndLetsThemGoInReverse() {
        playback.add(new Rule(
                anyRequest(),
                new Occurrence.Always(),
                start(),
                new Action.HoldUntilArrived(3, Action.Order.REVERSED),
                null));
        List<FakeExchange> exchanges = List.of(new FakeExchange(), new FakeExchange(), new FakeExchange());
        List<Gate> gates = new ArrayList<>();
        for (FakeExchange exchange : exchanges) {
            playback.meet(new Occasion.Received(CALL, null), 1)
                    .wrap(
                            frame -> {
                                if (frame instanceof Frame.Wait wait) {
                                    gates.add(wait.gate());
                                }
                            },
                            exchange);
        }

        assertThat(gates).extracting(Gate::isOpen).containsExactly(false, false, true);
        exchanges.get(2).end();
        assertThat(gates).extracting(Gate::isOpen).containsExactly(false, true, true);
        exchanges.get(1).end();
        assertThat(gates).extracting(Gate::isOpen).containsExactly(true, true, true);
    }

    @Test
    void playsAPluginsFault() {
        playback.add(new Rule(
                anyRequest(), new Occurrence.Always(), start(), new Fault.Named("shout", Map.of("mark", "!")), null));
        List<String> written = new ArrayList<>();
        FrameSink sink = wrap(frame -> written.add(describe(frame)));
        sink.push(Frame.Data.text("hey"));

        assertThat(written).containsExactly("data hey!");
    }

    @Test
    void refusesAnUnknownPluginByName() {
        Rule rule = new Rule(anyRequest(), new Occurrence.Always(), start(), new Fault.Named("sing", Map.of()), null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> playback.add(rule))
                .withMessageStartingWith("Cannot script \"on any request")
                .withMessageEndingWith(
                        "no plugin on the class path brings the fault \"sing\"; there is shout; these cannot be"
                                + " used: broken.Provider could not be loaded");
    }

    @Test
    void refusesWhatCannotBeDone() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Rule(connection(), new Occurrence.Always(), start(), new Fault.CloseStream(), null))
                .withMessageContaining("Cannot script \"on connection")
                .withMessageContaining("closed, reset or never answered");
    }

    private static Position start() {
        return new Position.BeforeReply();
    }

    private static Latency ms(long millis) {
        return new Latency.Fixed(Duration.ofMillis(millis));
    }

    private static Arguments row(Position position, Action action, String... frames) {
        return Arguments.of(position, action, List.of(frames));
    }

    private @Nullable FrameSink wrap(FrameSink raw) {
        return playback.meet(new Occasion.Received(CALL, null), 1)
                .wrap(
                        frame -> {
                            if (frame instanceof Frame.Aside aside) {
                                aside.action().run();
                            } else {
                                raw.push(frame);
                            }
                        },
                        new FakeExchange());
    }

    /** The data of the event that carries the response. */
    private String response() {
        List<String> data = new ArrayList<>();
        FrameSink sink = wrap(frame -> data.add(new String(((Frame.Event) frame).data(), StandardCharsets.UTF_8)));
        sink.push(event("3", Message.parse(RESPONSE)));
        return String.join("", data);
    }

    private List<String> reply() {
        List<String> written = new ArrayList<>();
        FrameSink sink = wrap(frame -> written.add(describe(frame)));
        if (sink != null) {
            sink.push(Frame.Head.of(200));
            sink.push(event("1", Message.notification("notifications/progress", Map.of("progress", 0.5))));
            sink.push(event("2", Message.notification("notifications/progress", Map.of("progress", 1.0))));
            sink.push(event("3", Message.parse(RESPONSE)));
            sink.push(new Frame.Finish());
        }
        return written;
    }

    private static Frame.Event event(String id, Message message) {
        return new Frame.Event(id, null, message.toBytes(), null, message);
    }

    private static String describe(Frame frame) {
        if (frame instanceof Frame.Head head) {
            return "head " + head.status() + " "
                    + head.headers().stream()
                            .map(header -> header.name() + ": " + header.value())
                            .toList();
        }
        if (frame instanceof Frame.Event event) {
            Message message = event.message();
            String text = message.kind() == Message.Kind.NOTIFICATION
                    ? dev.mcptestbench.script.Notification.describe(message)
                    : message.toString();
            boolean ours =
                    message.kind() != Message.Kind.RESULT || message.toJson().equals(RESPONSE);
            return "event " + event.id() + " " + text + (ours ? "" : " " + message.toJson());
        }
        if (frame instanceof Frame.Data data) {
            return "data " + new String(data.bytes(), StandardCharsets.UTF_8);
        }
        if (frame instanceof Frame.Raw raw) {
            return "raw " + new String(raw.bytes(), StandardCharsets.UTF_8);
        }
        if (frame instanceof Frame.Pause pause) {
            return "pause " + pause.duration().toMillis();
        }
        if (frame instanceof Frame.Throttle throttle) {
            return "throttle " + throttle.bytesPerSecond();
        }
        if (frame instanceof Frame.Finish finish) {
            return finish.leave() == null ? "finish" : "finish then " + describe(finish.leave());
        }
        return frame.getClass().getSimpleName().equals("HalfClose")
                ? "half-close"
                : frame.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static final class FakeExchange implements Exchange {

        private final List<Runnable> waiting = new ArrayList<>();

        void end() {
            waiting.forEach(Runnable::run);
        }

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
            return new HttpRequest("POST", "/mcp", Map.of(), new byte[0]);
        }

        @Override
        public FrameSink reply() {
            return frame -> {};
        }

        @Override
        public void whenOver(Runnable action) {
            waiting.add(action);
        }

        @Override
        public boolean isOver() {
            return false;
        }
    }
}
