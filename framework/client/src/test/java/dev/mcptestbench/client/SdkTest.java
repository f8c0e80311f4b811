package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.successes;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolsChanged;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.client.transport.NoResponseException;
import dev.mcptestbench.client.transport.SdkTransport;
import dev.mcptestbench.client.transport.Transports;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The SDK's client on our connections: the managed client's, and a bare transport. */
class SdkTest {

    private static final Duration BOUND = ofSeconds(10);

    private static McpSchema.CallToolRequest echo() {
        return McpSchema.CallToolRequest.builder("echo").arguments(Map.of()).build();
    }

    @Test
    void worksOverTheConnectionOfAManagedClient() {
        try (Bench bench = new Bench()) {
            bench.server.tool("echo").returns(text("hi"));
            bench.server.on(toolCall("echo")).first().expireSession();
            ManagedClient client = bench.client();
            McpAsyncClient sdk = client.sdk();

            assertThat(sdk.initialize().block(BOUND).protocolVersion()).isEqualTo("2025-11-25");
            assertThat(sdk.listTools().block(BOUND).tools())
                    .extracting(McpSchema.Tool::name)
                    .containsExactly("echo");
            McpSchema.CallToolResult result = sdk.callTool(echo()).block(BOUND);

            assertThat(((McpSchema.TextContent) result.content().get(0)).text()).isEqualTo("hi");
            assertThat(client.sdk()).isSameAs(sdk);
            assertThat(client).hasCounted(2, successes()).isConnected();
            assertThat(bench.server).received(dev.mcptestbench.Mcp.initialize()).times(2);
            assertThatThrownBy(() -> sdk.callTool(McpSchema.CallToolRequest.builder("none")
                                    .arguments(Map.of())
                                    .build())
                            .block(BOUND))
                    .isInstanceOf(McpError.class);
            sdk.close();
            assertThat(client.callTool("echo")).succeeded();
            assertThat(client.sdk()).isNotSameAs(sdk);
        }
    }

    @Test
    void aLostCallFailsWithTheRealReasonAndNoOther() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(Methods.TOOLS_CALL, to -> to.stream().finish(), to -> to.status(503));
            McpAsyncClient sdk = bench.client().sdk();

            assertThatThrownBy(() -> sdk.callTool(echo()).block(BOUND)).isInstanceOf(NoResponseException.class);
            assertThatThrownBy(() -> sdk.callTool(echo()).block(BOUND)).isInstanceOf(HttpStatusException.class);
            assertThat(sdk.callTool(echo()).block(BOUND).isError()).isNotEqualTo(true);
        }
    }

    @Test
    void aListChangeIsHeardAndAsksTheServerForNothing() {
        try (Bench bench = new Bench()) {
            bench.server.tool("echo").returns(text("hi"));
            ManagedClient client = bench.client();
            client.sdk().initialize().block(BOUND);
            client.connect();

            bench.server.send(toolsChanged());

            assertThat(client.notifications()).eventually(ofSeconds(20)).contains(toolsChanged());
            client.callTool("echo");
            assertThat(bench.journal.entries(JournalEntry.RequestArrived.class))
                    .extracting(JournalEntry.RequestArrived::message)
                    .noneMatch(message -> message != null && Methods.TOOLS_LIST.equals(message.method()));
        }
    }

    @Test
    void ourTransportCarriesAnyClientOfTheSdk() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.stream()
                            .event(
                                    null,
                                    Message.notification(Methods.PROGRESS, Map.of("progress", 1, "progressToken", "x")))
                            .event(null, Message.request("s", Methods.PING, Map.of()))
                            .text("done")
                            .finish());
            bench.peer.next(
                    Methods.TOOLS_LIST,
                    to -> to.json(Message.error(to.id(), dev.mcptestbench.protocol.ErrorCode.of(-32050), "no", null)),
                    to -> to.stream().reset());
            List<Message> heard = new CopyOnWriteArrayList<>();
            SdkTransport transport = new SdkTransport(
                    Transports.find()
                            .open(
                                    "streamable-http",
                                    dev.mcptestbench.plugin.McpEndpoint.of(bench.peer.url()),
                                    bench.clock,
                                    dev.mcptestbench.protocol.Revision.LATEST_LEGACY),
                    heard::add);
            McpAsyncClient sdk =
                    McpClient.async(transport).requestTimeout(BOUND).build();

            assertThat(sdk.callTool(echo()).block(BOUND).content()).hasSize(1);
            assertThat(heard).hasSize(1);
            assertThatThrownBy(() -> sdk.listTools().block(BOUND))
                    .isInstanceOfSatisfying(
                            McpError.class,
                            error -> assertThat(error.getJsonRpcError().code()).isEqualTo(-32050));
            assertThatThrownBy(() -> sdk.listTools().block(BOUND))
                    .isInstanceOf(dev.mcptestbench.client.transport.ConnectionLostException.class);
            assertThat(bench.journal.await(() -> bench.peer.asked("RESULT") == 1, BOUND))
                    .isTrue();
            sdk.closeGracefully().block(BOUND);
            assertThat(bench.peer.asked("DELETE")).isEqualTo(1);
        }
    }
}
