package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolError;
import static dev.mcptestbench.Mcp.toolsChanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.CannedReply;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.script.ScenarioWriter;
import dev.mcptestbench.server.proxy.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded in front of a server, and what a mock says that plays it. */
@Timeout(60)
class RecordingTest {

    private final MockMcpServer real = MockMcpServer.builder().name("real").start();
    private final FaultProxy proxy = FaultProxy.inFrontOf(real.url());

    @AfterEach
    void close() {
        proxy.close();
        real.close();
    }

    private void offer() {
        AtomicInteger asked = new AtomicInteger();
        real.instructs("Ask for the weather.");
        real.tool("forecast")
                .describedAs("The weather of tomorrow")
                .takesArguments(Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string"))))
                .sends(progress(0.5), logging(LogLevel.INFO, "{client} asks for {arguments.city}"))
                .answers(call -> text(asked.incrementAndGet() + ": {sunny} in " + call.string("city")));
        real.tool("broken").returns(toolError("no such thing"));
        real.tool("quiz").answers(call -> {
            Map<String, Object> answer = call.ask(
                    "elicitation/create", Map.of("message", "Who?", "requestedSchema", Map.of("type", "object")));
            return text("it was " + answer.get("action"));
        });
        real.resource("file:///notes.txt", "Buy milk.");
        real.resourceTemplate("file:///logs/{day}.log", "nothing on {arguments.day}");
        real.prompt("greet", "Greet {arguments.name}.", "name");
        real.completes("greet", "name", "Ann", "Anton", "Bob");
    }

    /** One conversation; everything that was said to the client, in order, without ids. */
    private static List<Message> converse(Peer peer) {
        List<Message> said = new ArrayList<>();
        List<Peer.Reply> replies = new ArrayList<>();
        replies.add(peer.initialize("weather", "2025-11-25"));
        replies.add(peer.request("tools/list", Map.of()));
        replies.add(peer.request("resources/list", Map.of()));
        replies.add(peer.request("resources/templates/list", Map.of()));
        replies.add(peer.request("prompts/list", Map.of()));
        replies.add(peer.call("forecast", Map.of("city", "Oslo")));
        replies.add(peer.call("forecast", Map.of("city", "Rome")));
        replies.add(peer.call("forecast", Map.of("city", "Oslo")));
        replies.add(peer.call("broken", Map.of()));
        replies.add(peer.call("no-such-tool", Map.of()));
        replies.add(peer.request("resources/read", Map.of("uri", "file:///notes.txt")));
        replies.add(peer.request("resources/read", Map.of("uri", "file:///logs/monday.log")));
        replies.add(peer.request("resources/read", Map.of("uri", "file:///none")));
        replies.add(peer.request("prompts/get", Map.of("name", "greet", "arguments", Map.of("name", "Ann"))));
        replies.add(peer.request("prompts/get", Map.of("name", "greet", "arguments", Map.of("name", "Bob"))));
        replies.add(peer.request(
                "completion/complete",
                Map.of(
                        "ref",
                        Map.of("type", "ref/prompt", "name", "greet"),
                        "argument",
                        Map.of("name", "name", "value", "An"))));
        replies.add(peer.request("logging/setLevel", Map.of("level", "debug")));
        replies.add(peer.request("acme/own", Map.of("a", 1)));
        replies.forEach(reply -> reply.messages().forEach(message -> said.add(withoutIds(message))));
        return said;
    }

    private static Message withoutIds(Message message) {
        Message bare = message.without("id");
        return "notifications/progress".equals(message.method()) ? bare.withAt("progressToken", "token") : bare;
    }

    @Test
    void playsTheSameConversation() {
        offer();
        List<Message> original = converse(new Peer(proxy));

        Scenario recorded = proxy.record().named("weather").toScenario();
        Scenario read = ScenarioReader.create()
                .read(ScenarioWriter.write(recorded), "weather.mcp.yaml")
                .orThrow()
                .get(0);

        for (Scenario scenario : List.of(recorded, read)) {
            try (MockMcpServer mock = MockMcpServer.playing(scenario)) {
                assertThat(converse(new Peer(mock))).containsExactlyElementsOf(original);
            }
        }
        assertThat(original).hasSizeGreaterThan(20);
        assertThat(recorded.features())
                .extracting(Feature::name)
                .contains("forecast", "broken", "quiz", "file:///notes.txt", "file:///logs/{day}.log", "greet");
        assertThat(ScenarioWriter.write(recorded)).contains("to: tools/call forecast", "1: {sunny} in Oslo");
    }

    @Test
    void playsTheSameConversationOfTheModernEra() {
        offer();
        proxy.on(toolCall("broken")).first().afterCommit().status(503);
        List<Message> original = converse(new ModernPeer(proxy, "weather"), 503);
        Scenario recorded = ScenarioReader.create()
                .read(ScenarioWriter.write(proxy.record().toScenario()), "modern.mcp.yaml")
                .orThrow()
                .get(0);

        try (MockMcpServer mock = MockMcpServer.playing(recorded)) {
            assertThat(converse(new ModernPeer(mock, "weather"), 200)).containsExactlyElementsOf(original);
        }
        assertThat(original).hasSize(6);
        assertThat(proxy).hasNoProtocolViolations();
        assertThat(proxy).received(toolCall("forecast")).times(2).from("weather");
    }

    private static List<Message> converse(ModernPeer peer, int statusOfBroken) {
        List<Peer.Reply> replies = new ArrayList<>();
        replies.add(peer.request("server/discover", Map.of()));
        replies.add(peer.call("forecast", Map.of("city", "Oslo")));
        replies.add(peer.call("forecast", Map.of("city", "Oslo")));
        replies.add(peer.request("resources/read", Map.of("uri", "file:///notes.txt")));
        replies.add(peer.request("resources/read", Map.of("uri", "file:///none")));
        replies.add(peer.request("prompts/get", Map.of("name", "greet", "arguments", Map.of("name", "Ann"))));
        assertThat(peer.call("broken", Map.of()).status()).isEqualTo(statusOfBroken);
        return replies.stream().map(reply -> withoutIds(reply.last())).toList();
    }

    @Test
    void playsTheRequestsOfTheServer() throws Exception {
        offer();
        String asked = quiz(proxy);

        try (MockMcpServer mock = MockMcpServer.playing(proxy.record().toScenario())) {
            assertThat(quiz(mock)).isEqualTo(asked).contains("elicitation/create", "it was decline");
        }
    }

    /** Calls the tool that asks, answers it, and gives what was said without ids. */
    private static String quiz(dev.mcptestbench.plugin.McpEndpoint.Provider server) {
        Peer peer = Peer.connected(server);
        StringBuilder said = new StringBuilder();
        try (EventLines lines = peer.callStream("quiz")) {
            Message question = lines.next();
            said.append(question.without("id").toJson());
            peer.send(Message.result(question.id(), Map.of("action", "decline")));
            said.append(lines.next().without("id").toJson());
        }
        return said.toString();
    }

    @Test
    void namesTheClosestRecordedCall() {
        offer();
        Peer peer = Peer.connected(proxy);
        peer.call("forecast", Map.of("city", "Oslo"));
        peer.call("broken", Map.of());
        peer.request("tools/list", Map.of());

        try (MockMcpServer mock = MockMcpServer.playing(proxy.record().toScenario())) {
            Message error = Peer.connected(mock)
                    .call("forecast", Map.of("city", "Bergen"))
                    .last();

            assertThat(error.error().get("message"))
                    .asString()
                    .startsWith("Nothing is recorded for tools/call \"forecast\"")
                    .endsWith("The closest of 1 is to tools/call \"forecast\" with city = \"Oslo\":"
                            + " city is Bergen, expected Oslo");
        }
    }

    @Test
    void anEditOfTheFileTakesEffect(@TempDir Path folder) throws IOException {
        offer();
        Peer peer = Peer.connected(proxy);
        peer.request("tools/list", Map.of());
        peer.call("forecast", Map.of("city", "Oslo"));

        Path file = proxy.record().named("Weather, as it was!").writeTo(folder);
        assertThat(file).isEqualTo(folder.resolve("weather-as-it-was.mcp.yaml"));
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("{sunny} in Oslo", "raining in Oslo")
                        .replace("The weather of tomorrow", "Yesterday's weather"));

        Scenario edited = ScenarioReader.create().read(file).orThrow().get(0);
        try (MockMcpServer mock = MockMcpServer.playing(edited)) {
            Peer again = Peer.connected(mock);
            assertThat(again.call("forecast", Map.of("city", "Oslo")).at("content.0.text"))
                    .isEqualTo("1: raining in Oslo");
            assertThat(again.request("tools/list", Map.of()).http().body()).contains("Yesterday's weather");
        }
    }

