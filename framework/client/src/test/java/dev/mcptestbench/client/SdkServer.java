package dev.mcptestbench.client;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.modeler.Registry;

/** A real server: that of the MCP Java SDK, a servlet on embedded Tomcat. */
final class SdkServer implements AutoCloseable {

    /** Held, for the level of a logger that nobody holds is forgotten. */
    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    static {
        // The management beans of two servers that start at the same time can have one name.
        Registry.disableRegistry();
        // Else that of the first server is everybody's, and is made again, by two at once, when it is gone.
        System.setProperty("catalina.home", System.getProperty("java.io.tmpdir"));
    }

    private final Tomcat tomcat = new Tomcat();
    private final McpSyncServer server;

    SdkServer() throws IOException, LifecycleException {
        TOMCAT_LOG.setLevel(Level.OFF);
        HttpServletStreamableServerTransportProvider provider = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .build();
        server = SdkFeatures.build(McpServer.sync(provider));
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
