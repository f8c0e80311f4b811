package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.script.ScenarioReader;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.server.proxy.FaultProxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@McpIntegrationTest
class ProxySampleTest {

    /** Stands for the server that you have. */
    private MockMcpServer running;

    @BeforeEach
    void start() {
        running = MockMcpServer.start();
        running.tool("forecast").sends(progress(0.5)).returns(text("sunny in {arguments.city}"));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private URI myServer() {
        return running.url();
    }

    @Test
    void losesAReplyOfARealServer(FaultProxy proxy, ManagedClient client) {
        proxy.passesOnTo(myServer());
        proxy.on(toolCall("forecast")).first().afterCommit().resetConnection();

        assertThat(client.callTool("forecast", Map.of("city", "Oslo")).isSuccess())
                .isFalse();
        assertThat(client.callTool("forecast", Map.of("city", "Oslo"))).succeeded();

        assertThat(proxy).received(toolCall("forecast")).times(2);
    }

    @Test
    void lacksARealServerThatIsStarted(FaultProxy proxy, ManagedClients clients) {
        List<String> command = running.stdioCommand();
        String program = command.get(0);
        String[] arguments = command.subList(1, command.size()).toArray(String[]::new);

        proxy.launches(program, arguments);
        proxy.on(connection()).nth(2).exitProcess(127);
        proxy.on(toolCall("forecast")).first().after(progressEvents(1)).exitProcess(137);
        ManagedClient client = clients.add("weather", proxy);

        assertThat(client.callTool("forecast", Map.of("city", "Oslo"))).failedWith(ConnectionLostException.class);
        assertThat(client.callTool("forecast", Map.of("city", "Oslo"))).succeeded();

        assertThat(client).wentThrough(CONNECTED, RECONNECTING, CONNECTED);
        assertThat(proxy).received(toolCall("forecast")).times(2);
    }

    @Test
    void recordsAndPlays(@TempDir Path folder) throws Exception {
        Path file;
        try (FaultProxy proxy = FaultProxy.inFrontOf(myServer());
                ManagedClients clients = ManagedClients.of(proxy.url())) {
            clients.add("weather").callTool("forecast", Map.of("city", "Oslo"));

            file = proxy.record().named("weather").redacting("apiKey").writeTo(folder);
        }

        // Edit it as you like.
        Files.writeString(file, Files.readString(file).replace("sunny in Oslo", "rain in Oslo"));

        Scenario weather = ScenarioReader.create().read(file).orThrow().get(0);
        try (MockMcpServer mock = MockMcpServer.playing(weather);
                ManagedClients clients = ManagedClients.of(mock.url())) {
            ManagedClient client = clients.add("weather");

            assertThat(client.callTool("forecast", Map.of("city", "Oslo"))).hasText("rain in Oslo");
            assertThat(client.callTool("forecast", Map.of("city", "Rome")).errorMessage())
                    .hasValueSatisfying(message -> assertThat(message).contains("city is Rome, expected Oslo"));
        }
    }
}
