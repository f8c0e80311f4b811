package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.auth.OAuth.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

// The client under test is the MCP Java SDK's, with an authorization hook of one's own.
@McpIntegrationTest(secured = true)
class SdkAuthorizationTest {

    // Calls that block would take the common pool away from the SDK's HTTP client.
    private static final Executor THREADS = task -> new Thread(task).start();

    @Test
    void theSdkClientSignsInWhenItIsTurnedAway(MockMcpServer server, MockAuthServer auth) {
        server.tool("forecast").returns(text("sunny"));

        try (WeatherAgent agent = new WeatherAgent(SignInHook.transport(server.url()))) {
            assertThat(agent.ask("Oslo?")).isEqualTo("sunny");
        }

        assertThat(auth)
                .completed(authorizationCodeFlow())
                .withPkce(S256)
                .withState()
                .forResource(server.url());
        assertThat(auth).received(registration()).once();
        assertThat(auth).hasNoProtocolViolations();
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void theSdkClientStepsUpKeepingEarlierScopes(MockMcpServer server, MockAuthServer auth) {
        server.tool("forecast").returns(text("sunny"));
        server.requiresScope(method("initialize"), "mcp:read").requiresScope(toolCall(), "mcp:call");

        try (WeatherAgent agent = new WeatherAgent(SignInHook.transport(server.url()))) {
            assertThat(agent.ask("Oslo?")).isEqualTo("sunny");
        }

        assertThat(auth).received(authorizationRequest()).times(2).lastWithScopes("mcp:read", "mcp:call");
    }

    @Test
    void theSdkClientGivesUpWhenItsTokenIsForAnotherServer(MockMcpServer server, MockAuthServer auth) {
        auth.on(codeExchange()).always().does(tokenWith("aud", "https://other.example.com/mcp"));

        assertThatThrownBy(() -> new WeatherAgent(SignInHook.transport(server.url())))
                .rootCause()
                .isInstanceOf(McpHttpClientTransportAuthorizationException.class);

        assertThat(auth).received(authorizationRequest()).once();
        assertThat(server).hasViolationOf("oauth-foreign-token");
    }

    @Test
    void manyCallsThatMeetAnExpiredTokenSignInOnce(MockMcpServer server, MockAuthServer auth, TestClock clock) {
        server.tool("forecast").returns(text("sunny"));

        try (WeatherAgent agent = new WeatherAgent(SignInHook.transport(server.url()))) {
            clock.advance(Duration.ofMinutes(6));
            List<CompletableFuture<String>> answers = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> agent.ask("Oslo?"), THREADS))
                    .limit(8)
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer)
                            .succeedsWithin(10, TimeUnit.SECONDS)
                            .isEqualTo("sunny"));
        }

        assertThat(auth).received(authorizationRequest()).times(2);
    }
}
