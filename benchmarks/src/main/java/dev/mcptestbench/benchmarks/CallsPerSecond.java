package dev.mcptestbench.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Part a: how many tool calls a second each server answers. */
final class CallsPerSecond {

    private static final int CONNECTIONS = 16;

    private static final long WARM_UP_BOUND_NANOS = TimeUnit.SECONDS.toNanos(25);

    private CallsPerSecond() {}

    static void run(Extent extent, Report report) throws IOException {
        try (ServerProcess mock = new ServerProcess(List.of(), "mock");
                ServerProcess again = new ServerProcess(List.of(), "mock-2026-07-28");
                ServerProcess sdk = new ServerProcess(List.of(), "sdk");
                ServerProcess netty = new ServerProcess(List.of(), "netty", replyOf(mock));
                Contender a = new Contender("mock server", mock, false);
                Contender m = new Contender("mock server, 2026-07-28", again, true);
                Contender b = new Contender("SDK server on Tomcat", sdk, false);
                Contender c = new Contender("bare Netty, canned bytes", netty, false)) {
            List<Contender> contenders = List.of(a, m, b, c);
            for (Contender contender : contenders) {
                contender.warmUp(extent.warmUpCalls());
            }
            for (int round = 0; round < extent.rounds(); round++) {
                for (Contender contender : contenders) {
                    contender.round(extent.roundMillis());
                }
            }
            report.table(
                    "tool calls, " + CONNECTIONS + " connections",
                    "calls/s, median",
                    "of rounds",
                    "server CPU µs/call",
                    "load CPU µs/call");
            for (Contender contender : contenders) {
                contender.print(report);
            }
            report.print();
            report.table("tool calls, mock ÷ …", "by calls/s", "by CPU, load and server", "by CPU, server alone");
            for (Contender other : List.of(m, b, c)) {
                report.row(
                        other.name,
                        Report.number(a.perSecond.medianRatioTo(other.perSecond)) + " ×",
                        Report.number(other.allMicros.medianRatioTo(a.allMicros)) + " ×",
                        Report.number(other.serverMicros.medianRatioTo(a.serverMicros)) + " ×");
            }
            report.print();
            report.atLeast("tool calls/s: mock ÷ SDK server", a.perSecond.medianRatioTo(b.perSecond), 5, " ×");
            report.atLeast("tool calls/s: mock ÷ bare Netty", a.perSecond.medianRatioTo(c.perSecond), 0.5, " ×");
            report.atLeast("tool calls/s: 2026-07-28 ÷ 2025-11-25", m.perSecond.medianRatioTo(a.perSecond), 0.9, " ×");
            if (Integer.parseInt(mock.ask("complaints")) + Integer.parseInt(again.ask("complaints")) > 0) {
                throw new IllegalStateException("The mock server found fault with the load");
            }
        }
    }

    /** The bytes with which the mock server answers a call, for bare Netty to send. */
    private static String replyOf(ServerProcess mock) throws IOException {
        try (RawClient client = new RawClient(mock.url()).initialize()) {
            byte[] reply = client.exchange(client.toolCall()).getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder().encodeToString(reply);
        }
    }

    private static final class Contender implements AutoCloseable {

        private final String name;
        private final ServerProcess server;
        private final Load load;
        private final Samples perSecond = new Samples();
        private final Samples serverMicros = new Samples();
        private final Samples loadMicros = new Samples();
        private final Samples allMicros = new Samples();

        Contender(String name, ServerProcess server, boolean modern) throws IOException {
            this.name = name;
            this.server = server;
            List<Load.Line> lines = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                RawClient client = new RawClient(server.url());
                RawClient ready = modern ? client.modern() : client.initialize();
                lines.add(new Load.Line(ready, ready.toolCall(), McpRequests.REPLY_TEXT));
            }
            this.load = new Load(lines);
        }

        /** As many calls for each, so that each server's code is compiled alike; bounded, for some are slow. */
        void warmUp(int calls) throws IOException {
            long deadline = System.nanoTime() + WARM_UP_BOUND_NANOS;
            for (long done = 0; done < calls && System.nanoTime() < deadline; ) {
                done += load.run(TimeUnit.MILLISECONDS.toNanos(100)).calls();
            }
        }

        void round(int millis) throws IOException {
            long before = server.cpuNanos();
            Load.Round round = load.run(TimeUnit.MILLISECONDS.toNanos(millis));
            perSecond.add(round.perSecond());
            double serverPart = (server.cpuNanos() - before) / 1e3 / round.calls();
            double loadPart = round.generatorNanos() / 1e3 / round.calls();
            serverMicros.add(serverPart);
            loadMicros.add(loadPart);
            allMicros.add(serverPart + loadPart);
        }

        void print(Report report) {
            report.row(
                    name,
                    Report.number(perSecond.median()),
                    perSecond.range("%.0f"),
                    Report.number(serverMicros.median()),
                    Report.number(loadMicros.median()));
        }

        @Override
        public void close() throws IOException {
            load.close();
        }
    }
}
