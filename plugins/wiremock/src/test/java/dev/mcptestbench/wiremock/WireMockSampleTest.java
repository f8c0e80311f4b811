package dev.mcptestbench.wiremock;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serviceUnavailable;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.auth.OAuth.authorizationCodeFlow;
import static dev.mcptestbench.auth.OAuth.clientCredentials;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.MockMcpServer;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the page of the documentation shows. */
class WireMockSampleTest {

    @Nested
    @McpIntegrationTest(secured = true)
    class Injected {

        @Test
        void signsInByWireMock(
                MockMcpServer server, MockAuthServer auth, ManagedClient client, WireMockServer wireMock) {
            server.tool("echo").returns(text("hi"));

            assertThat(client.callTool("echo", Map.of())).succeeded();

            assertThat(auth).completed(authorizationCodeFlow());
            wireMock.verify(1, postRequestedFor(urlPathEqualTo("/tenant/token")));
        }
    }

    @Test
    void isDownAtFirst() {
        WireMockServer wireMock = new WireMockServer(
                options().dynamicPort().bindAddress("127.0.0.1").extensions(WireMockHost.extension()));
        wireMock.start();
        try (MockAuthServer auth =
                MockAuthServer.builder().hostedOn(WireMockHost.on(wireMock)).start()) {
            wireMock.stubFor(post("/tenant/token")
                    .inScenario("a bad start")
                    .whenScenarioStateIs(STARTED)
                    .willSetStateTo("up")
                    .willReturn(serviceUnavailable()));
            Peer peer = new Peer(auth);

            assertThat(peer.token().statusCode()).isEqualTo(503);
            assertThat(peer.token().statusCode()).isEqualTo(200);

            assertThat(auth).received(clientCredentials()).times(2);
        } finally {
            wireMock.stop();
        }
    }
}
