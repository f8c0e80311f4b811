package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolsChanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.Bench.Way;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.MalformedReplyException;
import dev.mcptestbench.client.transport.Peer;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.server.MockMcpServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How clients find out how a server is to be spoken to, and what they do over HTTP+SSE. */
class WaysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ClientSettings ANY = ClientSettings.DEFAULT.withAllRevisions();

    private static void speaks(MockMcpServer.Builder builder, Revision expected, Revision... served) {
        try (MockMcpServer server = builder.start();
                ManagedClients clients = ManagedClients.of(server.endpoint())) {
            if (served.length > 0) {
                server.revisions(served[0], served);
            }
            server.tool("echo").returns(text("hi"));
            ManagedClient client = clients.add("client", ANY);

            assertThat(client.callTool("echo")).succeeded();

            assertThat(client.revision()).isEqualTo(expected);
        }
    }

    @Test
    void theNewestThatBothSpeakIsSpoken() {
        speaks(MockMcpServer.builder(), Revision.V2026_07_28);
        speaks(MockMcpServer.builder(), Revision.V2026_07_28, Revision.V2026_07_28);
        speaks(MockMcpServer.builder(), Revision.V2025_11_25, Revision.V2025_11_25);
        speaks(MockMcpServer.builder(), Revision.V2025_03_26, Revision.V2025_03_26);
        speaks(MockMcpServer.builder().carriers(Carrier.SSE), Revision.V2024_11_05, Revision.V2024_11_05);
    }

    @Test
    void whatWasFoundOutIsRemembered() {
        try (MockMcpServer server = MockMcpServer.start();
                ManagedClients clients = ManagedClients.of(server.endpoint())) {
            server.revisions(Revision.V2025_11_25);
            clients.add("first", ANY).connect();
            clients.add("second", ANY).connect();

            assertThat(server.journal().entries(JournalEntry.RequestArrived.class).stream()
                            .filter(arrived -> arrived.message() != null
                                    && Methods.SERVER_DISCOVER.equals(
                                            arrived.message().method())))
                    .hasSize(1);
        }
    }

    @Test
    void aServerThatHasChangedIsFoundAgain() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(Methods.SERVER_DISCOVER, to -> to.status(404));
            ManagedClient client = bench.clients.add("client", ANY).connect();
            assertThat(client.revision()).isEqualTo(Revision.V2025_11_25);
            client.disconnect();
            bench.peer.always(Methods.INITIALIZE, to -> to.status(400));

            client.connect();

            assertThat(client.revision()).isEqualTo(Revision.V2026_07_28);
        }
    }

    @Test
    void anErrorOfTheModernEraIsNoReasonToFallBack() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always(
                    Methods.SERVER_DISCOVER,
                    to -> to.whole(
                            400,
                            "application/json",
                            Message.error(
                                            to.id(),
                                            ErrorCode.UNSUPPORTED_VERSION,
                                            "no",
                                            Map.of("supported", List.of("2030-01-01"), "requested", "2026-07-28"))
                                    .toJson()));

            assertThatThrownBy(() -> bench.clients.add("client", ANY).connect())
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("2030-01-01");
            assertThat(bench.peer.asked()).doesNotContain(Methods.INITIALIZE);
        }
    }

    @Test
    void aRefusalOfWhoeverAsksIsNoReasonEither() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always(Methods.SERVER_DISCOVER, to -> to.status(401));

            assertThatThrownBy(() -> bench.clients.add("client", ANY).connect()).hasMessageContaining("status 401");
            assertThat(bench.peer.asked()).doesNotContain(Methods.INITIALIZE);
        }
    }

    @Test
    void aRealServerOfTheLegacyEraIsFound() throws Exception {
        try (SdkServer server = new SdkServer();
                ManagedClients clients = ManagedClients.of(server.url())) {
            ManagedClient client = clients.add("client", ANY).connect();

            assertThat(client.revision().hasHandshake()).isTrue();
        }
    }

    // ── HTTP+SSE ────────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void everythingComesOnTheOneStream() {
        try (Bench bench = new Bench(Way.SSE)) {
            bench.server.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));
            ManagedClient client = bench.client();

            assertThat(client.callTool("index")).succeeded().hasText("42 files");
            assertThat(client.notifications()).progressValues().containsExactly(0.5, 1.0);
            bench.server.send(toolsChanged());
            assertThat(bench.journal.await(() -> client.notifications().all().size() == 3, PATIENCE))
                    .isTrue();
            assertThat(client.callInParallel(20, "index", Map.of())).allSucceeded();
            assertThat(bench.server).hasNoProtocolViolations();
        }
    }

    @Test
    void aBrokenStreamFailsItsCallsAtOnceAndIsMadeAnew() {
        try (Bench bench = new Bench(Way.SSE)) {
            bench.server.tool("index").sends(progress(0.5)).returns(text("42 files"));
            bench.server.on(toolCall("index")).first().after(progressEvents(1)).resetConnection();
            ManagedClient client = bench.client();

            assertThat(client.callTool("index")).failedWith(ConnectionLostException.class);

            assertThat(client).eventually(PATIENCE).wentThrough(CONNECTED, RECONNECTING, CONNECTED);
            assertThat(client.callTool("index")).succeeded();
        }
    }

    private static void endpoint(Peer.Answering to, String address) {
        to.stream()
                .frame(new dev.mcptestbench.wire.Frame.Event(
                        null, "endpoint", address.getBytes(StandardCharsets.UTF_8), null, null));
    }

    @Test
    void nothingIsSentToAnotherOrigin() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next("GET", to -> endpoint(to, "http://localhost:1/steal"));
            ManagedClient client = bench.clients.add(
                    "client",
                    new McpEndpoint("peer", bench.peer.url(), null),
                    ClientSettings.DEFAULT.withTransport("sse"));

            assertThatThrownBy(client::connect)
                    .hasMessageContaining("http://localhost:1/steal, which is of another origin");
        }
    }

    @Test
    void anEventThatIsNoMessageFailsWhoeverWaits() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next("GET", to -> {
                endpoint(to, "/messages");
                to.event(null, "{no JSON");
            });
            ManagedClient client = bench.clients.add("client", ClientSettings.DEFAULT.withTransport("sse"));

            assertThatThrownBy(client::connect)
                    .hasMessageContaining("is no JSON")
                    .cause()
                    .isInstanceOf(MalformedReplyException.class);
        }
    }

    @Test
    void aServerWithoutSuchAStreamIsTold() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = bench.clients.add("client", ClientSettings.DEFAULT.withTransport("sse"));

            assertThatThrownBy(client::connect)
                    .hasMessageContaining("GET of the event stream")
                    .hasMessageContaining("405");
        }
    }

    @Test
    void aUriChoosesTheTransport() {
        try (MockMcpServer server =
                        MockMcpServer.builder().carriers(Carrier.SSE).start();
                ManagedClients clients = ManagedClients.of(URI.create("sse+" + server.sseUrl()))) {
            ManagedClient client = clients.add("client").connect();

            assertThat(client).isConnected();
            assertThat(server.journal().entries(JournalEntry.RequestArrived.class))
                    .first()
                    .satisfies(opened -> assertThat(opened.httpMethod()).isEqualTo("GET"));
        }
    }

    @Test
    void aUriThatChoosesNoneThatThereIsIsToldSo() {
        try (ManagedClients clients = ManagedClients.of(URI.create("pigeon+http://127.0.0.1:1/mcp"))) {
            assertThatThrownBy(() -> clients.add("client").connect())
                    .hasMessageContaining("There is no transport called \"pigeon\"");
        }
    }

    @Test
    void theModernEraIsNotSpokenOverIt() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            ManagedClient client = bench.clients.add("client", ClientSettings.DEFAULT.withTransport("sse"));

            assertThatThrownBy(client::connect).hasMessageContaining("choose streamable-http");
        }
    }
}
