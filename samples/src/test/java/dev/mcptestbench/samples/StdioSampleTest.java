package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.server.MockMcpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@McpIntegrationTest
class StdioSampleTest {

    /** Its processes stand for those of the server that you have. */
    private MockMcpServer real;

    @BeforeEach
    void start() {
        real = MockMcpServer.start();
        real.tool("index").sends(progress(0.5)).returns(text("42 files"));
        real.on(toolCall("index")).first().after(progressEvents(1)).exitProcess(3);
    }

    @AfterEach
    void stop() {
        real.close();
    }

    private String[] myServer() {
        return real.stdioCommand().toArray(String[]::new);
    }

    @Test
    void tellsWhatItsServerDiedOf(ManagedClients clients) {
        ManagedClient client = clients.add("files", McpEndpoint.ofCommand(myServer()));

        CallOutcome outcome = client.callTool("index");

        assertThat(outcome).failedWith(ConnectionLostException.class);
        assertThat(outcome.failure())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("exited with code 3"));
        assertThat(client.callTool("index")).succeeded().hasText("42 files");
        assertThat(client).eventually(ofSeconds(20)).wentThrough(CONNECTED, RECONNECTING, CONNECTED);
    }
}
