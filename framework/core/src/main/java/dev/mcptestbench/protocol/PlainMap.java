package dev.mcptestbench.protocol;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, in order and unmodifiable. Messages are made of many objects with few members each, and
 * a journal keeps them all: names and values side by side in one array take a quarter of what a hash table takes, and
 * are searched as fast.
 */
final class PlainMap extends AbstractMap<String, @Nullable Object> {

    /** Objects with more members than this are hash tables after all. */
    static final int MOST = 8;

    /** Name, value, name, value. */
    private final @Nullable Object[] members;

    private PlainMap(@Nullable Object[] members) {
        this.members = members;
    }

    @Override
    public int size() {
        return members.length / 2;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        int at = indexOf(members, members.length, name);
        return at < 0 ? null : members[at + 1];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return indexOf(members, members.length, name) >= 0;
    }

    private static int indexOf(@Nullable Object[] members, int length, @Nullable Object name) {
        for (int i = 0; i < length; i += 2) {
            Object each = members[i];
            if (each == name || (each != null && each.equals(name))) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Object remove(@Nullable Object name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new Members();
    }

    private final class Members extends AbstractSet<Map.Entry<String, @Nullable Object>> {

        @Override
        public int size() {
            return members.length / 2;
        }

        @Override
        public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
            return new Iterator<>() {

                private int next;

                @Override
                public boolean hasNext() {
                    return next < members.length;
                }

                @Override
                public Map.Entry<String, @Nullable Object> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    next += 2;
                    return new SimpleImmutableEntry<>(String.valueOf(members[next - 2]), members[next - 1]);
                }
            };
        }
    }

    /** Takes members down one by one. Not thread-safe. */
    static final class Builder {

        private @Nullable Object[] members = new @Nullable Object[MOST];
        private int length;
        private @Nullable Map<String, @Nullable Object> many;

        /** Puts a plain value; of members with the same name the last one counts, in the place of the first. */
        Builder put(String name, @Nullable Object value) {
            if (many != null) {
                many.put(name, value);
                return this;
            }
            int at = indexOf(members, length, name);
            if (at >= 0) {
                members[at + 1] = value;
            } else if (length == 2 * MOST) {
                many = spilt();
                many.put(name, value);
            } else {
                if (length == members.length) {
                    members = Arrays.copyOf(members, 2 * MOST);
                }
                members[length++] = name;
                members[length++] = value;
            }
            return this;
        }

        private Map<String, @Nullable Object> spilt() {
            Map<String, @Nullable Object> table = new LinkedHashMap<>();
            for (int i = 0; i < length; i += 2) {
                table.put(String.valueOf(members[i]), members[i + 1]);
            }
            return table;
        }

        /** The map; nothing may be put any more. */
        Map<String, @Nullable Object> build() {
            if (many != null) {
                return Collections.unmodifiableMap(many);
            }
            return new PlainMap(length == members.length ? members : Arrays.copyOf(members, length));
        }
    }
}
