package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.sampling;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.server.MockMcpServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The MCP Java SDK's own client on its own transports against the mock's older carriers, strictly. */
class SdkCarriersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @SuppressWarnings("deprecation") // the transport is, and its users are who we speak to
    static Stream<Arguments> transports() {
        Function<MockMcpServer, McpClientTransport> stdio = server -> {
            List<String> command = server.stdioCommand();
            ServerParameters launch = ServerParameters.builder(command.get(0))
                    .args(command.subList(1, command.size()))
                    .build();
            return new StdioClientTransport(launch, McpJsonDefaults.getMapper());
        };
        Function<MockMcpServer, McpClientTransport> sse = server -> HttpClientSseClientTransport.builder(
                        "http://" + server.sseUrl().getAuthority())
                .sseEndpoint(server.sseUrl().getPath())
                .build();
        return Stream.of(Arguments.of("stdio", stdio), Arguments.of("sse", sse));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transports")
    void worksFromHelloToGoodbye(String name, Function<MockMcpServer, McpClientTransport> transport) throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        String ticket;
        try (MockMcpServer server = MockMcpServer.start()) {
            List<String> command = server.stdioCommand();
            ticket = command.get(command.size() - 1);
            server.tool("index").sends(progress(0.5)).returns(text("42 files"));
            server.tool("ask")
                    .answers(call -> text("the model is "
                            + call.ask("model", sampling("hi", 10)).get("model")));
            McpSyncClient client = McpClient.sync(transport.apply(server))
                    .requestTimeout(PATIENCE)
                    .capabilities(
                            McpSchema.ClientCapabilities.builder().sampling().build())
                    .sampling(request -> McpSchema.CreateMessageResult.builder(
                                    McpSchema.Role.ASSISTANT, "hello", "model-1")
                            .build())
                    .progressConsumer(heard::add)
                    .loggingConsumer(heard::add)
                    .build();

            assertThat(client.initialize().serverInfo().name()).isEqualTo("server");
            assertThat(client.listTools().tools())
                    .extracting(McpSchema.Tool::name)
                    .containsExactly("index", "ask");
            assertThat(textOf(client.callTool(McpSchema.CallToolRequest.builder("index")
                            .arguments(Map.of())
                            .progressToken("p")
                            .build())))
                    .isEqualTo("42 files");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isInstanceOf(McpSchema.ProgressNotification.class);
            assertThat(textOf(client.callTool(McpSchema.CallToolRequest.builder("ask")
                            .arguments(Map.of())
                            .build())))
                    .isEqualTo("the model is model-1");
            server.send(logging(INFO, "unasked"));
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isInstanceOf(McpSchema.LoggingMessageNotification.class);
            assertThat(client.closeGracefully()).isTrue();

            assertThat(server).received(toolCall("index")).once();
            assertThat(server).hasNoProtocolViolations();
            assertThat(server.journal()
                            .await(
                                    () -> server.journal().entries(JournalEntry.SessionChanged.class).stream()
                                            .anyMatch(changed -> !changed.what().startsWith("opened")),
                                    PATIENCE))
                    .as("that the session has ended")
                    .isTrue();
        }
        // The SDK lets go of its process before that has exited.
        for (ProcessHandle process : launchedWith(ticket)) {
            process.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    private static String textOf(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().get(0)).text();
    }

    /** Those of other tests have tickets of their own. */
    private static List<ProcessHandle> launchedWith(String ticket) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(ticket))
                .toList();
    }
}
