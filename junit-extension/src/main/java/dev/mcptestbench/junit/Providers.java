package dev.mcptestbench.junit;

import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.McpEndpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** The fixture providers on the class path. One that cannot be used is put aside, with the reason, and harms no other. */
final class Providers {

    /** More broken entries than this are not broken providers but a broken class loader. */
    private static final int MOST_BROKEN = 100;

    private final Map<Class<?>, List<FixtureProvider>> byType = new LinkedHashMap<>();
    private final List<String> broken = new ArrayList<>();

    private Providers() {}

    static Providers on(ClassLoader classPath) {
        Providers providers = new Providers();
        List<Offer> offers = new ArrayList<>();
        Iterator<FixtureProvider> found =
                ServiceLoader.load(FixtureProvider.class, classPath).iterator();
        while (providers.broken.size() < MOST_BROKEN) {
            try {
                if (!found.hasNext()) {
                    break;
                }
                offers.addAll(offers(found.next()));
            } catch (BrokenProvider | ServiceConfigurationError | LinkageError failure) {
                providers.broken.add(describe(failure));
            }
        }
        // Servers first, then by provider and name: the order must not depend on the class path or on hashes.
        offers.sort(Comparator.comparing((Offer offer) -> !McpEndpoint.Provider.class.isAssignableFrom(offer.type))
                .thenComparing(offer -> offer.provider.getClass().getName())
                .thenComparing(offer -> offer.type.getSimpleName()));
        offers.forEach(offer -> providers
                .byType
                .computeIfAbsent(offer.type, type -> new ArrayList<>())
                .add(offer.provider));
        return providers;
    }

    private record Offer(Class<?> type, FixtureProvider provider) {}

    private static List<Offer> offers(FixtureProvider provider) {
        Set<Class<?>> types;
        try {
            types = Set.copyOf(provider.provides());
        } catch (RuntimeException failure) {
            throw new BrokenProvider(provider.getClass().getName() + " cannot say what it provides", failure);
        }
        return types.stream().map(type -> new Offer(type, provider)).toList();
    }

    private static final class BrokenProvider extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenProvider(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static String describe(Throwable failure) {
        String prefix = FixtureProvider.class.getName() + ": ";
        String message = String.valueOf(failure.getMessage());
        String told = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        return failure.getCause() == null ? told : told + ": " + failure.getCause();
    }

    /** Whether some provider makes the type. */
    boolean provide(Class<?> type) {
        return byType.containsKey(type);
    }

    /**
     * The one that makes the type.
     *
     * @return empty if there is none
     * @throws FixtureException if there are several
     */
    Optional<FixtureProvider> of(Class<?> type) {
        List<FixtureProvider> candidates = byType.getOrDefault(type, List.of());
        if (candidates.size() > 1) {
            throw new FixtureException(
                    type.getSimpleName() + " is provided by "
                            + candidates.stream()
                                    .map(provider -> provider.getClass().getName())
                                    .collect(Collectors.joining(" and by "))
                            + ": leave one of them off the class path",
                    null);
        }
        return candidates.stream().findFirst();
    }

    /** All types that are made, servers first. */
    List<Class<?>> types() {
        return List.copyOf(byType.keySet());
    }

    /** What is wrong with each provider that cannot be used. */
    List<String> broken() {
        return broken;
    }
}
