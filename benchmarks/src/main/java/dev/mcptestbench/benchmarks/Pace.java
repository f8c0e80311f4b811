package dev.mcptestbench.benchmarks;

import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;

import dev.mcptestbench.server.MockMcpServer;
import java.io.IOException;
import java.time.Duration;

/** Part f: whether scripted time is what it says: a fixed latency, and so many bytes a second. */
final class Pace {

    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final Duration BRIEFLY = Duration.ofMillis(1);
    private static final int[] BYTES_PER_SECOND = {20_000, 200_000, 2_000_000};

    private Pace() {}

    static void run(Extent extent, Report report) throws IOException {
        latency(extent, report);
        throttle(report);
    }

    /** The same request by turns with and without the rule, over one connection; the warm-up waits as briefly as it can. */
    private static void latency(Extent extent, Report report) throws IOException {
        Samples plain = new Samples();
        Samples delayed = new Samples();
        Samples late = new Samples();
        try (MockMcpServer server = MockMcpServer.start()) {
            server.tool("plain").returns(text(McpRequests.REPLY_TEXT));
            server.tool("delayed").returns(text(McpRequests.REPLY_TEXT));
            server.tool("briefly").returns(text(McpRequests.REPLY_TEXT));
            server.on(toolCall("delayed")).delay(LATENCY);
            server.on(toolCall("briefly")).delay(BRIEFLY);
            try (RawClient client = new RawClient(server.url()).initialize()) {
                for (int i = 0; i < extent.paces() * 20; i++) {
                    millis(client, "plain");
                    millis(client, "briefly");
                }
                for (int i = 0; i < extent.paces(); i++) {
                    double without = millis(client, "plain");
                    double with = millis(client, "delayed");
                    plain.add(without);
                    delayed.add(with);
                    late.add(with - LATENCY.toMillis() - without);
                }
            }
        }
        report.table("scripted latency of " + LATENCY.toMillis() + " ms", "median", "99 % within");
        report.row("reply without it, ms", Report.number(plain.median()), Report.number(plain.percentile(0.99)));
        report.row("reply with it, ms", Report.number(delayed.median()), Report.number(delayed.percentile(0.99)));
        report.row("more than both together, ms", Report.number(late.median()), Report.number(late.percentile(0.99)));
        report.print();
        report.atMost("scripted latency: 99 % of replies late by", late.percentile(0.99), 3, " ms");
    }

    private static double millis(RawClient client, String tool) throws IOException {
        long start = System.nanoTime();
        client.exchange(client.toolCall(tool));
        return (System.nanoTime() - start) / 1e6;
    }

    /** Replies that take half a second at each rate. */
    private static void throttle(Report report) throws IOException {
        report.table("throttle, bytes a second asked for", "bytes of the reply", "bytes a second measured", "off by");
        double worst = 0;
        for (int rate : BYTES_PER_SECOND) {
            try (MockMcpServer server = MockMcpServer.start()) {
                server.tool("large").returns(text("x".repeat(rate / 2)));
                try (RawClient client = new RawClient(server.url()).initialize()) {
                    millis(client, "large");
                    double unthrottled = millis(client, "large");
                    server.on(toolCall("large")).throttle(rate);
                    long start = System.nanoTime();
                    int bytes = client.exchange(client.toolCall("large")).length();
                    double seconds = (System.nanoTime() - start) / 1e9 - unthrottled / 1e3;
                    double off = Math.abs(bytes / seconds / rate - 1) * 100;
                    worst = Math.max(worst, off);
                    report.row(
                            String.valueOf(rate),
                            String.valueOf(bytes),
                            Report.number(bytes / seconds),
                            Report.number(off) + " %");
                }
            }
        }
        report.print();
        report.atMost("throttle: off the asked rate by", worst, 5, " %");
    }
}
