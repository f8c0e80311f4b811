package dev.mcptestbench.auth;

import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.Found;
import dev.mcptestbench.plugin.WireHostProvider;
import dev.mcptestbench.wire.WireHost;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who else may serve authorization servers. A provider that cannot be used is put aside, as the log says, and harms no other. */
record WireHosts(List<WireHostProvider> providers) {

    private static final Logger LOG = LoggerFactory.getLogger(WireHosts.class);

    /** Those of the class path: looked for once, for that takes longer than all else that a start does. */
    private static final class OfClassPath {
        static final WireHosts ALL = on(Thread.currentThread().getContextClassLoader());
    }

    static WireHosts onClassPath() {
        return OfClassPath.ALL;
    }

    static WireHosts on(ClassLoader classPath) {
        Found<WireHostProvider> found = Found.on(classPath, WireHostProvider.class);
        found.broken().forEach(broken -> LOG.warn("A provider of wire hosts cannot be used: {}", broken));
        return new WireHosts(found.providers());
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
