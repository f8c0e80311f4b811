package dev.mcptestbench.benchmarks;

/**
 * How much is run.
 *
 * @param warmUpCalls calls that each server answers before the first round
 * @param rounds rounds of load
 * @param roundMillis how long each server is loaded in a round
 * @param starts servers started and stopped, each kind
 * @param cycles clients connected and closed, each kind
 * @param streams idle event streams
 */
record Extent(int warmUpCalls, int rounds, int roundMillis, int starts, int cycles, int streams) {

    /** Five minutes or so. */
    static final Extent FULL = new Extent(200_000, 21, 1_200, 1_000, 300, 5_000);

    /** Just over a minute. */
    static final Extent QUICK = new Extent(40_000, 7, 600, 200, 40, 2_000);

    /** Enough to see that everything runs; the figures mean nothing. */
    static final Extent SMOKE = new Extent(100, 1, 50, 5, 2, 20);
}
