package dev.mcptestbench.benchmarks;

/**
 * How much is run.
 *
 * @param warmUpCalls calls that each server answers before the first round
 * @param rounds rounds of load
 * @param roundMillis how long each server is loaded in a round, or clients of each kind do what is measured
 * @param starts servers started and stopped, each kind
 * @param cycleWarmUpMillis how long clients of each kind do so before the first round
 * @param streams idle event streams
 * @param paces replies that are delayed, and as many that are not
 */
record Extent(int warmUpCalls, int rounds, int roundMillis, int starts, int cycleWarmUpMillis, int streams, int paces) {

    /** Seven minutes or so. */
    static final Extent FULL = new Extent(200_000, 21, 1_200, 1_000, 10_000, 10_000, 300);

    /** Just over a minute. */
    static final Extent QUICK = new Extent(40_000, 7, 600, 200, 3_000, 2_000, 100);

    /** Enough to see that everything runs; the figures mean nothing. */
    static final Extent SMOKE = new Extent(100, 1, 50, 5, 20, 20, 2);
}
