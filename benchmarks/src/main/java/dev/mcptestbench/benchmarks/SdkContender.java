package dev.mcptestbench.benchmarks;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;

/** The MCP Java SDK's own server, a servlet on embedded Tomcat. */
final class SdkContender implements ServerUnderLoad {

    /** Held, for the level of a logger that nobody holds is forgotten. */
    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat = new Tomcat();
    private final McpSyncServer server;

    SdkContender() {
        TOMCAT_LOG.setLevel(Level.OFF);
        HttpServletStreamableServerTransportProvider provider = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .build();
        Tool echo = Tool.builder("echo", Map.of("type", "object"))
                .description("Echoes")
                .build();
        CallToolResult reply =
                CallToolResult.builder().addTextContent(McpRequests.REPLY_TEXT).build();
        server = McpServer.sync(provider)
                .serverInfo("benchmark", "1")
                .capabilities(ServerCapabilities.builder().tools(true).build())
                .toolCall(echo, (exchange, request) -> reply)
                .build();
        try {
            start(provider);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat did not start", e);
        }
    }

    private void start(HttpServletStreamableServerTransportProvider provider) throws IOException, LifecycleException {
        Path base = Files.createTempDirectory("benchmark-tomcat");
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        // Connections are kept as long as the run needs them: by default Tomcat closes each after 100 requests.
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("keepAliveTimeout", "-1");
        connector.setProperty("acceptCount", "1024");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.toString());
        Tomcat.addServlet(context, "mcp", provider).setAsyncSupported(true);
        context.addServletMapping("/mcp", "mcp");
        tomcat.start();
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/mcp");
    }

    @Override
    public void broadcast() {
        server.notifyToolsListChanged();
    }

    @Override
    public int complaints() {
        return 0;
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
