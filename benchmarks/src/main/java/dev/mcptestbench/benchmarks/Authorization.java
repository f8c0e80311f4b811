package dev.mcptestbench.benchmarks;

import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Part g: authorization servers, the mock beside mock-oauth2-server. */
final class Authorization {

    private static final String MOCK = "mock-auth";
    private static final String PEER = "mock-oauth2-server";
    private static final int CONNECTIONS = 8;
    private static final int BLOCKS = 20;

    private Authorization() {}

    static void run(Extent extent, Report report) throws IOException {
        coldStarts(extent, report);
        warmStarts(extent, report);
        codeFlows(extent, report);
        tokensPerSecond(extent, report);
    }

    /** By turns, each in a JVM of its own. */
    private static void coldStarts(Extent extent, Report report) throws IOException {
        Samples mock = new Samples();
        Samples peer = new Samples();
        for (int round = 0; round < extent.rounds(); round++) {
            mock.add(ColdStart.millis(MOCK));
            peer.add(ColdStart.millis(PEER));
        }
        report.table("first start in a JVM to first metadata, ms", "median", "of rounds");
        report.row("mock authorization server", Report.number(mock.median()), mock.range("%.0f"));
        report.row(PEER, Report.number(peer.median()), peer.range("%.0f"));
        report.print();
        report.atMost("authorization, cold start: mock ÷ peer", mock.medianRatioTo(peer), 0.6, " ×");
    }

    /** In blocks, by turns: what a server's threads do after it has stopped is a burden for its own next start alone. */
    private static void warmStarts(Extent extent, Report report) throws IOException {
        Samples mock = new Samples();
        Samples peer = new Samples();
        Samples bare = new Samples();
        int each = Math.max(1, extent.starts() / BLOCKS);
        for (int block = 0; block < BLOCKS * 2; block++) {
            double ours = block(each, () -> warmStart(MOCK));
            double theirs = block(each, () -> warmStart(PEER));
            double wire = block(each, Authorization::bareWire);
            if (block >= BLOCKS) {
                mock.add(ours);
                peer.add(theirs);
                bare.add(wire);
            }
        }
        report.table("start, first metadata, stop, ms", "median of blocks", "middle 80 %");
        report.row("mock authorization server", Report.number(mock.median()), mock.middle("%.2f"));
        report.row(PEER, Report.number(peer.median()), peer.middle("%.2f"));
        report.row("bare wire, nothing behind it", Report.number(bare.median()), bare.middle("%.2f"));
        report.print();
        report.atMost("authorization, warm start: mock ÷ peer", mock.medianRatioTo(peer), 0.6, " ×");
        report.atMost("authorization, warm start: mock ÷ bare wire", mock.medianRatioTo(bare), 2, " ×");
    }

    private interface Start {
        double millis() throws IOException;
    }

    /** The median of so many starts, one after the other. */
    private static double block(int starts, Start start) throws IOException {
        Samples block = new Samples();
        for (int i = 0; i < starts; i++) {
            block.add(start.millis());
        }
        return block.median();
    }

    private static double warmStart(String name) throws IOException {
        long begun = System.nanoTime();
        try (AuthContender server = AuthContender.start(name);
                RawClient client = new RawClient(server.url())) {
            client.exchange(new AuthRequests(server).metadata());
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static double bareWire() throws IOException {
        long begun = System.nanoTime();
        Frame.Head head = new Frame.Head(200, List.of(new Frame.Header("Content-Length", "0")));
        try (WireServer server = WireServer.start(WireSettings.defaults(), new TestClock(), exchange -> {
                    exchange.reply().push(head);
                    exchange.reply().push(new Frame.Finish());
                });
                RawClient client = new RawClient(server.url("/"))) {
            client.exchange("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    /** By turns, over one connection each. */
    private static void codeFlows(Extent extent, Report report) throws IOException {
        Samples mock = new Samples();
        Samples peer = new Samples();
        codeFlowMillis(MOCK, extent.cycleWarmUpMillis());
        codeFlowMillis(PEER, extent.cycleWarmUpMillis());
        for (int round = 0; round < extent.rounds(); round++) {
            mock.add(codeFlowMillis(MOCK, extent.roundMillis()));
            peer.add(codeFlowMillis(PEER, extent.roundMillis()));
        }
        report.table("authorize, token, refresh, ms", "median", "of rounds");
        report.row("mock authorization server", Report.number(mock.median()), mock.range("%.2f"));
        report.row(PEER, Report.number(peer.median()), peer.range("%.2f"));
        report.print();
        report.atMost("authorization, code flow and refresh: mock ÷ peer", mock.medianRatioTo(peer), 0.5, " ×");
    }

    private static double codeFlowMillis(String name, int forMillis) throws IOException {
        try (AuthContender server = AuthContender.start(name);
                RawClient client = new RawClient(server.url())) {
            AuthRequests requests = new AuthRequests(server);
            requests.codeFlow(client);
            long start = System.nanoTime();
            int count = 0;
            long elapsed;
            do {
                requests.codeFlow(client);
                count++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < TimeUnit.MILLISECONDS.toNanos(forMillis));
            if (server.complaints() > 0) {
                throw new IllegalStateException("The mock authorization server found fault with the load");
            }
            return elapsed / 1e6 / count;
        }
    }

    /** By turns, each server in a JVM of its own. */
    private static void tokensPerSecond(Extent extent, Report report) throws IOException {
        try (ServerProcess mock = new ServerProcess(List.of(), MOCK);
                ServerProcess peer = new ServerProcess(List.of(), PEER);
                Load toMock = credentialsAt(mock.url());
                Load toPeer = credentialsAt(peer.url())) {
            Samples mocks = new Samples();
            Samples peers = new Samples();
            var unusedMock = toMock.run(TimeUnit.MILLISECONDS.toNanos(extent.cycleWarmUpMillis()));
            var unusedPeer = toPeer.run(TimeUnit.MILLISECONDS.toNanos(extent.cycleWarmUpMillis()));
            for (int round = 0; round < extent.rounds(); round++) {
                long nanos = TimeUnit.MILLISECONDS.toNanos(extent.roundMillis());
                mocks.add(toMock.run(nanos).perSecond());
                peers.add(toPeer.run(nanos).perSecond());
            }
            report.table("client credentials, " + CONNECTIONS + " connections", "tokens/s, median", "of rounds");
            report.row("mock authorization server", Report.number(mocks.median()), mocks.range("%.0f"));
            report.row(PEER, Report.number(peers.median()), peers.range("%.0f"));
            report.print();
            report.atLeast("authorization, tokens/s: mock ÷ peer", mocks.medianRatioTo(peers), 10, " ×");
            if (Integer.parseInt(mock.ask("complaints")) > 0) {
                throw new IllegalStateException("The mock authorization server found fault with the load");
            }
        }
    }

    private static Load credentialsAt(URI issuer) throws IOException {
        List<Load.Line> lines = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            lines.add(new Load.Line(new RawClient(issuer), AuthRequests.credentials(issuer), "access_token"));
        }
        return new Load(lines);
    }
}
