package dev.mcptestbench.wiremock;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.auth.OAuth.S256;
import static dev.mcptestbench.auth.OAuth.authorizationCodeFlow;
import static dev.mcptestbench.auth.OAuth.refresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.UserAgent;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.Timeline;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.junit.Server;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A WireMock server as a fixture: whoever asks for it has the authorization server on it, and nobody else. */
class InjectedWireMockTest {

    @Nested
    @McpIntegrationTest(secured = true)
    class ByParameter {

        @Test
        void theWholeCodeFlowGoesByWireMock(
                MockMcpServer server,
                MockAuthServer auth,
                UserAgent user,
                ManagedClient client,
                TestClock clock,
                WireMockServer wireMock) {
            server.tool("echo").returns(text("hi"));
            auth.accessTokensLive(Duration.ofMinutes(5)).rotatesRefreshTokens();
            client.connect();

            assertThat(auth.issuer()).hasPort(wireMock.port());
            assertThat(auth)
                    .completed(authorizationCodeFlow())
                    .withPkce(S256)
                    .withState()
                    .forResource(server.url())
                    .withValidatedIssuer();
            assertThat(user.visits()).isOne();
            wireMock.verify(1, postRequestedFor(urlPathEqualTo("/tenant/token")));

            clock.advance(Duration.ofMinutes(6));
            assertThat(client.callTool("echo", Map.of())).succeeded().hasText("hi");
            assertThat(auth).received(refresh()).once();
            wireMock.verify(2, postRequestedFor(urlPathEqualTo("/tenant/token")));
            assertThat(auth).hasNoProtocolViolations();
        }

        @Test
        void aUserWhoDeniesIsHeard(UserAgent user, ManagedClient client, WireMockServer wireMock) {
            user.denies();

            assertThatThrownBy(client::connect)
                    .hasMessageContaining("access_denied")
                    .hasMessageContaining("http://127.0.0.1:" + wireMock.port());
        }

        @Test
        void aStubOfTheTeamMeetsTheManagedClient(
                ManagedClient client, MockAuthServer auth, Journal journal, WireMockServer wireMock) {
            wireMock.stubFor(post("/tenant/token").willReturn(serverError()));

            assertThatThrownBy(client::connect).isNotNull();

            assertThat(Timeline.of(journal).toText()).contains("/tenant/token").contains("500");
        }
    }

    @Nested
    @McpIntegrationTest
    class ByField {

        WireMockServer wireMock;
        private final MockAuthServer constructed;

        ByField(MockAuthServer auth) {
            constructed = auth;
        }

        @Test
        void hostsWhatWasMadeBefore(MockAuthServer auth) {
            assertThat(auth).isSameAs(constructed);
            assertThat(auth.issuer()).hasPort(wireMock.port());
        }
    }

    @Nested
    @McpIntegrationTest(secured = true)
    class BySetUp {

        private int port;

        @BeforeEach
        void setUp(WireMockServer wireMock) {
            port = wireMock.port();
        }

        @Test
        void hostsWhatTheServerNeeds(MockMcpServer server, MockAuthServer auth) {
            assertThat(auth.issuer()).hasPort(port);
        }
    }

    @Nested
    @McpIntegrationTest
    class ByName {

        @Test
        void eachHostsItsOwn(
                MockAuthServer auth,
                @Server("company") MockAuthServer company,
                @Server("company") WireMockServer wireMock) {
            assertThat(company.issuer()).hasPort(wireMock.port());
            assertThat(new Peer(company).token().statusCode()).isEqualTo(200);
            assertIsOnOurWire(auth);
        }
    }

    @Nested
    @McpIntegrationTest
    class Unasked {

        @Test
        void nothingChanges(MockAuthServer auth) {
            assertIsOnOurWire(auth);
        }

        @Test
        void norForTheTestBesideIt(MockAuthServer auth, WireMockServer wireMock) {
            assertThat(auth.issuer()).hasPort(wireMock.port());
        }
    }

    private static void assertIsOnOurWire(MockAuthServer auth) {
        auth.refuseConnections();
        auth.acceptConnections();
    }

    @Nested
    @McpIntegrationTest
    class Alone {

        @Test
        void itsServeEventsAreInTheJournal(WireMockServer wireMock, Journal journal)
                throws IOException, InterruptedException {
            wireMock.stubFor(get("/up")
                    .withHeader("Authorization", equalTo("Bearer a-token"))
                    .willReturn(ok("yes")));

            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + wireMock.port() + "/up"))
                    .header("Authorization", "Bearer a-token")
                    .timeout(Duration.ofSeconds(25))
                    .build();
            HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(reply.body()).isEqualTo("yes");
            assertThat(journal.entries(JournalEntry.RequestArrived.class))
                    .singleElement()
                    .satisfies(arrived -> {
                        assertThat(arrived.server()).isEqualTo("wiremock");
                        assertThat(arrived.target()).isEqualTo("/up");
                    });
            assertThat(journal.entries(JournalEntry.HeadSent.class))
                    .singleElement()
                    .satisfies(head -> assertThat(head.status()).isEqualTo(200));
            assertThat(Timeline.of(journal).toText()).contains("/up").doesNotContain("a-token");
        }
    }
}
