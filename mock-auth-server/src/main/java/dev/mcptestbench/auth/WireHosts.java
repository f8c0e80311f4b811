package dev.mcptestbench.auth;

import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.WireHostProvider;
import dev.mcptestbench.wire.WireHost;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who else may serve authorization servers. A provider that cannot be used is put aside, as the log says, and harms no other. */
record WireHosts(List<WireHostProvider> providers) {

    private static final Logger LOG = LoggerFactory.getLogger(WireHosts.class);

    /** More broken entries than this are not broken providers but a broken class loader. */
    private static final int MOST_BROKEN = 100;

    /** Those of the class path: looked for once, for that takes longer than all else that a start does. */
    private static final class OfClassPath {
        static final WireHosts ALL = on(Thread.currentThread().getContextClassLoader());
    }

    static WireHosts onClassPath() {
        return OfClassPath.ALL;
    }

    static WireHosts on(ClassLoader classPath) {
        List<WireHostProvider> providers = new ArrayList<>();
        Iterator<WireHostProvider> found =
                ServiceLoader.load(WireHostProvider.class, classPath).iterator();
        for (int broken = 0; broken < MOST_BROKEN; ) {
            try {
                if (!found.hasNext()) {
                    break;
                }
                providers.add(found.next());
            } catch (ServiceConfigurationError | LinkageError failure) {
                broken++;
                LOG.warn("A provider of wire hosts cannot be used", failure);
            }
        }
        return new WireHosts(List.copyOf(providers));
    }

    /** Who serves the server of that name; empty for our own wire. */
    Optional<WireHost> of(String server, FixtureContext context) {
        for (WireHostProvider provider : providers) {
            try {
                Optional<WireHost> host = provider.hostOf(server, context);
                if (host.isPresent()) {
                    return host;
                }
            } catch (LinkageError failure) {
                LOG.warn("{} cannot be used", provider.getClass().getName(), failure);
            }
        }
        return Optional.empty();
    }
}
