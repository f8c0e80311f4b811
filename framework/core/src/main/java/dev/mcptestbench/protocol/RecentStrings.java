package dev.mcptestbench.protocol;

import java.util.Arrays;

/**
 * Short strings that were read a moment ago, so that those which come again and again (versions, methods, names of tools)
 * need be kept but once. A table of fixed size in which a newcomer takes the place of whoever is there; threads that race
 * merely miss each other's strings.
 */
final class RecentStrings {

    /** Longer strings are unlikely to come again. */
    static final int LONGEST = 24;

    private static final int PLACES = 512;

    private final String[] recent = new String[PLACES];

    RecentStrings() {
        Arrays.fill(recent, "");
    }

    /** The string of these characters. */
    String of(char[] text, int offset, int length) {
        if (length > LONGEST) {
            return new String(text, offset, length);
        }
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + text[offset + i];
        }
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        String known = recent[place];
        if (is(known, text, offset, length)) {
            return known;
        }
        String fresh = new String(text, offset, length);
        recent[place] = fresh;
        return fresh;
    }

    private static boolean is(String known, char[] text, int offset, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != text[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
