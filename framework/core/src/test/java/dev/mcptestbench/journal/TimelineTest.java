package dev.mcptestbench.journal;

import static dev.mcptestbench.journal.Story.initialize;
import static dev.mcptestbench.journal.Story.initialized;
import static dev.mcptestbench.journal.Story.notification;
import static dev.mcptestbench.journal.Story.text;
import static dev.mcptestbench.journal.Story.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final String SECRET = "s3cr3t-Value-0123456789";

    private final Story story = new Story("server", "weather");

    private static Timeline.Heading heading(String test) {
        return new Timeline.Heading(test, Revision.V2025_11_25, "streamable-http", 42);
    }

    private static Map<String, Object> oslo() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("city", "oslo");
        arguments.put("unit", "C");
        return arguments;
    }

    /** One client whose stream is cut and resumed. */
    private Story resumed() {
        return story.post(1, initialize(1))
                .session("6f2c81aa-33", "opened at 2025-11-25")
                .at(1.2)
                .answer(1, initialized(1))
                .at(1.9)
                .post(2, notification("initialized", Map.of()))
                .at(2.1)
                .accept(2)
                .at(3.0)
                .post(3, toolCall(2, "forecast", oslo()))
                .head(3, 200, Story.STREAM_HEAD)
                .sendBytes(3, "id: 0\ndata: \n\n")
                .at(3.4)
                .send(3, "1", notification("progress", Map.of("progress", 0.5)))
                .at(3.5)
                .fired(1, 3, "after 1 progress event, close the stream")
                .end(3, "finished")
                .at(53.9)
                .get(4, Map.of("Last-Event-ID", List.of("1"), "Accept", List.of("text/event-stream")))
                .head(4, 200, Story.STREAM_HEAD)
                .violation(15, Story.versionHeader(), "MCP-Protocol-Version header missing on GET")
                .at(54.2)
                .send(4, "2", text(2, "sunny"))
                .end(4, "finished");
    }

    @Test
    void showsOneClientItsCutStreamAndItsViolation() {
        Timeline timeline = Timeline.of(resumed().journal(), heading("keepsAskingTest(MockMcpServer, ManagedClient)"));

        Golden.assertMatches("one-client.txt", timeline.toText());
        Golden.assertMatches("one-client.html", timeline.toHtml().strip());
    }

    @Test
    void namesClientsAndServersWhereThereAreSeveral() {
        Story auth = story.atServer("auth");
        story.by("fast").post(1, toolCall(1, "echo", Map.of("message", "hi")));
        story.at(0.8).by("a-client-with-a-rather-long-name").post(2, toolCall("8f14e45f-ceea-467a", "echo", Map.of()));
        story.at(1)
                .by("fast")
                .head(1, 503, "HTTP/1.1 503 Service Unavailable\r\n\r\n")
                .sendBytes(1, "try\tlater\n");
        story.at(1.5)
                .by("a-client-with-a-rather-long-name")
                .answer(2, Message.error("8f14e45f-ceea-467a", ErrorCode.INTERNAL_ERROR, "boom", null));
        auth.by(null)
                .request(1, "GET", "/.well-known/oauth-authorization-server", Map.of(), null, "")
                .head(1, 200, Story.JSON_HEAD)
                .sendBytes(1, "{\"issuer\":\"http://127.0.0.1:1\"}");
        story.at(120_000).by("fast").end(7, "closed by peer");

        Golden.assertMatches(
                "several.txt", Timeline.of(story.journal(), heading("routes()")).toText());
    }

    @Test
    void hasALineForEveryKindOfEntry() {
        Journal journal = everything();
        Set<Class<?>> written = journal.entries().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(written)
                .containsExactlyInAnyOrder(Arrays.stream(JournalEntry.class.getPermittedSubclasses())
                        .toArray(Class<?>[]::new));

        Golden.assertMatches("every-kind.txt", Timeline.of(journal).toText());
    }

    private Journal everything() {
        // One entry too many, so that there is a marker of what was dropped.
        Journal journal = frozen(27);
        journal.add(stamp -> new JournalEntry.RetryScheduled(stamp, "lost", 1, Duration.ofSeconds(1), "lost"));
        Message heard = notification("message", Map.of("level", "info", "data", "tick 1"));
        journal.add(stamp -> new JournalEntry.ConnectionOpened(stamp, "server", 9, "127.0.0.1:40000"));
        journal.add(stamp -> new JournalEntry.ConnectionClosed(stamp, "server", 9, "reset"));
        journal.add(stamp -> request(stamp, 1, toolCall(1, "echo", Map.of())));
        journal.add(stamp -> new JournalEntry.HeadSent(stamp, "server", 1, "c", 200, ascii(Story.STREAM_HEAD)));
        journal.add(stamp -> new JournalEntry.BytesSent(stamp, "server", 1, "c", ascii(": ping\n\n")));
        journal.add(stamp -> new JournalEntry.MessageSent(stamp, "server", 1, "c", heard, null, new byte[0]));
        journal.add(stamp -> new JournalEntry.NotificationHeard(stamp, "c", heard, null, "1"));
        Message foreign = notification("tools/list_changed", Map.of());
        journal.add(stamp -> new JournalEntry.NotificationHeard(stamp, "c", foreign, null, "standing"));
        journal.add(stamp -> new JournalEntry.RuleFired(stamp, "server", 2, 1, 0, null, "rule 2 fired (1): hang"));
        journal.add(stamp -> new JournalEntry.RuleRefused(
                stamp, "server", 3, 1, "c", "rule 3 cannot act on stdio: stdio has no chunks"));
        journal.add(stamp -> new JournalEntry.UpstreamSeen(stamp, "server", 1, "c", "event", foreign, 9));
        journal.add(stamp -> new JournalEntry.ReplyEnded(stamp, "server", 1, "c", "reset"));
        journal.add(stamp -> new JournalEntry.SessionChanged(stamp, "server", "c", "abcdefgh", "ended by the client"));
        journal.add(stamp -> state(stamp, ClientState.DISCONNECTED, ClientState.CONNECTING, null));
        journal.add(stamp -> state(stamp, ClientState.CONNECTING, ClientState.CONNECTED, null));
        journal.add(stamp -> state(stamp, ClientState.CONNECTED, ClientState.RECONNECTING, "the stream broke"));
        journal.add(
                stamp -> new JournalEntry.RetryScheduled(stamp, "c", 2, Duration.ofMillis(1500), "resume the stream"));
        journal.add(stamp -> new JournalEntry.CallEnded(stamp, "c", "echo", Duration.ofNanos(3_250_000), "lost"));
        journal.add(stamp -> new JournalEntry.AuthorizationStep(
                stamp, "c", "http://auth", JournalEntry.AuthorizationStep.Step.OBTAINED, "got a token for a b"));
        journal.add(stamp -> new JournalEntry.CallRepeated(stamp, "c", "echo", "d", Duration.ZERO, "status 503"));
        journal.add(stamp -> new JournalEntry.CallRepeated(stamp, "c", "echo", "c", Duration.ofSeconds(2), "lost"));
        journal.add(stamp ->
                new JournalEntry.CircuitChanged(stamp, "c", CircuitState.OPEN, CircuitState.HALF_OPEN, "after 30 s"));
        journal.add(stamp -> request(stamp, 2, null));
        journal.add(stamp -> new JournalEntry.HeadSent(stamp, "server", 2, "c", 200, ascii(Story.STREAM_HEAD)));
        journal.add(stamp -> new JournalEntry.Violation(stamp, "server", "c", 0, Story.versionHeader(), "left out"));
        journal.add(stamp -> new JournalEntry.Violation(stamp, "server", "c", 4, Story.versionHeader(), "wrong"));
        journal.add(stamp -> new JournalEntry.CallEnded(stamp, "c", "last", Duration.ofSeconds(90), "succeeded"));
        return journal;
    }

    private static Journal frozen(int maxEntries) {
        var clock = new dev.mcptestbench.time.TestClock();
        clock.advance(Duration.ZERO);
        return new Journal(clock, maxEntries, Long.MAX_VALUE);
    }

    private static JournalEntry.StateChanged state(Stamp stamp, ClientState from, ClientState to, String reason) {
        return new JournalEntry.StateChanged(stamp, "c", from, to, reason);
    }

    private static JournalEntry.RequestArrived request(Stamp stamp, long exchange, Message message) {
        Map<String, List<String>> headers = Map.of("Accept", List.of("text/event-stream"));
        String method = message == null ? "GET" : "POST";
        return new JournalEntry.RequestArrived(
                stamp, "server", exchange, 1, "c", null, method, "/mcp", headers, new byte[0], message);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void showsOnlyTheEndOfALongTimelineWhenAskedTo() {
        Timeline timeline = Timeline.of(resumed().journal(), heading("keepsAskingTest()"));

        Golden.assertMatches("the-end.txt", timeline.toText(2));
        assertThat(timeline.toText(8)).contains("1 earlier line left out");
        assertThat(timeline.toText(9)).isEqualTo(timeline.toText());
        assertThatThrownBy(() -> timeline.toText(0)).hasMessage("A timeline shows at least one line, not 0");
    }

    @Test
    void cutsWhatIsLong() {
        story.post(1, toolCall(1, "x".repeat(300), Map.of("list", List.of("y".repeat(300), "z".repeat(300)))));
        story.post(2, Message.request(2, "com.example/" + "m".repeat(200), Map.of()));
        story.fired(1, 9, "w".repeat(500));

        assertThat(Timeline.of(story.journal()).toText().lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(230));
    }

    @Test
    void keepsWhatPeersCallThingsToItsLine() {
        story.post(1, Message.request("a\nb", "list\n  9.9   ── GET /forged", Map.of()));
        story.post(2, Message.notification("", Map.of()));

        assertThat(Timeline.of(story.journal()).toText().lines().skip(1))
                .satisfiesExactly(
                        line -> assertThat(line).contains("POST \"list\\n  9.9   ── GET /forged\" #"),
                        line -> assertThat(line).contains("POST \"\""));
    }

    @Test
    void listsEachOfSeveralViolationsAndSaysHowManyMore() {
        for (int i = 1; i <= 22; i++) {
            story.violation(i, Story.versionHeader(), "header missing");
        }

        List<String> lines = Timeline.of(story.journal()).toText().lines().toList();

        assertThat(lines).hasSize(22);
        assertThat(lines.get(1)).startsWith("        22 violations: #1 header missing (");
        assertThat(lines.get(2)).startsWith("                       #2 header missing (");
        assertThat(lines.get(21)).isEqualTo("                       and 2 more");
    }

    @Test
    void neverTellsCredentials() {
        String jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjMifQ." + SECRET;
        story.request(
                1,
                "GET",
                "/mcp?access_token=" + SECRET,
                Map.of("Authorization", List.of("Bearer " + SECRET)),
                null,
                "");
        story.request(
                2,
                "POST",
                "/token",
                Map.of(),
                null,
                "grant_type=refresh_token&refresh_token=" + SECRET + "&code=" + SECRET);
        story.head(2, 200, Story.JSON_HEAD)
                .sendBytes(2, "{\"access_token\":\"" + SECRET + "\",\"scope\":\"mcp:read\"}");
        story.post(3, toolCall(3, "login", Map.of("password", SECRET, "note", "Bearer " + SECRET, "jwt", jwt)));
        story.answer(3, text(3, "Authorization: Basic " + SECRET));
        story.violation(1, Story.versionHeader(), "token in the query: ?access_token=" + SECRET);
        story.fired(1, 3, "change the head: Authorization = Bearer " + SECRET);
        story.end(9, "closed");
        Timeline timeline = Timeline.of(story.journal());

        assertThat(timeline.toText())
                .doesNotContain(SECRET, "0123456789", "eyJzdWIi")
                .contains("grant_type=refresh_token");
        assertThat(timeline.toHtml()).doesNotContain(SECRET, "0123456789", "eyJzdWIi");
    }

    @Test
    void letsOrdinaryWordsPass() {
        story.post(1, toolCall(1, "run", Map.of("text", "exit code=1, token bucket, bearer of news", "code", "NO")));

        assertThat(Timeline.of(story.journal()).toText())
                .contains("exit code=1, token bucket, bearer of news")
                .contains("code: \"NO\"");
    }

    @Test
    void escapesForHtml() {
        story.post(1, toolCall(1, "<script>alert('\"&')</script>", Map.of()));

        assertThat(Timeline.of(story.journal(), heading("a<b>()")).toHtml())
                .contains("Timeline of a&lt;b&gt;()")
                .doesNotContain("<script", "http://", "https://");
    }

    @Test
    void isEmptyForAnEmptyJournalAndStaysWhatItWas() {
        Timeline empty = Timeline.of(story.journal());
        story.post(1, initialize(1));

        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.toText()).isEqualTo("   ms   client                            server");
        assertThat(Timeline.of(story.journal()).isEmpty()).isFalse();
    }
}
