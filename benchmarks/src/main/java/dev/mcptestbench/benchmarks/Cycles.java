package dev.mcptestbench.benchmarks;

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
        Samples sdk = new Samples();
        try (MockContender server = new MockContender()) {
            // The first half warms up.
            for (int i = 0; i < extent.cycles() * 2; i++) {
                long start = System.nanoTime();
                sdkCycle(server.url());
                if (i >= extent.cycles()) {
                    sdk.add((System.nanoTime() - start) / 1e6);
                }
            }
        }
        report.table("connect, initialize, call, close, ms", "median", "middle 80 %");
        report.row("SDK client, defaults", Report.number(sdk.median()), sdk.middle("%.2f"));
        report.print();
        report.notMeasured("cycle: managed client ÷ SDK client", "there is no managed client yet");
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
