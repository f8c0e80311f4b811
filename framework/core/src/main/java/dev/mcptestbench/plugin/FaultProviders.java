package dev.mcptestbench.plugin;

import dev.mcptestbench.wire.FaultPlugins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The fault providers on the class path, as servers play them. */
@API(status = API.Status.INTERNAL)
public final class FaultProviders {

    private FaultProviders() {}

    /** Looked for once. */
    private static final class OfClassPath {
        static final FaultPlugins ALL = on(Thread.currentThread().getContextClassLoader());
    }

    /** What plugins on the class path bring. */
    public static FaultPlugins onClassPath() {
        return OfClassPath.ALL;
    }

    static FaultPlugins on(@Nullable ClassLoader classPath) {
        Found<FaultProvider> found = Found.on(classPath, FaultProvider.class);
        Map<String, FaultPlugins.Plugin> byWord = new HashMap<>();
        List<String> broken = new ArrayList<>(found.broken());
        for (FaultProvider provider : found.providers()) {
            try {
                byWord.put(provider.word(), provider::decorate);
            } catch (RuntimeException | LinkageError failure) {
                broken.add(provider.getClass().getName() + " cannot say its word: " + failure);
            }
        }
        return new FaultPlugins(byWord, broken);
    }
}
