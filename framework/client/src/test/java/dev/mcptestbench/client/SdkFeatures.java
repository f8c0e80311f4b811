package dev.mcptestbench.client;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** What the real server of the MCP Java SDK offers, over whatever it is served. */
final class SdkFeatures {

    private static final Map<String, Object> NO_ARGUMENTS = Map.of("type", "object");
    private static final Map<String, Object> CITY =
            Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));
    private static final Map<String, Object> SEAT =
            Map.of("type", "object", "properties", Map.of("seat", Map.of("type", "string")));

    private SdkFeatures() {}

    /** Builds a server with all of them. */
    static McpSyncServer build(McpServer.SyncSpecification<?> server) {
        AtomicInteger asked = new AtomicInteger();
        tool(server, "forecast", CITY, (exchange, request) -> {
            Object token = request.progressToken();
            if (token != null) {
                exchange.progressNotification(McpSchema.ProgressNotification.builder(token, 0.5)
                        .total(1.0)
                        .build());
            }
            return asked.incrementAndGet() + ": sunny in " + request.arguments().get("city");
        });
        tool(server, "ask-model", NO_ARGUMENTS, (exchange, request) -> {
            McpSchema.SamplingMessage question = McpSchema.SamplingMessage.builder(
                            McpSchema.Role.USER,
                            McpSchema.TextContent.builder("Which colour?").build())
                    .build();
            McpSchema.Content answer = exchange.createMessage(
                            McpSchema.CreateMessageRequest.builder(List.of(question), 10)
                                    .build())
                    .content();
            return "the model says " + ((McpSchema.TextContent) answer).text();
        });
        tool(server, "ask-user", NO_ARGUMENTS, (exchange, request) -> {
            McpSchema.ElicitResult answer = exchange.createElicitation(
                    McpSchema.ElicitFormRequest.builder("Which seat?", SEAT).build());
            return answer.action() + " " + answer.content();
        });
        tool(
                server,
                "ask-roots",
                NO_ARGUMENTS,
                (exchange, request) -> exchange.listRoots().roots().get(0).uri());
        tool(server, "log", NO_ARGUMENTS, (exchange, request) -> {
            exchange.loggingNotification(
                    McpSchema.LoggingMessageNotification.builder(McpSchema.LoggingLevel.WARNING, "it rains")
                            .build());
            return "logged";
        });
        tool(server, "slow", NO_ARGUMENTS, (exchange, request) -> {
            try {
                return "" + new CountDownLatch(1).await(3, TimeUnit.SECONDS);
            } catch (InterruptedException cancelled) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        });
        return server.serverInfo("real", "2.1")
                .instructions("Ask for the weather.")
                .capabilities(ServerCapabilities.builder()
                        .tools(true)
                        .resources(false, true)
                        .prompts(true)
                        .logging()
                        .build())
                .resources(new McpServerFeatures.SyncResourceSpecification(
                        McpSchema.Resource.builder("file:///notes.txt", "notes").build(),
                        (exchange, request) -> McpSchema.ReadResourceResult.builder(
                                        List.of(McpSchema.TextResourceContents.builder(request.uri(), "Buy milk.")
                                                .build()))
                                .build()))
                .prompts(new McpServerFeatures.SyncPromptSpecification(
                        McpSchema.Prompt.builder("greet").build(),
                        (exchange, request) -> McpSchema.GetPromptResult.builder(List.of(
                                        McpSchema.PromptMessage.builder(
                                                        McpSchema.Role.USER,
                                                        McpSchema.TextContent.builder("Greet "
                                                                        + request.arguments()
                                                                                .get("name"))
                                                                .build())
                                                .build()))
                                .build()))
                .build();
    }

    private static void tool(
            McpServer.SyncSpecification<?> server,
            String name,
            Map<String, Object> schema,
            BiFunction<McpSyncServerExchange, CallToolRequest, String> text) {
        server.toolCall(
                Tool.builder(name, schema).description("The tool " + name).build(),
                (exchange, request) -> CallToolResult.builder()
                        .addTextContent(text.apply(exchange, request))
                        .build());
    }
}
