package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.junit.Client;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

// Meant to fail, to show how a red test explains itself: ./mvnw test -Psamples -Dbroken=true
@McpIntegrationTest
@EnabledIfSystemProperty(named = "broken", matches = "true")
class BrokenOnPurposeTest {

    @Test
    void asksForTheRightCity(MockMcpServer server, @Client("weather") ManagedClient client) {
        server.tool("forecast").sends(progress(0.5)).returns(text("sunny"));
        server.on(toolCall("forecast")).first().after(progressEvents(1)).closeStream();

        client.callTool("forecast", Map.of("city", "oslo"));

        assertThat(server).received(toolCall("forecast").with("city", "Oslo")).once();
    }
}
