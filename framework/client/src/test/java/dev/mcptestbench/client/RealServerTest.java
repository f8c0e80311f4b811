package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static dev.mcptestbench.Mcp.TOOLS_CHANGED;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.script.Carrier.STREAMABLE_HTTP;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.server.proxy.FaultProxy;
import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Managed clients of the SDK's own server, over HTTP and stdio; with the proxy before it, and without. */
@Timeout(60)
class RealServerTest {

    private static void converse(McpEndpoint endpoint) {
        try (ManagedClients clients = ManagedClients.of(endpoint)) {
            ManagedClient client = clients.add("weather").connect();
            client.request("tools/list", Map.of());
            client.request("resources/list", Map.of());
            client.request("prompts/list", Map.of());
            assertThat(client.callTool("forecast", Map.of("city", "Oslo")))
                    .succeeded()
                    .hasText("1: sunny in Oslo");
            assertThat(client.callTool("forecast", Map.of("city", "Rome")))
                    .succeeded()
                    .hasText("2: sunny in Rome");
            assertThat(client.callTool("forecast", Map.of("city", "Oslo")))
                    .succeeded()
                    .hasText("3: sunny in Oslo");
            client.callTool("no-such-tool");
            client.request("resources/read", Map.of("uri", "file:///notes.txt"));
            client.request("resources/read", Map.of("uri", "file:///none"));
            client.request("prompts/get", Map.of("name", "greet", "arguments", Map.of("name", "Ann")));
            client.request("acme/own", Map.of());
        }
    }

    @Test
    void isRecordedAndPlayedMessageByMessage(@TempDir Path folder) throws Exception {
        List<List<Object>> original;
        Path file;
        try (SdkServer real = new SdkServer();
                FaultProxy proxy = FaultProxy.inFrontOf(real.url())) {
            converse(proxy.endpoint());
            original = Said.in(proxy.journal(), proxy.name());
            file = proxy.record().named("weather").writeTo(folder);
        }
        Scenario recorded = ScenarioReader.create().read(file).orThrow().get(0);
        try (MockMcpServer mock = MockMcpServer.playing(recorded)) {
            converse(mock.endpoint());

            assertThat(Said.in(mock.journal(), mock.name())).containsExactlyElementsOf(original);
        }
        assertThat(original).hasSize(12).anyMatch(said -> said.toString().contains("notifications/progress"));
    }

    @Test
    void misbehavesThroughTheProxy() throws Exception {
        try (SdkServer real = new SdkServer();
                FaultProxy proxy = FaultProxy.inFrontOf(real.url());
                ManagedClients clients = ManagedClients.of(proxy.endpoint())) {
            proxy.on(toolCall("forecast")).first().afterCommit().resetConnection();
            proxy.on(toolCall("forecast")).nth(2).expireSession();
            ManagedClient client = clients.add("weather").connect();

            assertThat(client.callTool("forecast", Map.of("city", "Oslo")).isSuccess())
                    .isFalse();
            assertThat(client.callTool("forecast", Map.of("city", "Rome")))
                    .succeeded()
                    .hasText("2: sunny in Rome");

            assertThat(proxy).received(initialize()).times(2);
            assertThat(proxy).sent(progress(0.5)).onTheStreamOf(toolCall("forecast"));
        }
    }

    @Test
    void speaksUnaskedThroughTheProxy() throws Exception {
        try (SdkServer real = new SdkServer();
                FaultProxy proxy = FaultProxy.inFrontOf(real.url());
                ManagedClients clients = ManagedClients.of(proxy.endpoint())) {
            ManagedClient client = clients.add("weather").connect();
            assertThat(proxy).eventually(Duration.ofSeconds(20)).received(standingStream());
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (client.notifications().all().isEmpty() && System.nanoTime() < deadline) {
                // The servlet may take the stream a moment later than the proxy sees it asked for.
                real.changeTools();
                proxy.journal().await(() -> !client.notifications().all().isEmpty(), Duration.ofMillis(100));
            }
            assertThat(client.notifications().ofType(TOOLS_CHANGED)).isNotEmpty();
        }
    }

    // ── without a proxy ─────────────────────────────────────────────────────────────────────────────────────────────

