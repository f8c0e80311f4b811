package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.client.Pools.*;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ClientPool;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.junit.Server;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@McpIntegrationTest
class ReconnectionTest {

    // Thirty seconds of exponential back-off, tested in milliseconds: client timers run on the test clock.
    @Test
    void backsOffExponentiallyUntilTheServerReturns(MockMcpServer server, ManagedClient client, TestClock clock) {
        client.connect();
        server.refuseConnections();
        server.dropAllStreams();
        clock.advance(ofSeconds(1 + 2 + 4));
        server.acceptConnections();
        clock.advance(ofSeconds(8));

        assertThat(client)
                .isConnected()
                .wentThrough(CONNECTED, RECONNECTING, CONNECTED)
                .retriedAfter(ofSeconds(1), ofSeconds(2), ofSeconds(4), ofSeconds(8));
    }

    @Test
    void renewsAnExpiredSession(MockMcpServer server, ManagedClient client) {
        server.tool("echo").returns(text("hi"));
        server.on(toolCall("echo")).first().expireSession();

        assertThat(client.callTool("echo", Map.of())).succeeded();
        assertThat(server).received(initialize()).times(2);
    }

    @Test
    void failsOverAndOpensTheCircuit(
            @Server("primary") MockMcpServer primary, @Server("backup") MockMcpServer backup, ManagedClients clients) {
        primary.on(toolCall()).always().status(503);
        backup.tool("echo").returns(text("from backup"));
        ClientPool pool = clients.pool("search")
                .over(primary, backup)
                .balancedBy(leastInFlight())
                .failsOver()
                .opensCircuitAfter(failures(3))
                .connect();

        List<CallOutcome> outcomes = pool.call(10, "echo", Map.of());

        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome).succeeded().hasText("from backup"));
        assertThat(pool.circuitOf(primary)).isOpen();
        assertThat(primary).received(toolCall("echo")).times(3);
    }
}
