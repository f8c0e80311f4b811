package dev.mcptestbench.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What a JVM takes. Its native memory is known only where it runs with {@code -XX:NativeMemoryTracking=summary}.
 *
 * @param heap bytes of live objects, after a full collection
 * @param nativeBytes committed bytes outside the heap that may depend on what the program does: direct buffers, threads,
 *     the collector's own; not what classes and compiled code take
 * @param threads live threads
 */
record Footprint(long heap, long nativeBytes, int threads) {

    private static final Set<String> COUNTED =
            Set.of("Other", "Thread", "GC", "Internal", "Synchronization", "Object Monitors", "Safepoint", "Unknown");
    private static final Pattern CATEGORY = Pattern.compile("-\\s+(.+?) \\(reserved=\\d+KB, committed=(\\d+)KB");

    static Footprint now() {
        for (int i = 0; i < 3; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Footprint(
                heap, committedOutside(), ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static long committedOutside() {
        String report;
        try {
            report = String.valueOf(ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmNativeMemory",
                            new Object[] {new String[] {"summary"}},
                            new String[] {String[].class.getName()}));
        } catch (JMException e) {
            throw new IllegalStateException("This JVM does not tell of its native memory", e);
        }
        long sum = 0;
        Matcher category = CATEGORY.matcher(report);
        while (category.find()) {
            if (COUNTED.contains(category.group(1))) {
                sum += Long.parseLong(category.group(2)) * 1024;
            }
        }
        return sum;
    }

    String toLine() {
        return heap + " " + nativeBytes + " " + threads;
    }

    static Footprint ofLine(String line) {
        String[] parts = line.split(" ", -1);
        return new Footprint(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
    }
}
