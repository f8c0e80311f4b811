package dev.mcptestbench.benchmarks;

import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.plugin.McpEndpoint;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Part d: one client that stays connected makes one call after the other. */
final class ClientCalls {

    private static final Map<String, Object> ARGUMENTS = Map.of("text", "hello");

    private ClientCalls() {}

    static void run(Extent extent, Report report) {
        ClientKind managed = new ClientKind(server -> managed(server.endpoint()));
        ClientKind sdk = new ClientKind(server -> sdk(server.url()));
        List<ClientKind> kinds = List.of(managed, sdk);
        kinds.forEach(kind -> kind.repeat(extent.cycleWarmUpMillis()));
        for (int round = 0; round < extent.rounds(); round++) {
            kinds.forEach(kind -> kind.round(extent.roundMillis()));
        }
        report.table("one call after the other, ms", "median", "of rounds");
        report.row(
                "managed client",
                Report.number(managed.millis().median()),
                managed.millis().range("%.3f"));
        report.row(
                "SDK client, defaults",
                Report.number(sdk.millis().median()),
                sdk.millis().range("%.3f"));
        report.print();
        report.atMost("call: managed client ÷ SDK client", managed.millis().medianRatioTo(sdk.millis()), 1.20, " ×");
    }

    private static ClientKind.Task managed(McpEndpoint server) {
        ManagedClients clients = ManagedClients.of(server);
        ManagedClient client = clients.add("benchmark").connect();
        return new ClientKind.Task() {
            @Override
            public void run() {
                call(client);
            }

            @Override
            public void close() {
                clients.close();
            }
        };
    }

    private static ClientKind.Task sdk(URI url) {
        McpSyncClient client = sdkClient(url);
        return new ClientKind.Task() {
            @Override
            public void run() {
                call(client);
            }

            @Override
            public void close() {
                client.closeGracefully();
            }
        };
    }

    /** A client with the SDK's own transport as it comes, initialized. */
    static McpSyncClient sdkClient(URI url) {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        "http://" + url.getAuthority())
                .endpoint(url.getPath())
                .build();
        McpSyncClient client = McpClient.sync(transport).build();
        client.initialize();
        return client;
    }

    /** Makes the call, and looks at the reply. */
    static void call(ManagedClient client) {
        CallOutcome outcome = client.callTool("echo", ARGUMENTS);
        check(outcome.text(), outcome);
    }

    /** Makes the call, and looks at the reply. */
    static void call(McpSyncClient client) {
        CallToolResult result = client.callTool(
                CallToolRequest.builder("echo").arguments(ARGUMENTS).build());
        check(result.content().get(0) instanceof TextContent text ? text.text() : "", result);
    }

    private static void check(String text, Object reply) {
        if (!McpRequests.REPLY_TEXT.equals(text)) {
            throw new IllegalStateException("Not the reply that was expected: " + reply);
        }
    }
}
