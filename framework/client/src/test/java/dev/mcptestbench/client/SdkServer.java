package dev.mcptestbench.client;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;

/** A real server: that of the MCP Java SDK, a servlet on embedded Tomcat. */
final class SdkServer implements AutoCloseable {

    /** Held, for the level of a logger that nobody holds is forgotten. */
    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat = new Tomcat();
    private final McpSyncServer server;

    SdkServer() throws IOException, LifecycleException {
        TOMCAT_LOG.setLevel(Level.OFF);
        HttpServletStreamableServerTransportProvider provider = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .build();
        AtomicInteger asked = new AtomicInteger();
        Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));
        server = McpServer.sync(provider)
                .serverInfo("real", "2.1")
                .instructions("Ask for the weather.")
                .capabilities(ServerCapabilities.builder()
                        .tools(true)
                        .resources(false, true)
                        .prompts(true)
                        .logging()
                        .build())
                .toolCall(
                        Tool.builder("forecast", schema)
                                .description("The weather of tomorrow")
                                .build(),
                        (exchange, request) -> {
                            Object token = request.progressToken();
                            if (token != null) {
                                exchange.progressNotification(McpSchema.ProgressNotification.builder(token, 0.5)
                                        .total(1.0)
                                        .build());
                            }
                            return CallToolResult.builder()
                                    .addTextContent(asked.incrementAndGet() + ": sunny in "
                                            + request.arguments().get("city"))
                                    .build();
                        })
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
        Path base = Files.createTempDirectory("sdk-server");
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.toString());
        Tomcat.addServlet(context, "mcp", provider).setAsyncSupported(true);
        context.addServletMapping("/mcp", "mcp");
        tomcat.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/mcp");
    }

    void changeTools() {
        server.notifyToolsListChanged();
    }

    @Override
    public void close() {
        server.close();
        try {
            tomcat.stop();
            tomcat.destroy();
            ExpandWar.delete(tomcat.getServer().getCatalinaBase());
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat did not stop", e);
        }
    }
}
