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
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Part c: connect, initialize, call once, close; over and over against one mock server. */
final class Cycles {

    private Cycles() {}

    static void run(Extent extent, Report report) {
        Kind managed = new Kind(server -> managedCycle(server.endpoint(), Carrier.STREAMABLE_HTTP));
        Kind memory = new Kind(server -> managedCycle(server.endpoint(), Carrier.MEMORY));
        Kind sdk = new Kind(server -> sdkCycle(server.url()));
        List<Kind> kinds = List.of(managed, memory, sdk);
        kinds.forEach(kind -> kind.repeat(extent.cycleWarmUpMillis()));
        for (int round = 0; round < extent.rounds(); round++) {
            kinds.forEach(kind -> kind.millis.add(kind.repeat(extent.roundMillis())));
        }
        report.table("connect, initialize, call, close, ms", "median", "of rounds");
        report.row("managed client", Report.number(managed.millis.median()), managed.millis.range("%.2f"));
        report.row("managed client, in memory", Report.number(memory.millis.median()), memory.millis.range("%.3f"));
        report.row("SDK client, defaults", Report.number(sdk.millis.median()), sdk.millis.range("%.2f"));
        report.print();
        report.atMost("cycle: managed client ÷ SDK client", managed.millis.medianRatioTo(sdk.millis), 0.25, " ×");
        report.atMost(
                "cycle: managed client in memory ÷ over HTTP", memory.millis.medianRatioTo(managed.millis), 0.05, " ×");
    }

    /** One kind of client. */
    private static final class Kind {

        private final Consumer<MockContender> cycle;
        private final Samples millis = new Samples();

        Kind(Consumer<MockContender> cycle) {
            this.cycle = cycle;
        }

        /**
         * Goes round for so long, with a server of its own, as a test has one: a journal that was never cleared would be what
         * is measured.
         *
         * @return the milliseconds that each took, one after the other
         */
        double repeat(int forMillis) {
            try (MockContender server = new MockContender()) {
                long start = System.nanoTime();
                int count = 0;
                long elapsed;
                do {
                    cycle.accept(server);
                    count++;
                    elapsed = System.nanoTime() - start;
                } while (elapsed < forMillis * 1_000_000L);
                return elapsed / 1e6 / count;
            }
        }
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
