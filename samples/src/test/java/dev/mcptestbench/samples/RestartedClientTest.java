package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.ClientSettings;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.client.session.SessionStore;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@McpIntegrationTest
class RestartedClientTest {

    @Test
    void hearsAfterARestartWhatItMissed(MockMcpServer server, ManagedClients clients, @TempDir Path directory) {
        SessionStore store = SessionStore.inFile(directory.resolve("sessions.json"));
        ManagedClient client = clients.add("weather", ClientSettings.DEFAULT.withSessionStore(store))
                .connect();

        client.detach();
        server.send(logging(INFO, "said meanwhile"));
        client.connect();

        assertThat(client).resumedItsSession();
        assertThat(client.notifications()).eventually(ofSeconds(5)).contains(logging(INFO, "said meanwhile"));
        assertThat(server).received(initialize()).once();
    }
}
