package dev.mcptestbench.benchmarks;

import java.util.function.Function;

/** One kind of client, and how long it takes to do something once. Not thread-safe. */
final class ClientKind {

    /** What such a client does again and again against one server. */
    interface Task extends AutoCloseable {
        /** Does it once. */
        void run();

        @Override
        default void close() {}
    }

    private final Function<MockContender, Task> opening;
    private final Samples millis = new Samples();

    ClientKind(Function<MockContender, Task> opening) {
        this.opening = opening;
    }

    /** The milliseconds of each round. */
    Samples millis() {
        return millis;
    }

    /** Goes round, and keeps what came of it. */
    void round(int forMillis) {
        millis.add(repeat(forMillis));
    }

    /**
     * Does it for so long, with a server of its own, as a test has one: a journal that was never cleared would be what is
     * measured.
     *
     * @return the milliseconds that each time took, one after the other
     */
    double repeat(int forMillis) {
        try (MockContender server = new MockContender();
                Task task = opening.apply(server)) {
            long start = System.nanoTime();
            int count = 0;
            long elapsed;
            do {
                task.run();
                count++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < forMillis * 1_000_000L);
            return elapsed / 1e6 / count;
        }
    }
}
