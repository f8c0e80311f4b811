package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.TOOLS_CHANGED;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.server.proxy.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proxy in front of the SDK's own server, with managed clients before it. */
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
}
