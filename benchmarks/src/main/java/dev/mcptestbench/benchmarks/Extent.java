package dev.mcptestbench.benchmarks;

/**
 * How much is run.
 *
 * @param warmUpMillis load on each server before the first round
 * @param rounds rounds of load
 * @param roundMillis how long each server is loaded in a round
 * @param starts servers started and stopped, each kind
 * @param cycles clients connected and closed, each kind
 * @param streams idle event streams
 */
record Extent(int warmUpMillis, int rounds, int roundMillis, int starts, int cycles, int streams) {

    /** Five minutes or so. */
    static final Extent FULL = new Extent(12_000, 7, 4_000, 1_000, 400, 5_000);

    /** Just over a minute. */
    static final Extent QUICK = new Extent(4_000, 3, 1_500, 300, 80, 2_000);

    /** Enough to see that everything runs; the figures mean nothing. */
    static final Extent SMOKE = new Extent(50, 1, 50, 5, 2, 20);
}
