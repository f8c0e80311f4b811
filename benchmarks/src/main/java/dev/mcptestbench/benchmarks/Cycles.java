package dev.mcptestbench.benchmarks;

import dev.mcptestbench.client.ManagedClients;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.script.Carrier;
import io.modelcontextprotocol.client.McpSyncClient;
import java.net.URI;
import java.util.List;

/** Part c: connect, initialize, call once, close; over and over against one mock server. */
final class Cycles {

    private Cycles() {}

    static void run(Extent extent, Report report) {
        ClientKind managed = new ClientKind(server -> () -> managedCycle(server.endpoint(), Carrier.STREAMABLE_HTTP));
        ClientKind memory = new ClientKind(server -> () -> managedCycle(server.endpoint(), Carrier.MEMORY));
        ClientKind sdk = new ClientKind(server -> () -> sdkCycle(server.url()));
        List<ClientKind> kinds = List.of(managed, memory, sdk);
        kinds.forEach(kind -> kind.repeat(extent.cycleWarmUpMillis()));
        for (int round = 0; round < extent.rounds(); round++) {
            kinds.forEach(kind -> kind.round(extent.roundMillis()));
        }
        report.table("connect, initialize, call, close, ms", "median", "of rounds");
        report.row(
                "managed client",
                Report.number(managed.millis().median()),
                managed.millis().range("%.2f"));
        report.row(
                "managed client, in memory",
                Report.number(memory.millis().median()),
                memory.millis().range("%.3f"));
        report.row(
                "SDK client, defaults",
                Report.number(sdk.millis().median()),
                sdk.millis().range("%.2f"));
        report.print();
        report.atMost("cycle: managed client ÷ SDK client", managed.millis().medianRatioTo(sdk.millis()), 0.25, " ×");
        report.atMost(
                "cycle: managed client in memory ÷ over HTTP",
                memory.millis().medianRatioTo(managed.millis()),
                0.05,
                " ×");
    }

    private static void managedCycle(McpEndpoint server, Carrier carrier) {
        try (ManagedClients clients = ManagedClients.of(server, carrier.word())) {
            ClientCalls.call(clients.add("benchmark").connect());
        }
    }

    private static void sdkCycle(URI url) {
        McpSyncClient client = ClientCalls.sdkClient(url);
        ClientCalls.call(client);
        client.closeGracefully();
    }
}
