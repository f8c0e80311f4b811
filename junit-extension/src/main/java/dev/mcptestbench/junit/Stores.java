package dev.mcptestbench.junit;

import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** The one call on which JUnit 5.12 and JUnit 6 differ. */
final class Stores {

    private Stores() {}

    /** What the store holds for the key, made if it holds nothing. */
    @SuppressWarnings("deprecation") // what replaces it is not in JUnit 5.12
    static <K, V> V computeIfAbsent(Store store, K key, Class<V> type, Function<K, V> maker) {
        return Objects.requireNonNull(store.getOrComputeIfAbsent(key, maker, type));
    }
}
