package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.junit.Strictness.STRICT;
import static dev.mcptestbench.protocol.Revision.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.junit.McpTest;
import dev.mcptestbench.server.MockMcpServer;

// The client under test is the user's own: anything that can be pointed at a URL. Assertions read the server's journal.
@McpIntegrationTest(
        revisions = {V2025_03_26, V2025_11_25},
        strictness = STRICT)
class BringYourOwnClientTest {

    @McpTest // runs once per revision (and per transport, where several are named)
    void theSdkClientCallsTheTool(MockMcpServer server) {
        server.tool("forecast").returns(text("sunny"));

        try (WeatherAgent agent = new WeatherAgent(server.url())) {
            assertThat(agent.ask("Oslo?")).contains("sunny");
        }

        assertThat(server).received(toolCall("forecast").with("city", "Oslo")).once();
        assertThat(server).hasNoProtocolViolations();
    }
}
