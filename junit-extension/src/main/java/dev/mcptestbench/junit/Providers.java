package dev.mcptestbench.junit;

import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.Found;
import dev.mcptestbench.plugin.McpEndpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The fixture providers on the class path. One that cannot be used is put aside, with the reason, and harms no other. */
final class Providers {

    private final Map<Class<?>, List<FixtureProvider>> byType = new LinkedHashMap<>();
    private final List<String> broken;

    private Providers(List<String> broken) {
        this.broken = new ArrayList<>(broken);
    }

    static Providers on(ClassLoader classPath) {
        Found<FixtureProvider> found = Found.on(classPath, FixtureProvider.class);
        Providers providers = new Providers(found.broken());
        List<Offer> offers = new ArrayList<>();
        for (FixtureProvider provider : found.providers()) {
            try {
                Set.copyOf(provider.provides()).forEach(type -> offers.add(new Offer(type, provider)));
            } catch (RuntimeException | LinkageError failure) {
                providers.broken.add(provider.getClass().getName() + " cannot say what it provides: " + failure);
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
