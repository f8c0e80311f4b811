package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.client.Pools.*;
import static dev.mcptestbench.journal.CircuitState.HALF_OPEN;
import static dev.mcptestbench.journal.CircuitState.OPEN;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ClientPool;
import dev.mcptestbench.client.ClientSettings;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.journal.CircuitState;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.junit.Server;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

@McpIntegrationTest
class PoolSampleTest {

    @Test
    void neverPaysTwice(
            @Server("primary") MockMcpServer primary, @Server("backup") MockMcpServer backup, ManagedClients clients) {
        primary.tool("pay").returns(text("paid"));
        primary.on(toolCall("pay")).first().afterCommit().resetConnection();
        ClientPool pool = clients.pool("bank").over(primary, backup).failsOver().connect();

        CallOutcome outcome = pool.callTool("pay", Map.of("amount", 100));

        assertThat(outcome).failedWith(ConnectionLostException.class);
        assertThat(outcome.mayHaveTakenEffect()).isTrue();
        assertThat(backup).neverReceived(toolCall("pay"));
    }

    @Test
    void closesTheCircuitWhenTheServerIsBack(
            @Server("primary") MockMcpServer primary,
            @Server("backup") MockMcpServer backup,
            ManagedClients clients,
            TestClock clock) {
        primary.tool("echo").returns(text("hi"));
        primary.on(toolCall()).times(3).status(503);
        backup.tool("echo").returns(text("hi"));
        ClientPool pool = clients.pool("search")
                .over(primary, backup)
                .failsOver()
                .opensCircuitAfter(failures(3).staysOpenFor(ofSeconds(30)))
                .connect();

        assertThat(pool.callInParallel(6, "echo", Map.of())).allSucceeded();
        clock.advance(ofSeconds(30));
        assertThat(pool.callInParallel(2, "echo", Map.of())).allSucceeded();

        assertThat(pool.circuitOf(primary)).isClosed().wentThrough(OPEN, HALF_OPEN, CircuitState.CLOSED);
        assertThat(pool).hasFailedOver(3);
    }

    @Test
    void asksAgainLater(MockMcpServer server, ManagedClients clients) {
        server.tool("echo").returns(text("hi"));
        server.on(toolCall()).first().does(tooManyRequests(ofSeconds(1)));
        ManagedClient client = clients.add("patient", ClientSettings.DEFAULT.withRetry(Backoff.DEFAULT));

        assertThat(client.callTool("echo")).succeeded();
        assertThat(server).received(toolCall("echo")).times(2);
    }
}
