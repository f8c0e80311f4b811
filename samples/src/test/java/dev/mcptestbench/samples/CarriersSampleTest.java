package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.script.Carrier.STDIO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.junit.McpTest;
import dev.mcptestbench.server.MockMcpServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

// One server, reached in other ways than over HTTP. What it is told, and what it saw, is the same on each.
class CarriersSampleTest {

    @Test
    @McpIntegrationTest
    void anyClientLaunchesIt(MockMcpServer server) {
        server.tool("index").returns(text("42 files"));
        List<String> command = server.stdioCommand();
        ServerParameters launch = ServerParameters.builder(command.get(0))
                .args(command.subList(1, command.size()))
                .build();

        try (McpSyncClient client = McpClient.sync(new StdioClientTransport(launch, McpJsonDefaults.getMapper()))
                .build()) {
            client.initialize();
            assertThat(client.listTools().tools()).hasSize(1);
        }

        assertThat(server).received(method("tools/list")).once();
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    @McpIntegrationTest
    void itDiesWithinALine(MockMcpServer server) throws Exception {
        server.on(initialize()).over(STDIO).withinEvent(1, 20).exitProcess(3);

        Process process = new ProcessBuilder(server.stdioCommand()).start();
        process.getOutputStream().write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}\n".getBytes(UTF_8));
        process.getOutputStream().flush();

        assertThat(process.getInputStream().readAllBytes()).hasSize(20);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
    }

    @McpTest
    @McpIntegrationTest(transports = {"streamable-http", "stdio", "memory"})
    void managedClientsTakeTheTransportOfTheRun(MockMcpServer server, ManagedClient client) {
        server.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));

        assertThat(client.callTool("index", Map.of())).succeeded().hasText("42 files");
        assertThat(client.notifications()).progressValues().containsExactly(0.5, 1.0);
    }
}
