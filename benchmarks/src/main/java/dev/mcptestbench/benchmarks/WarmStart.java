package dev.mcptestbench.benchmarks;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Part b: starting a server in a JVM that has started some before, having it answer once, and stopping it. */
final class WarmStart {

    private WarmStart() {}

    static void run(Extent extent, Report report) throws IOException {
        EventLoopGroup loops = NettyContender.newLoops();
        byte[] canned;
        try (MockContender mock = new MockContender();
                RawClient client = new RawClient(mock.url())) {
            canned = client.exchange(new McpRequests(mock.url()).initialize()).getBytes(StandardCharsets.ISO_8859_1);
        }
        Times mock = new Times("mock server", MockContender::new);
        Times netty = new Times("bare Netty, shared event loops", () -> new NettyContender(loops, canned));
        Times sdk = new Times("SDK server on Tomcat", SdkContender::new);
        // It takes a hundred times as long, so a few times must do.
        int sdkOneIn = Math.max(1, extent.starts() / 20);
        // The first half warms up.
        for (int i = 0; i < extent.starts() * 2; i++) {
            boolean counts = i >= extent.starts();
            mock.once(counts);
            netty.once(counts);
            if (i % sdkOneIn == 0) {
                sdk.once(counts);
            }
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        report.table("warm start, ms", "start to first reply", "stop", "both, median", "middle 80 %");
        mock.print(report);
        netty.print(report);
        sdk.print(report);
        report.print();
        report.atMost("warm start and stop: mock ÷ bare Netty", mock.whole.medianRatioTo(netty.whole), 2, " ×");
    }

    private static final class Times {

        private final String name;
        private final Supplier<ServerUnderLoad> start;
        private final Samples starts = new Samples();
        private final Samples stops = new Samples();
        private final Samples whole = new Samples();

        Times(String name, Supplier<ServerUnderLoad> start) {
            this.name = name;
            this.start = start;
        }

        void once(boolean counts) throws IOException {
            long begun = System.nanoTime();
            long answered;
            long stopping;
            ServerUnderLoad server = start.get();
            try (server) {
                URI url = server.url();
                try (RawClient client = new RawClient(url)) {
                    client.exchange(new McpRequests(url).initialize());
                    answered = System.nanoTime();
                    stopping = answered;
                }
            }
            long over = System.nanoTime();
            if (counts) {
                starts.add((answered - begun) / 1e6);
                stops.add((over - stopping) / 1e6);
                whole.add((over - begun) / 1e6);
            }
        }

        void print(Report report) {
            report.row(
                    name,
                    Report.number(starts.median()),
                    Report.number(stops.median()),
                    Report.number(whole.median()),
                    whole.middle("%.2f"));
        }
    }
}
