package dev.mcptestbench.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Runs all parts, or those named, and prints what came of it. */
final class SideBySide {

    static final List<String> PARTS = List.of("calls", "start", "cycle", "clients", "streams", "pace", "auth");

    private static final Duration BOUND = Duration.ofMinutes(20);

    private SideBySide() {}

    /** {@code [--quick] [--check] [calls] [start] [cycle] [clients] [streams] [pace] [auth]}. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    public static void main(String[] args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        boolean check = words.remove("--check");
        boolean quick = words.remove("--quick");
        boolean smoke = words.remove("--smoke");
        if (!PARTS.containsAll(words)) {
            System.err.println("usage: benchmarks/run [--quick] [--check] " + PARTS);
            System.exit(2);
        }
        Extent extent = smoke ? Extent.SMOKE : quick ? Extent.QUICK : Extent.FULL;
        endWithin(BOUND);
        int status = 3;
        try {
            boolean reached = run(extent, words.isEmpty() ? PARTS : words);
            status = check && !reached ? 1 : 0;
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
        }
        // The SDK's threads are no daemons.
        System.exit(status);
    }

    private static void endWithin(Duration bound) {
        Thread watch = new Thread(
                () -> {
                    LockSupport.parkNanos(bound.toNanos());
                    System.err.println("Not done within " + bound);
                    Runtime.getRuntime().halt(4);
                },
                "watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Runs the parts; whether all targets were reached. */
    static boolean run(Extent extent, List<String> parts) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%d processors, %s %s, %s%n%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                Runtime.version(),
                System.getProperty("os.name"));
        Report report = new Report();
        if (parts.contains("calls")) {
            CallsPerSecond.run(extent, report);
        }
        if (parts.contains("start")) {
            WarmStart.run(extent, report);
        }
        if (parts.contains("cycle")) {
            Cycles.run(extent, report);
        }
        if (parts.contains("clients")) {
            ClientCalls.run(extent, report);
        }
        if (parts.contains("streams")) {
            IdleStreams.run(extent, report);
        }
        if (parts.contains("pace")) {
            Pace.run(extent, report);
        }
        if (parts.contains("auth")) {
            Authorization.run(extent, report);
        }
        return report.printTargets();
    }
}
