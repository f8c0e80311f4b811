package dev.mcptestbench.protocol;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The items of a JSON array, unmodifiable. */
final class PlainList extends AbstractList<@Nullable Object> implements RandomAccess {

    private final @Nullable Object[] items;

    /** Takes the array over; it holds plain values only. */
    PlainList(@Nullable Object[] items) {
        this.items = items;
    }

    @Override
    public @Nullable Object get(int index) {
        return items[index];
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public @Nullable Object[] toArray() {
        return Arrays.copyOf(items, items.length, Object[].class);
    }
}
