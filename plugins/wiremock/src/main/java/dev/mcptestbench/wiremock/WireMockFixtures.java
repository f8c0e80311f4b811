package dev.mcptestbench.wiremock;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.WireHostProvider;
import dev.mcptestbench.wire.WireHost;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Provides WireMock servers to tests, and has them host: where a test asks for a {@code WireMockServer}, its authorization
 * server of the same name is served there. Other tests are left alone.
 */
@API(status = API.Status.INTERNAL)
public final class WireMockFixtures implements FixtureProvider, WireHostProvider {

    /** For {@link java.util.ServiceLoader}. */
    public WireMockFixtures() {}

    @Override
    public Set<Class<?>> provides() {
        return Set.of(WireMockServer.class);
    }

    @Override
    public Object provide(Class<?> type, String name, FixtureContext context) {
        return OwnWireMock.start(name.isEmpty() ? "wiremock" : name, context.journal(), context.clock());
    }

    @Override
    public Optional<WireHost> hostOf(String server, FixtureContext context) {
        return context.asksFor(WireMockServer.class, server)
                ? Optional.of(WireMockHost.on(context.get(WireMockServer.class, server)))
                : Optional.empty();
    }
}
