package dev.mcptestbench.server;

import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.Guard;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.script.Carrier;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/** Provides mock servers to tests, and to their clients the endpoints. */
@API(status = API.Status.INTERNAL)
public final class ServerFixtures implements FixtureProvider {

    /** For {@link java.util.ServiceLoader}. */
    public ServerFixtures() {}

    @Override
    public Set<Class<?>> provides() {
        return Set.of(MockMcpServer.class, McpEndpoint.class);
    }

    @Override
    public Object provide(Class<?> type, String name, FixtureContext context) {
        if (type == McpEndpoint.class) {
            return context.get(MockMcpServer.class, name).endpoint();
        }
        MockMcpServer.Builder builder = MockMcpServer.builder()
                .name(name.isEmpty() ? "server" : name)
                .seed(context.settings().seed())
                .journal(context.journal())
                .clock(context.clock());
        Optional<Carrier> carrier = context.settings().revisionPinned()
                ? Carrier.of(context.settings().transport())
                : Optional.empty();
        // A run for one transport is served over that one alone, so that what it cannot express is refused.
        carrier.ifPresent(builder::carriers);
        if (context.settings().secured() && carrier.map(Carrier::isHttp).orElse(true)) {
            builder.guardedBy(context.get(Guard.class, name));
        }
        MockMcpServer server = builder.start();
        return context.settings().revisionPinned()
                ? server.revisions(context.settings().revision())
                : server;
    }
}
