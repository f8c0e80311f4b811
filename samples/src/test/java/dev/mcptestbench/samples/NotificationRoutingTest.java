package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

@McpIntegrationTest
class NotificationRoutingTest {

    @Test
    void eachClientHearsOnlyItsOwnStream(MockMcpServer server, ManagedClients clients, NotificationBus bus) {
        server.tool("start-notification-stream")
                .streams(logging(INFO, "tick {n} for {arguments.caller}"))
                .every("{arguments.interval}")
                .times("{arguments.count}");
        clients.connect("fast", "slow");

        clients.callInParallel(
                call("fast", "start-notification-stream", Map.of("interval", "10ms", "count", 5, "caller", "fast")),
                call("slow", "start-notification-stream", Map.of("interval", "30ms", "count", 3, "caller", "slow")));

        assertThat(bus)
                .eventually(ofSeconds(2))
                .received(5, from("fast").type(LOGGING))
                .inOrder();
        assertThat(bus)
                .eventually(ofSeconds(2))
                .received(3, from("slow").type(LOGGING))
                .inOrder();
        assertThat(bus).routedNothingAcross("fast", "slow");
        assertThat(server).sent(notification(LOGGING)).onTheStreamOf(toolCall("start-notification-stream"));
    }

    @Test
    void theHistoryIsAskedByClientTypeAndContent(MockMcpServer server, ManagedClients clients, NotificationBus bus) {
        clients.connect("a", "b");

        server.send(notification("acme/price", Map.of("currency", "EUR", "price", 12)));
        server.sendTo("b", notification("acme/price", Map.of("currency", "USD", "price", 13)));

        assertThat(bus).eventually(ofSeconds(2)).received(2, from("b")).inOrder();
        assertThat(bus.heard(from("b"), heard -> "USD".equals(heard.params().get("currency"))))
                .singleElement()
                .satisfies(heard -> assertThat(heard.params()).containsEntry("price", 13));
    }
}
