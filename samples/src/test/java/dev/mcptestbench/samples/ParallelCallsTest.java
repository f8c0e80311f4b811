package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.client.ParallelOutcome;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

@McpIntegrationTest
class ParallelCallsTest {

    @Test
    void oneFailureDoesNotSpoilTheOthers(MockMcpServer server, ManagedClients clients) {
        server.tool("echo").answers(call -> text(call.string("message"))).takes(fixed(ofMillis(200)));
        server.on(toolCall("echo").with("message", "hello2")).failWith(internalError("boom"));
        clients.connect("client1", "client2", "client3");

        ParallelOutcome outcome = clients.callInParallel(
                call("client1", "echo", Map.of("message", "hello1")),
                call("client2", "echo", Map.of("message", "hello2")),
                call("client3", "echo", Map.of("message", "hello3")));

        assertThat(outcome).hasSize(3).succeededFor("client1", "client3").failedFor("client2", INTERNAL_ERROR);
        assertThat(server).received(toolCall("echo")).times(3).overlapping(3).withDistinctRequestIds();
        assertThat(clients.get("client2")).hasCounted(1, errors()).isConnected();
    }

    // Gates replace sleeps: the server holds all replies until every call has arrived, then answers in reverse.
    @Test
    void repliesOutOfOrderReachTheirOwnCallers(MockMcpServer server, ManagedClients clients) {
        server.tool("echo").answers(call -> text(call.string("message")));
        server.on(toolCall("echo")).holdUntilArrived(3).thenReplyInReverse();
        clients.connect("a", "b", "c");

        ParallelOutcome outcome = clients.callOnEach("echo", client -> Map.of("message", client.name()));

        assertThat(outcome).allSucceeded().hasTexts("a", "b", "c");
    }
}
