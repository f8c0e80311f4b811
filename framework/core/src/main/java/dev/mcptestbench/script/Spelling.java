package dev.mcptestbench.script;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apiguardian.api.API;

/** Finds the name that somebody probably meant. */
@API(status = API.Status.INTERNAL)
public final class Spelling {

    private Spelling() {}

    /** The candidate that is spelled most like the word, if one is near enough to be meant. */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        // Two changes make any word of two letters out of any other: short words must come closer than long ones.
        int near = word.length() <= 3 ? 1 : Math.max(2, word.length() / 3);
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> distance(word, candidate) <= near);
    }

    /** Levenshtein's distance: how many letters to put in, leave out or change. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
