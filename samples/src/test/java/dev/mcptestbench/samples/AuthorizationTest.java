package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.auth.OAuth.*;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ParallelOutcome;
import dev.mcptestbench.client.transport.AuthorizationException;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

// MCP and OAuth mocks share one clock and one journal. `secured` puts the mock server behind the mock authorization
// server.
@McpIntegrationTest(secured = true)
class AuthorizationTest {

    @Test
    void completesTheAuthorizationCodeFlowWithPkce(MockMcpServer server, MockAuthServer auth, ManagedClient client) {
        client.connect();

        assertThat(auth)
                .completed(authorizationCodeFlow())
                .withPkce(S256)
                .withState()
                .forResource(server.url())
                .withValidatedIssuer();
        assertThat(client.tokens()).isStoredFor(auth.issuer()).isNotExpired();
    }

    @Test
    void refreshesOnceWhenManyCallsMeetAnExpiredToken(
            MockMcpServer server, MockAuthServer auth, ManagedClient client, TestClock clock) {
        server.tool("echo").returns(text("hi"));
        auth.accessTokensLive(ofMinutes(5)).rotatesRefreshTokens();
        client.connect();
        clock.advance(ofMinutes(6));

        ParallelOutcome outcome = client.callInParallel(20, "echo", Map.of());

        assertThat(outcome).allSucceeded();
        assertThat(auth).received(refresh()).once();
        assertThat(auth).hasRevokedNoTokenFamily();
    }

    @Test
    void aRefreshReplyLostAfterItWasCommittedDoesNotBurnTheSession(
            MockMcpServer server, MockAuthServer auth, ManagedClient client, TestClock clock) {
        server.tool("echo").returns(text("hi"));
        auth.rotatesRefreshTokens().on(refresh()).first().afterCommit().resetConnection();
        client.connect();
        clock.advance(ofHours(2));

        assertThat(client.callTool("echo", Map.of())).succeeded();
        assertThat(auth).received(authorizationRequest()).times(2); // re-authorised, not looping
    }

    @Test
    void stepsUpKeepingEarlierScopesAndGivesUp(MockMcpServer server, MockAuthServer auth, ManagedClient client) {
        server.requiresScope(method("tools/list"), "mcp:read").requiresScope(toolCall(), "mcp:write");
        server.on(toolCall("write")).always().challenge(insufficientScope("mcp:write"));

        assertThat(client.callTool("write", Map.of())).failedWith(AuthorizationException.class);
        assertThat(auth).received(authorizationRequest()).atMost(3).lastWithScopes("mcp:read", "mcp:write");
    }
}
