package dev.mcptestbench.script;

import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/** Which of the times that its trigger is met a rule acts on. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Occurrence {

    /**
     * Whether the rule acts.
     *
     * @param count the how-manieth time the trigger is met, from 1
     * @param random for those that leave it to chance
     */
    boolean covers(long count, RandomGenerator random);

    /** How often the rule can act, or 0 where there is no such bound. */
    default long bound() {
        return 0;
    }

    /** Every time. */
    record Always() implements Occurrence {
        @Override
        public boolean covers(long count, RandomGenerator random) {
            return true;
        }

        @Override
        public String toString() {
            return "every time";
        }
    }

    /** The n-th time only. */
    record Nth(long n) implements Occurrence {
        /** Checks n. */
        public Nth {
            atLeastOne("nth", n);
        }

        @Override
        public boolean covers(long count, RandomGenerator random) {
            return count == n;
        }

        @Override
        public long bound() {
            return 1;
        }

        @Override
        public String toString() {
            return n == 1 ? "the first time" : "the " + Words.ordinal(n) + " time";
        }
    }

    /** The first n times. */
    record Times(long n) implements Occurrence {
        /** Checks n. */
        public Times {
            atLeastOne("times", n);
        }

        @Override
        public boolean covers(long count, RandomGenerator random) {
            return count <= n;
        }

        @Override
        public long bound() {
            return n;
        }

        @Override
        public String toString() {
            return n == 1 ? "the first time" : "the first " + n + " times";
        }
    }

    /** From the n-th time on. */
    record From(long n) implements Occurrence {
        /** Checks n. */
        public From {
            atLeastOne("from", n);
        }

        @Override
        public boolean covers(long count, RandomGenerator random) {
            return count >= n;
        }

        @Override
        public String toString() {
            return "from the " + Words.ordinal(n) + " time on";
        }
    }

    /** Every n-th time: the n-th, the 2n-th, … */
    record Every(long n) implements Occurrence {
        /** Checks n. */
        public Every {
            atLeastOne("every", n);
        }

        @Override
        public boolean covers(long count, RandomGenerator random) {
            return count % n == 0;
        }

        @Override
        public String toString() {
            return n == 1 ? "every time" : "every " + Words.ordinal(n) + " time";
        }
    }

    /** Now and then, drawn from the scenario's seed. */
    record Probability(double p) implements Occurrence {
        /** Checks p. */
        public Probability {
            if (!(p > 0 && p <= 1)) {
                throw new IllegalArgumentException("A probability is over 0 and at most 1, not " + p);
            }
        }

        @Override
        public boolean covers(long count, RandomGenerator random) {
            return random.nextDouble() < p;
        }

        @Override
        public String toString() {
            return "with probability " + p;
        }
    }

    private static void atLeastOne(String word, long n) {
        if (n < 1) {
            throw new IllegalArgumentException("Occurrences are counted from 1: " + word + "(" + n + ")");
        }
    }
}