    @Test
    void keepsSecretsOutOfTheFileAndMatchesThemAllTheSame(@TempDir Path folder) throws IOException {
        real.tool("login").returns(text("Bearer abcdefgh12345678 for {arguments.user}"));
        Peer peer = Peer.connected(proxy);
        Map<String, Object> arguments =
                Map.of("user", "ann", "password", "hunter2", "pin", 4711, "header", "Authorization: Basic cXdlcg==");
        peer.call("login", arguments);

        String file = Files.readString(proxy.record().redacting("PIN").writeTo(folder));

        assertThat(file)
                .contains("user: ann")
                .doesNotContain("hunter2", "4711", "abcdefgh12345678", "cXdlcg", peer.session());
        Scenario read =
                ScenarioReader.create().read(file, "x.mcp.yaml").orThrow().get(0);
        try (MockMcpServer mock = MockMcpServer.playing(read)) {
            assertThat(Peer.connected(mock).call("login", arguments).at("content.0.text"))
                    .isEqualTo("Bearer … for ann");
        }
    }

    @Test
    void recordsWhatTheRealServerSaidAndNotWhatARuleMadeOfIt() {
        offer();
        proxy.on(toolCall("forecast")).first().after(progressEvents(1)).resetConnection();
        proxy.on(toolCall("forecast")).nth(2).after(progressEvents(1)).closeStream();
        proxy.on(toolCall("broken")).respondWith("result.content.0.text", "changed");
        Peer peer = Peer.connected(proxy);
        List<String> ids = peer.call("broken", Map.of()).eventIds();
        assertThat(ids).isEmpty();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> peer.call("forecast", Map.of("city", "Rome")))
                .isNotNull();
        List<String> seen = peer.call("forecast", Map.of("city", "Oslo")).eventIds();
        peer.resume(seen.get(seen.size() - 1));

