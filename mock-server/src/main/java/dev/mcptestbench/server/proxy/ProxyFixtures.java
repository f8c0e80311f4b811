package dev.mcptestbench.server.proxy;

import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import java.util.Set;
import org.apiguardian.api.API;

/** Provides proxies to tests, which say in front of what they stand. */
@API(status = API.Status.INTERNAL)
public final class ProxyFixtures implements FixtureProvider {

    /** For {@link java.util.ServiceLoader}. */
    public ProxyFixtures() {}

    @Override
    public Set<Class<?>> provides() {
        return Set.of(FaultProxy.class);
    }

    @Override
    public Object provide(Class<?> type, String name, FixtureContext context) {
        return FaultProxy.builder()
                .name(name.isEmpty() ? "proxy" : name)
                .seed(context.settings().seed())
                .journal(context.journal())
                .clock(context.clock())
                .start();
    }
}
