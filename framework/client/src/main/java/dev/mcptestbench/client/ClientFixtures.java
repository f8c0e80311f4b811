package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.Authorizer;
import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.plugin.Browser;
import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.MissingFixtureException;
import java.util.Set;
import org.apiguardian.api.API;

/** Provides managed clients and the bus of their notifications. */
@API(status = API.Status.INTERNAL)
public final class ClientFixtures implements FixtureProvider {

    /** What the client is called that a test gives no name. */
    static final String DEFAULT_NAME = "client";

    /** For {@link java.util.ServiceLoader}. */
    public ClientFixtures() {}

    @Override
    public Set<Class<?>> provides() {
        return Set.of(ManagedClients.class, ManagedClient.class, NotificationBus.class);
    }

    /** That of the test, which answers by itself, if there is one. */
    private static Browser browser(FixtureContext context) {
        try {
            return context.get(Browser.class, "");
        } catch (MissingFixtureException none) {
            return Authorizer.systemBrowser();
        }
    }

    @Override
    public Object provide(Class<?> type, String name, FixtureContext context) {
        if (type == NotificationBus.class) {
            return new NotificationBus(context.journal(), context.clock());
        }
        if (type == ManagedClients.class) {
            return ManagedClients.of(
                    () -> context.get(McpEndpoint.class, ""),
                    context.journal(),
                    context.clock(),
                    context.settings(),
                    context.get(NotificationBus.class, ""),
                    () -> browser(context));
        }
        ManagedClients clients = context.get(ManagedClients.class, "");
        String wanted = name.isEmpty() ? DEFAULT_NAME : name;
        return clients.names().contains(wanted) ? clients.get(wanted) : clients.add(wanted);
    }
}
