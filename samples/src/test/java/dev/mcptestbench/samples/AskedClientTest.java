package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ClientSettings;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.server.MockMcpServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

@McpIntegrationTest
class AskedClientTest {

    private static final Map<String, Object> FORM =
            Map.of("type", "object", "properties", Map.of("seat", Map.of("type", "string", "default", "12A")));

    @Test
    void answersWhatTheServerAsks(MockMcpServer server, ManagedClient client) {
        server.tool("book").answers(call -> {
            Map<String, Object> user = call.ask("seat", elicitation("Which seat?", FORM));
            return text(user.get("action") + " " + Json.at(user, "content.seat"));
        });
        client.onElicitation(accept(), accept(Map.of("seat", "1C")), decline());

        assertThat(client.callTool("book")).hasText("accept 12A");
        assertThat(client.callTool("book")).hasText("accept 1C");
        assertThat(client.callTool("book")).hasText("decline null");
        assertThat(client).wasAsked("elicitation/create", 3);
    }

    @Test
    void findsOutWhatTheServerSpeaks(MockMcpServer server, ManagedClients clients) {
        server.revisions(Revision.V2025_06_18).tool("echo").returns(text("hi"));
        ManagedClient client =
                clients.add("any", ClientSettings.DEFAULT.withAllRevisions().withRequestTimeout(ofSeconds(10)));

        CallOutcome outcome = client.callTool("echo");

        assertThat(outcome).succeeded();
        assertThat(client.revision()).isEqualTo(Revision.V2025_06_18);
    }
}