    @ParameterizedTest
    @ValueSource(strings = {"streamable-http", "stdio"})
    void isSpokenToInAllThatItOffers(String transport) throws Exception {
        try (SdkServer real = new SdkServer();
                RealBench bench = new RealBench(endpoint(real, transport), transport)) {
            ManagedClient client = bench.client(Map.of("seat", "1C"));

            assertThat(Json.at(client.initializeResult(), "serverInfo.name")).isEqualTo("real");
            assertThat(client.request("tools/list", Map.of()).result().toString())
                    .contains("forecast", "ask-user", "slow");
            assertThat(client.request("resources/list", Map.of()).result().toString())
                    .contains("file:///notes.txt");
            assertThat(client.request("resources/read", Map.of("uri", "file:///notes.txt")))
                    .hasResult("contents.0.text", "Buy milk.");
            assertThat(client.request("prompts/list", Map.of()).result().toString())
                    .contains("greet");
            assertThat(client.request("prompts/get", Map.of("name", "greet", "arguments", Map.of("name", "Ann"))))
                    .hasResult("messages.0.content.text", "Greet Ann");
            assertThat(client.callTool("forecast", Map.of("city", "Oslo"))).hasText("1: sunny in Oslo");
            assertThat(client.notifications()).progressValues().containsExactly(0.5);
            assertThat(client.callTool("ask-model")).hasText("the model says blue");
            assertThat(client.callTool("ask-user")).hasText("ACCEPT {seat=1C}");
            assertThat(client.callTool("ask-roots")).hasText("file:///home/ada");
            assertThat(client.callTool("log")).hasText("logged");
            assertThat(bench.hears(client, "notifications/message", "it rains")).isTrue();
            assertThat(client.callTool("no-such-tool").isSuccess()).isFalse();
            bench.givesUp(client, "slow", Map.of());
            assertThat(client.callTool("forecast", Map.of("city", "Rome"))).hasText("2: sunny in Rome");
        }
    }

    private static McpEndpoint endpoint(SdkServer real, String transport) {
        return transport.equals("stdio") ? SdkProcess.endpoint() : McpEndpoint.of(real.url());
    }

    // ── with faults, over HTTP and stdio alike ──────────────────────────────────────────────────────────────────────

    @ParameterizedTest
    @ValueSource(strings = {"streamable-http", "stdio"})
    void isDroppedWithinAReplyAndSlow(String transport) throws Exception {
        TestClock clock = new TestClock();
        try (SdkServer real = new SdkServer();
                FaultProxy proxy = FaultProxy.builder().clock(clock).start();
                RealBench bench = new RealBench(inFrontOf(real, transport, proxy), transport, clock)) {
            proxy.on(toolCall("forecast")).first().after(progressEvents(1)).closeConnection();
            Gate late = new Gate();
            proxy.on(toolCall("forecast")).nth(2).hold(late);
            // Else this server takes the stream up again, and says no more on it.
            proxy.on(streamResumption()).over(STREAMABLE_HTTP).status(405);
            ManagedClient client = bench.client(Map.of());

            CallOutcome dropped = client.callTool("forecast", Map.of("city", "Oslo"));
            assertThat(dropped).failedWith(ConnectionLostException.class);
            assertThat(dropped.mayHaveTakenEffect()).isTrue();
            assertThat(client.notifications()).progressValues().containsExactly(0.5);
            assertThat(client).eventually(RealBench.PATIENCE).is(CONNECTED);

            StartedCall slow = client.startTool("forecast", Map.of("city", "Rome"));
            assertThat(proxy)
                    .eventually(RealBench.PATIENCE)
                    .received(toolCall("forecast"))
                    .times(2);
            assertThat(slow.ending().toCompletableFuture()).isNotDone();
            late.open();
            assertThat(slow.outcome().text()).endsWith("sunny in Rome");
            assertThat(proxy).hasNoProtocolViolations();
        }
    }

    private static McpEndpoint inFrontOf(SdkServer real, String transport, FaultProxy proxy) {
        if (transport.equals("stdio")) {
            String[] command = SdkProcess.command();
            proxy.launches(command[0], Arrays.copyOfRange(command, 1, command.length));
        } else {
            proxy.passesOnTo(real.url());
        }
        return proxy.endpoint();
    }

    @Test
    void isRefusedOverHttpUntilItIsThereAgain() throws Exception {
        try (SdkServer real = new SdkServer();
                FaultProxy proxy = FaultProxy.inFrontOf(real.url());
                ManagedClients clients = ManagedClients.of(proxy)) {
            ManagedClient client = clients.add(
                    "client", ClientSettings.DEFAULT.withBackoff(new Backoff(ofMillis(20), 1, ofMillis(20), 1000, 0)));
            client.connect();
            proxy.crash();

            StartedCall call = client.startTool("forecast", Map.of("city", "Oslo"));
            assertThat(client).eventually(RealBench.PATIENCE).is(RECONNECTING);
            proxy.acceptConnections();

            assertThat(call.outcome()).succeeded().hasText("1: sunny in Oslo");
        }
    }

    @Test
    void isRefusedOverStdioUntilItCanBeStarted() {
        String[] command = SdkProcess.command();
        try (FaultProxy proxy = FaultProxy.inFrontOf(command[0], Arrays.copyOfRange(command, 1, command.length));
                ManagedClients clients = ManagedClients.of(proxy)) {
            proxy.on(connection()).first().exitProcess(127);
            ManagedClient client = clients.add("client");

            assertThat(client.callTool("forecast", Map.of("city", "Oslo")))
                    .failedWith(ConnectFailedException.class)
                    .satisfies(outcome ->
                            assertThat(outcome.failure().orElseThrow()).hasMessageContaining("exited with code 127"));
            assertThat(client.callTool("forecast", Map.of("city", "Oslo"))).hasText("1: sunny in Oslo");
        }
    }
}
