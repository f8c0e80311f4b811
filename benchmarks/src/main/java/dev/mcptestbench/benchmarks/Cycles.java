package dev.mcptestbench.benchmarks;

import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.script.Carrier;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.net.URI;
import java.util.Map;

/** Part c: connect, initialize, call once, close; over and over against one mock server. */
final class Cycles {

    private Cycles() {}

    static void run(Extent extent, Report report) {
        Samples managed = new Samples();
        Samples memory = new Samples();
        Samples sdk = new Samples();
        try (MockContender server = new MockContender()) {
            // The first half warms up.
            for (int i = 0; i < extent.cycles() * 2; i++) {
                long start = System.nanoTime();
                managedCycle(server.endpoint(), Carrier.STREAMABLE_HTTP);
                long between = System.nanoTime();
                managedCycle(server.endpoint(), Carrier.MEMORY);
                long then = System.nanoTime();
                sdkCycle(server.url());
                long end = System.nanoTime();
                if (i >= extent.cycles()) {
                    managed.add((between - start) / 1e6);
                    memory.add((then - between) / 1e6);
                    sdk.add((end - then) / 1e6);
                }
            }
        }
        report.table("connect, initialize, call, close, ms", "median", "middle 80 %");
        report.row("managed client", Report.number(managed.median()), managed.middle("%.2f"));
        report.row("managed client, in memory", Report.number(memory.median()), memory.middle("%.3f"));
        report.row("SDK client, defaults", Report.number(sdk.median()), sdk.middle("%.2f"));
        report.print();
        report.atMost("cycle: managed client ÷ SDK client", managed.medianRatioTo(sdk), 0.35, " ×");
        report.atMost("cycle: managed client in memory ÷ over HTTP", memory.medianRatioTo(managed), 0.05, " ×");
    }

    private static void managedCycle(McpEndpoint server, Carrier carrier) {
        try (ManagedClients clients = ManagedClients.of(server, carrier.word())) {
            CallOutcome outcome = clients.add("benchmark").connect().callTool("echo", Map.of("text", "hello"));
            if (!McpRequests.REPLY_TEXT.equals(outcome.text())) {
                throw new IllegalStateException("Not the reply that was expected: " + outcome);
            }
        }
    }

    private static void sdkCycle(URI url) {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        "http://" + url.getAuthority())
                .endpoint(url.getPath())
                .build();
        McpSyncClient client = McpClient.sync(transport).build();
        client.initialize();
        client.callTool(CallToolRequest.builder("echo")
                .arguments(Map.of("text", "hello"))
                .build());
        client.closeGracefully();
    }
}
