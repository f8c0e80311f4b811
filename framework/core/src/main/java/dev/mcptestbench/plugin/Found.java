package dev.mcptestbench.plugin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What a search of a class path for providers has found. One that cannot be used is put aside, with the reason, and harms no
 * other. A search takes longer than most servers take to start: whoever needs its result often keeps it.
 *
 * @param providers those that can be used, in the order of the class path
 * @param broken what is wrong with each of the others
 */
@API(status = API.Status.INTERNAL)
public record Found<T>(List<T> providers, List<String> broken) {

    /** More broken entries than this are not broken providers but a broken class loader. */
    private static final int MOST_BROKEN = 100;

    /** Copies both. */
    public Found {
        providers = List.copyOf(providers);
        broken = List.copyOf(broken);
    }

    /**
     * Looks for the providers of a type.
     *
     * @param classPath where to look; {@code null} for where the JVM's own applications are
     */
    public static <T> Found<T> on(@Nullable ClassLoader classPath, Class<T> type) {
        List<T> providers = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Iterator<T> entries = ServiceLoader.load(type, classPath).iterator();
        while (broken.size() < MOST_BROKEN) {
            try {
                if (!entries.hasNext()) {
                    break;
                }
                providers.add(entries.next());
            } catch (ServiceConfigurationError | LinkageError failure) {
                broken.add(described(failure, type));
            }
        }
        return new Found<>(providers, broken);
    }

    private static String described(Throwable failure, Class<?> type) {
        String prefix = type.getName() + ": ";
        String message = String.valueOf(failure.getMessage());
        String told = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        return failure.getCause() == null ? told : told + ": " + failure.getCause();
    }
}
