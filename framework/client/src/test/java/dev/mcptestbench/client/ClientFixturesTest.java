package dev.mcptestbench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.FixtureContext;
import dev.mcptestbench.plugin.FixtureProvider;
import dev.mcptestbench.plugin.MissingFixtureException;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The fixtures as the extension finds and makes them. */
class ClientFixturesTest {

    private static final class Context implements FixtureContext, AutoCloseable {

        private final TestClock clock = new TestClock();
        private final Journal journal = new Journal(clock);
        private final Map<List<Object>, Object> made = new HashMap<>();
        private final Deque<AutoCloseable> order = new ArrayDeque<>();
        private final boolean withServer;

        Context(boolean withServer) {
            this.withServer = withServer;
        }

        @Override
        public Journal journal() {
            return journal;
        }

        @Override
        public TestClock clock() {
            return clock;
        }

        @Override
        public TestSettings settings() {
            return TestSettings.DEFAULT;
        }

        @Override
        public <T> T get(Class<T> type, String name) {
            Object known = made.get(List.of(type, name));
            if (known == null) {
                known = provider(type).provide(type, name, this);
                made.put(List.of(type, name), known);
                if (known instanceof AutoCloseable closeable) {
                    order.push(closeable);
                }
            }
            return type.cast(known);
        }

        private FixtureProvider provider(Class<?> type) {
            return ServiceLoader.load(FixtureProvider.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(provider -> provider.provides().contains(type))
                    .filter(provider -> withServer || provider instanceof ClientFixtures)
                    .findFirst()
                    .orElseThrow(() -> new MissingFixtureException("nothing provides " + type.getSimpleName()));
        }

        @Override
        public void close() {
            while (!order.isEmpty()) {
                try {
                    order.pop().close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            clock.close();
        }
    }

    @Test
    void clientsFindTheServerOfTheirTestWhenTheyConnect() {
        try (Context context = new Context(true)) {
            ManagedClient unnamed = context.get(ManagedClient.class, "");
            ManagedClient weather = context.get(ManagedClient.class, "weather");
            ManagedClients clients = context.get(ManagedClients.class, "");
            assertThat(context.made).doesNotContainKey(List.of(MockMcpServer.class, ""));

            clients.connectAll();

            assertThat(clients.get("client")).isSameAs(unnamed).isConnected();
            assertThat(clients.get("weather")).isSameAs(weather).isConnected();
            assertThat(clients.notifications()).isSameAs(context.get(NotificationBus.class, ""));
            assertThat(context.get(MockMcpServer.class, ""))
                    .received(dev.mcptestbench.Mcp.initialize())
                    .times(2);
        }
    }

    @Test
    void aClientThatATestHasAddedIsTheOneThatIsInjected() {
        try (Context context = new Context(true)) {
            ManagedClient added = context.get(ManagedClients.class, "").add("weather");
            assertThat(context.get(ManagedClient.class, "weather")).isSameAs(added);
        }
    }

    @Test
    void aClientWithoutAServerSaysSo() {
        try (Context context = new Context(false)) {
            ManagedClient client = context.get(ManagedClient.class, "");
            assertThatThrownBy(client::connect).hasMessageContaining("nothing provides McpEndpoint");
            assertThat(client.callTool("echo")).failedWith(MissingFixtureException.class);
        }
    }
}
