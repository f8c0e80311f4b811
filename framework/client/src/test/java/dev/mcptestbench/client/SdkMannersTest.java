package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.server.MockMcpServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The SDK's own client on its own transport, through a whole conversation: passive lint has nothing to say. At 2025-06-18 it
 * has to be told to know no newer version: else it names the newest that it knows on GET and DELETE, not the one that was agreed
 * on, and a server that does not know that version must refuse it.
 */
class SdkMannersTest {

    @ParameterizedTest
    @EnumSource(
            value = Revision.class,
            names = {"V2025_03_26", "V2025_11_25"})
    void areGood(Revision revision) {
        try (MockMcpServer server = server(revision)) {
            converse(transport(server).build());

            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void areGoodIfNoNewerVersionIsKnown() {
        try (MockMcpServer server = server(Revision.V2025_06_18)) {
            converse(transport(server)
                    .supportedProtocolVersions(List.of("2025-03-26", "2025-06-18"))
                    .build());

            assertThat(server.violations()).isEmpty();
        }
    }

    /**
     * A version that is not served is answered with 400 (2025-06-18, basic/transports#protocol-version-header). The client takes that
     * for the end of its session and initializes anew, while it initializes: what becomes of it then is its own affair.
     */
    @Test
    void areRefusedIfTheyNameAVersionThatIsNotServed() {
        try (MockMcpServer server = server(Revision.V2025_06_18)) {
            McpSyncClient client = McpClient.sync(transport(server).build())
                    .initializationTimeout(Duration.ofSeconds(5))
                    .build();
            Throwable failure = catchThrowable(client::initialize);

            Journal journal = server.journal();
            assertThat(journal.await(() -> !refused(journal).isEmpty(), Duration.ofSeconds(20)))
                    .as("a GET is refused; initialize: %s", failure)
                    .isTrue();
            assertThat(refused(journal))
                    .allSatisfy(get -> assertThat(get.headers().get("MCP-Protocol-Version"))
                            .containsExactly("2025-11-25"));
            // It throws where initialize has failed without a session.
            var unused = catchThrowable(client::close);
        }
    }

    private static List<JournalEntry.RequestArrived> refused(Journal journal) {
        Set<Long> refused = journal.entries(JournalEntry.HeadSent.class).stream()
                .filter(head -> head.status() == 400)
                .map(JournalEntry.HeadSent::exchange)
                .collect(Collectors.toSet());
        return journal.entries(JournalEntry.RequestArrived.class).stream()
                .filter(request -> request.httpMethod().equals("GET") && refused.contains(request.exchange()))
                .toList();
    }

    private static MockMcpServer server(Revision revision) {
        MockMcpServer server = MockMcpServer.start();
        server.revisions(revision);
        server.tool("echo")
                .takesArguments(Map.of("type", "object", "required", List.of("text")))
                .sends(progress(0.5), progress(1))
                .returns(text("{arguments.text}"));
        server.tool("curious").answers(call -> {
            call.ask(
                    Methods.SAMPLING_CREATE_MESSAGE,
                    Map.of(
                            "maxTokens",
                            10,
                            "messages",
                            List.of(Map.of("role", "user", "content", Map.of("type", "text", "text", "Why?")))));
            call.ask(Methods.ROOTS_LIST, Map.of());
            call.ask(Methods.PING, Map.of());
            if (revision.hasElicitation()) {
                call.ask(
                        Methods.ELICITATION_CREATE,
                        Map.of(
                                "message",
                                "How old?",
                                "requestedSchema",
                                Map.of("type", "object", "properties", Map.of("age", Map.of("type", "integer")))));
            }
            return text("thank you");
        });
        server.resource("file:///notes", "none yet");
        server.prompt("ask", "Why {arguments.what}?", "what");
        return server;
    }

    private static HttpClientStreamableHttpTransport.Builder transport(MockMcpServer server) {
        return HttpClientStreamableHttpTransport.builder(server.url().toString())
                .openConnectionOnStartup(true);
    }

    private static void converse(HttpClientStreamableHttpTransport transport) {
        McpSyncClient client = McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(20))
                .clientInfo(McpSchema.Implementation.builder("sdk", "2.1.0").build())
                .capabilities(McpSchema.ClientCapabilities.builder()
                        .roots(true)
                        .sampling()
                        .elicitation()
                        .build())
                .roots(McpSchema.Root.builder("file:///home").build())
                .sampling(request -> McpSchema.CreateMessageResult.builder(McpSchema.Role.ASSISTANT, "because", "model")
                        .build())
                .elicitation(request -> McpSchema.ElicitResult.builder(McpSchema.ElicitResult.Action.ACCEPT)
                        .content(Map.of("age", 42))
                        .build())
                .build();
        try {
            client.initialize();
            client.ping();
            client.listTools();
            client.listResources();
            client.listResourceTemplates();
            client.listPrompts();
            Stream.of("a", "b")
                    .forEach(text -> client.callTool(McpSchema.CallToolRequest.builder("echo")
                            .arguments(Map.of("text", text))
                            .progressToken("token " + text)
                            .build()));
            client.callTool(McpSchema.CallToolRequest.builder("curious")
                    .arguments(Map.of())
                    .build());
            client.readResource(
                    McpSchema.ReadResourceRequest.builder("file:///notes").build());
            client.subscribeResource(
                    McpSchema.SubscribeRequest.builder("file:///notes").build());
            client.unsubscribeResource(
                    McpSchema.UnsubscribeRequest.builder("file:///notes").build());
            client.getPrompt(McpSchema.GetPromptRequest.builder("ask")
                    .arguments(Map.of("what", "not"))
                    .build());
            client.completeCompletion(McpSchema.CompleteRequest.builder(
                            McpSchema.PromptReference.builder("ask").build(),
                            new McpSchema.CompleteRequest.CompleteArgument("what", "n"))
                    .build());
            client.setLoggingLevel(McpSchema.LoggingLevel.WARNING);
            client.addRoot(McpSchema.Root.builder("file:///work").build());
        } finally {
            client.closeGracefully();
        }
    }
}
