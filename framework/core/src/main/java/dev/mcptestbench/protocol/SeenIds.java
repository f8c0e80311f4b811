package dev.mcptestbench.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Remembers which ids were used. Integers are kept as ranges, so that counting up costs one entry for a whole session; of
 * other ids only the most recent {@value #MOST_OTHERS} are kept. Not safe for use by many threads.
 */
final class SeenIds {

    static final int MOST_OTHERS = 65_536;

    /** First integer of each range, with its last. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    private final Set<Object> others = new LinkedHashSet<>();
    private boolean forgot;

    /** Returns an id in the form in which equal ids are equal: 1 and 1.0 are the same, 1 and "1" are not. */
    static Object key(Object id) {
        if (id instanceof Integer || id instanceof Long) {
            return ((Number) id).longValue();
        }
        if (id instanceof BigInteger number && number.bitLength() < Long.SIZE) {
            return number.longValue();
        }
        if (id instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e18) {
            return number.longValue();
        }
        return id instanceof BigDecimal number ? number.stripTrailingZeros() : id;
    }

    /** Takes down a key and tells whether it is new. */
    boolean add(Object key) {
        return key instanceof Long number ? addNumber(number) : addOther(key);
    }

    private boolean addNumber(long number) {
        Map.Entry<Long, Long> below = ranges.floorEntry(number);
        if (below != null && below.getValue() >= number) {
            return false;
        }
        long first = below != null && below.getValue() == number - 1 ? below.getKey() : number;
        Long lastAbove = number == Long.MAX_VALUE ? null : ranges.remove(number + 1);
        ranges.put(first, lastAbove == null ? number : lastAbove);
        return true;
    }

    private boolean addOther(Object key) {
        boolean added = others.add(key);
        if (others.size() > MOST_OTHERS) {
            others.remove(others.iterator().next());
            forgot = true;
        }
        return added;
    }

    /** Tells whether a key was taken down, as far as is remembered. */
    boolean contains(Object key) {
        if (key instanceof Long number) {
            Map.Entry<Long, Long> below = ranges.floorEntry(number);
            return below != null && below.getValue() >= number;
        }
        return others.contains(key);
    }

    /** Tells whether a key was surely never taken down, which nobody knows once others were forgotten. */
    boolean surelyLacks(Object key) {
        return !contains(key) && (key instanceof Long || !forgot);
    }

    /** Returns how many entries it takes to remember all this. */
    int size() {
        return ranges.size() + others.size();
    }
}
