package dev.mcptestbench.samples;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.util.Map;

/** The user's own code: an agent that answers questions with the MCP Java SDK's plain client. */
final class WeatherAgent implements AutoCloseable {

    private final McpSyncClient client;

    WeatherAgent(URI server) {
        this(HttpClientStreamableHttpTransport.builder(server.toString()).build());
    }

    WeatherAgent(McpClientTransport transport) {
        client = McpClient.sync(transport)
                .clientInfo(
                        McpSchema.Implementation.builder("weather-agent", "1.0").build())
                .build();
        client.initialize();
    }

    String ask(String question) {
        String city = question.replace("?", "");
        McpSchema.CallToolResult result = client.callTool(McpSchema.CallToolRequest.builder("forecast")
                .arguments(Map.of("city", city))
                .build());
        return result.content().stream()
                .filter(McpSchema.TextContent.class::isInstance)
                .map(content -> ((McpSchema.TextContent) content).text())
                .findFirst()
                .orElse("no answer");
    }

    @Override
    public void close() {
        client.closeGracefully();
    }
}
