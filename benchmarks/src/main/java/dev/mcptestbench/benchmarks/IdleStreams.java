package dev.mcptestbench.benchmarks;

import java.io.IOException;
import java.util.List;

/** Part e: what it costs a server to keep event streams open on which nothing happens, and to reach them all at once. */
final class IdleStreams {

    private static final int WARM_UP_STREAMS = 200;
    private static final int BROADCASTS = 5;

    /** Tomcat takes 8192 connections, and lets others wait. */
    private static final int MOST_FOR_TOMCAT = 5_000;

    private IdleStreams() {}

    static void run(Extent extent, Report report) throws IOException {
        report.table(
                "idle event streams",
                "streams",
                "heap KB each",
                "native KB each",
                "both KB each",
                "threads added",
                "broadcast ms, first to last");
        Result mock = measure("mock", extent.streams());
        mock.print("mock server", report);
        measure("sdk", Math.min(extent.streams(), MOST_FOR_TOMCAT)).print("SDK server on Tomcat", report);
        report.print();
        report.atMost("memory of an idle stream at the mock", mock.heap + mock.nativeMemory, 20, " KB");
        report.atMost("threads added by " + mock.streams + " streams", mock.threads, 16, "");
    }

    private static Result measure(String server, int streams) throws IOException {
        try (ServerProcess process = new ServerProcess(List.of("-XX:NativeMemoryTracking=summary"), server)) {
            // What is there once, however many streams there are, is not to count.
            try (Listeners few = new Listeners(process.url(), Math.min(WARM_UP_STREAMS, streams))) {
                few.reach(process);
            }
            Footprint before = Footprint.ofLine(process.ask("footprint"));
            try (Listeners all = new Listeners(process.url(), streams)) {
                all.drain();
                Footprint after = Footprint.ofLine(process.ask("footprint"));
                Samples millis = new Samples();
                for (int i = 0; i < BROADCASTS; i++) {
                    millis.add(all.reach(process) / 1e6);
                }
                return new Result(
                        streams,
                        (after.heap() - before.heap()) / 1024.0 / streams,
                        (after.nativeBytes() - before.nativeBytes()) / 1024.0 / streams,
                        after.threads() - before.threads(),
                        millis);
            }
        }
    }

    private record Result(int streams, double heap, double nativeMemory, int threads, Samples broadcast) {

        void print(String name, Report report) {
            report.row(
                    name,
                    String.valueOf(streams),
                    Report.number(heap),
                    Report.number(nativeMemory),
                    Report.number(heap + nativeMemory),
                    String.valueOf(threads),
                    Report.number(broadcast.median()) + " (" + broadcast.range("%.1f") + ")");
        }
    }
}