        CannedReply oslo = proxy.record().toScenario().replies().stream()
                .filter(reply -> Map.of("city", "Oslo").equals(reply.arguments()))
                .findFirst()
                .orElseThrow();
        assertThat(oslo.says()).hasSize(1);
        assertThat(oslo.says().get(0).before()).hasSize(2);
        assertThat(String.valueOf(oslo.says().get(0).result())).contains("in Oslo");
        assertThat(ScenarioWriter.write(proxy.record().toScenario()))
                .contains("no such thing")
                .doesNotContain("changed");
    }

    @Test
    void recordsWhatCameUnasked() {
        offer();
        Peer peer = Peer.connected(proxy);
        try (EventLines standing = peer.stand()) {
            real.send(toolsChanged());
            standing.next();
        }

        try (MockMcpServer mock = MockMcpServer.playing(proxy.record().toScenario());
                EventLines standing = Peer.connected(mock).stand()) {
            assertThat(standing.next().method()).isEqualTo("notifications/tools/list_changed");
        }
    }

    @Test
    void recordsLatenciesIfAskedTo() {
        real.tool("slow")
                .takes(dev.mcptestbench.Mcp.fixed(Duration.ofMillis(60)))
                .returns(text("done"));
        Peer peer = Peer.connected(proxy);
        peer.call("slow", Map.of());

        CannedReply.Turn quick = slow(proxy.record().toScenario());
        CannedReply.Turn timed = slow(proxy.record().withLatencies().toScenario());

        assertThat(quick.takes()).isNull();
        assertThat(timed.takes()).isNotNull();
        assertThat(ScenarioWriter.write(proxy.record().withLatencies().toScenario()))
                .contains("takes: ");
    }

    private static CannedReply.Turn slow(Scenario scenario) {
        return scenario.replies().stream()
                .filter(reply -> "slow".equals(reply.name()))
                .findFirst()
                .orElseThrow()
                .says()
                .get(0);
    }

    @Test
    void playsThousandsOfNotificationsBeforeOneReply() {
        real.tool("burst").streams(progress(0.5)).times(5_000).returns(text("done"));
        Peer.connected(proxy).call("burst", Map.of());

        try (MockMcpServer mock = MockMcpServer.playing(proxy.record().toScenario())) {
            assertThat(Peer.connected(mock).call("burst", Map.of()).messages()).hasSize(5_001);
        }
    }

    @Test
    void recordsListsInPages() {
        real.tool("a").returns(text("a"));
        real.tool("b").returns(text("b"));
        real.tool("c").returns(text("c"));
        real.listsInPagesOf(2);
        Peer peer = Peer.connected(proxy);
        Object cursor = peer.request("tools/list", Map.of()).at("nextCursor");
        peer.request("tools/list", Map.of("cursor", cursor));

        Scenario recorded = proxy.record().toScenario();

        assertThat(recorded.features()).extracting(Feature::name).containsExactly("a", "b", "c");
        try (MockMcpServer mock = MockMcpServer.playing(recorded)) {
            Peer again = Peer.connected(mock);
            assertThat(again.request("tools/list", Map.of()).at("tools.1.name")).isEqualTo("b");
            assertThat(again.request("tools/list", Map.of()).at("nextCursor")).isNotNull();
        }
    }

    @Test
    void refusesToRecordNothing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> proxy.record().toScenario())
                .withMessageStartingWith("Nothing was recorded");
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.record().named(" "));
    }

    @Test
    void repliesByArgumentsInJava() {
        real.tool("forecast").returns(text("who knows")).repliesTo(Map.of("city", "Oslo"), text("sunny"), text("rain"));
        Peer peer = Peer.connected(real);

        assertThat(List.of(
                        peer.call("forecast", Map.of("city", "Oslo")).at("content.0.text"),
                        peer.call("forecast", Map.of("city", "Oslo")).at("content.0.text"),
                        peer.call("forecast", Map.of("city", "Oslo")).at("content.0.text"),
                        peer.call("forecast", Map.of("city", "Rome")).at("content.0.text")))
                .containsExactly("sunny", "rain", "rain", "who knows");
        assertThat(real.journal().entries(JournalEntry.Violation.class)).isEmpty();
    }
}
