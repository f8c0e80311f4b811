package dev.mcptestbench.benchmarks;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.server.MockMcpServer;
import java.net.URI;

/** The mock server as a test has it: defaults throughout, so the journal and all checks are on. */
final class MockContender implements ServerUnderLoad {

    private final MockMcpServer server = MockMcpServer.start();

    MockContender() {
        server.tool("echo").describedAs("Echoes").returns(Mcp.text(McpRequests.REPLY_TEXT));
    }

    @Override
    public URI url() {
        return server.url();
    }

    /** Where managed clients find it, over any transport. */
    McpEndpoint endpoint() {
        return server.endpoint();
    }

    @Override
    public void broadcast() {
        server.send(Mcp.toolsChanged());
    }

    @Override
    public int complaints() {
        return server.violations().size();
    }

    @Override
    public void close() {
        server.close();
    }
}
