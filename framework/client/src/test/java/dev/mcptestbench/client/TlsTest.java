package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Managed clients over HTTPS: they trust the certificate that the endpoint names, and no other. */
class TlsTest {

    @Test
    void callsOverHttps() {
        try (TestClock clock = new TestClock();
                MockMcpServer server =
                        MockMcpServer.builder().tls().clock(clock).start()) {
            server.tool("echo").returns(text("hi"));
            Journal journal = server.journal();
            try (NotificationBus bus = new NotificationBus(journal, clock);
                    ManagedClients clients =
                            ManagedClients.of(server::endpoint, journal, clock, TestSettings.DEFAULT, bus)) {
                assertThat(clients.add("secure").callTool("echo", Map.of()))
                        .succeeded()
                        .hasText("hi");
            }
            try (NotificationBus bus = new NotificationBus(journal, clock);
                    ManagedClients clients = ManagedClients.of(
                            () -> McpEndpoint.of(server.url()), journal, clock, TestSettings.DEFAULT, bus)) {
                assertThat(clients.add("trusting-nobody").callTool("echo", Map.of()))
                        .failedWith(ConnectFailedException.class);
            }
        }
    }
}
