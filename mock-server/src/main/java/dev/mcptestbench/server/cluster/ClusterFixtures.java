package dev.mcptestbench.server.cluster;

import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.Guard;
import java.util.Set;
import org.apiguardian.api.API;

/** Provides clusters to tests. */
@API(status = API.Status.INTERNAL)
public final class ClusterFixtures implements FixtureProvider {

    /** For {@link java.util.ServiceLoader}. */
    public ClusterFixtures() {}

    @Override
    public Set<Class<?>> provides() {
        return Set.of(MockMcpCluster.class);
    }

    @Override
    public Object provide(Class<?> type, String name, FixtureContext context) {
        MockMcpCluster.Builder builder = MockMcpCluster.builder()
                .name(name.isEmpty() ? "cluster" : name)
                .seed(context.settings().seed())
                .journal(context.journal())
                .clock(context.clock());
        if (context.settings().secured()) {
            builder.guardedBy(context.get(Guard.class, name));
        }
        MockMcpCluster cluster = builder.start();
        return context.settings().revisionPinned()
                ? cluster.revisions(context.settings().revision())
                : cluster;
    }
}
