package dev.mcptestbench.client;

import dev.mcptestbench.plugin.McpEndpoint;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import java.util.List;

/** The real server of the MCP Java SDK over stdio: the main class of a process on the tests' class path. */
final class SdkProcess {

    private SdkProcess() {}

    public static void main(String[] args) {
        SdkFeatures.build(McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper())));
    }

    static String[] command() {
        return ChildJvm.command(SdkProcess.class).toArray(String[]::new);
    }

    static McpEndpoint endpoint() {
        return McpEndpoint.ofCommand("real", () -> List.of(command()));
    }
}
