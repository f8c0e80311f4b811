package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

// The README's first screen. One annotation, two parameters, one scripted fault, three assertions.
@McpIntegrationTest
class FirstTest {

    @Test
    void resumesAfterTheStreamIsCut(MockMcpServer server, ManagedClient client) {
        server.tool("index").sends(progress(0.25), progress(0.5), progress(1.0)).returns(text("42 files"));
        server.on(toolCall("index")).first().after(progressEvents(2)).closeStream();

        CallOutcome outcome = client.callTool("index", Map.of("path", "/src"));

        assertThat(outcome).succeeded().hasText("42 files");
        assertThat(client.notifications()).progressValues().containsExactly(0.25, 0.5, 1.0);
        assertThat(server).received(streamResumption()).once().withLastEventIdOf(progress(0.5));
    }
}
