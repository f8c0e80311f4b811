package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static dev.mcptestbench.auth.OAuth.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.MockProtectedResource;
import dev.mcptestbench.auth.UserAgent;
import dev.mcptestbench.auth.resource.ResourceTrait;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.junit.McpTest;
import dev.mcptestbench.junit.Server;
import dev.mcptestbench.plugin.Browser;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.server.cluster.MockMcpCluster;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@McpIntegrationTest(secured = true)
class SecuredSampleTest {

    @Server("company")
    private MockMcpServer company;

    @Server("company")
    private MockProtectedResource companyGuard;

    @Test
    void letsInWhoHasSignedIn(MockMcpServer server, MockAuthServer auth) {
        server.tool("echo").returns(text("hi"));
        SignIn client = new SignIn(auth.issuer(), server.url());

        assertThat(client.call("echo")).isEqualTo(401);
        client.signIn();
        assertThat(client.call("echo")).isEqualTo(200);

        assertThat(server).received(toolCall("echo")).times(2);
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void asksForScopes(MockMcpServer server, MockAuthServer auth) {
        server.tool("write").returns(text("done"));
        server.requiresScope(toolCall("write"), "mcp:write");
        SignIn client = new SignIn(auth.issuer(), server.url());
        client.signIn("mcp:read");

        assertThat(client.call("write")).isEqualTo(403);
        client.signIn("mcp:read mcp:write");
        assertThat(client.call("write")).isEqualTo(200);
    }

    @Test
    void refusesForEver(MockMcpServer server, MockAuthServer auth) {
        server.on(toolCall("write")).always().challenge(insufficientScope("mcp:write"));
        SignIn client = new SignIn(auth.issuer(), server.url());
        client.signIn("mcp:write");

        assertThat(client.call("write")).isEqualTo(403);
    }

    @Test
    void misbehavesBeforeAnybodyIsLetIn(MockMcpServer server, MockAuthServer auth, MockProtectedResource guard) {
        server.on(refusedRequest()).first().does(negotiateFirst());
        server.on(resourceMetadataRequest()).first().does(htmlPage());
        guard.describes("scopes_supported", null).with(ResourceTrait.METADATA_AT_ROOT);
        SignIn client = new SignIn(auth.issuer(), server.url());

        assertThat(client.call("echo")).isEqualTo(401);
        assertThat(client.get("/.well-known/oauth-protected-resource/mcp")).contains("Please sign in");
        assertThat(client.get("/.well-known/oauth-protected-resource")).contains("\"scopes_supported\":null");
    }

    @Test
    void timePassesForTokensToo(MockMcpServer server, MockAuthServer auth, TestClock clock) {
        server.tool("echo").returns(text("hi"));
        SignIn client = new SignIn(auth.issuer(), server.url());
        client.signIn();
        clock.advance(Duration.ofMinutes(6));

        assertThat(client.call("echo")).isEqualTo(401);
        client.refreshOrSignIn();
        assertThat(client.call("echo")).isEqualTo(200);
    }

    @Test
    void hasSeveralServers(MockMcpServer server, MockProtectedResource guard, MockAuthServer auth) {
        assertThat(guard.url()).isEqualTo(server.url());
        assertThat(companyGuard.url()).isEqualTo(company.url()).isNotEqualTo(server.url());
        assertThat(companyGuard.journal()).isSameAs(auth.journal());
    }

    @Test
    void guardsClusters(MockMcpCluster cluster, MockAuthServer auth) {
        cluster.tool("echo").returns(text("hi"));
        cluster.requiresScope(toolCall(), "mcp:call");
        SignIn client = new SignIn(auth.issuer(), cluster.url());

        client.signIn();
        assertThat(client.call("echo")).isEqualTo(403);
        client.signIn("mcp:call");
        assertThat(client.call("echo")).isEqualTo(200);
    }

    @Test
    void fixturesGoByTwoNames(Browser browser, UserAgent agent, Guard guard, MockProtectedResource resource) {
        assertThat(browser).isSameAs(agent);
        assertThat(guard).isSameAs(resource);
    }

    @Nested
    @McpIntegrationTest(secured = true, transports = "stdio")
    class OverStdio {

        @McpTest
        void nobodyAsksForATokenOverStdio(MockMcpServer server) {
            assertThatThrownBy(() -> server.requiresScope(toolCall(), "mcp:call"))
                    .hasMessageContaining("that is for HTTP alone");
        }
    }

    @Nested
    @McpIntegrationTest
    class Alone {

        @Test
        void isAResourceOfItsOwn(MockProtectedResource resource, MockAuthServer auth) {
            SignIn client = new SignIn(auth.issuer(), resource.url());
            client.signIn();

            assertThat(client.call("anything")).isEqualTo(200);
            assertThat(resource).answered(resourceRequest()).once();
            assertThat(resource).neverAnswered(refusedRequest());
        }
    }
}
