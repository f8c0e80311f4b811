package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.text;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Several mock servers and the clients of one test, on one clock and one journal; the tool "who" tells the server's name. */
final class PoolBench implements AutoCloseable {

    final TestClock clock;
    final Journal journal;
    final NotificationBus bus;
    final List<MockMcpServer> servers = new ArrayList<>();
    final ManagedClients clients;

    PoolBench(String... names) {
        this(new TestClock(), names);
    }

    /** Its time goes on by {@code advance} only, so that all times are known. */
    static PoolBench withTheClockStopped(String... names) {
        TestClock clock = new TestClock();
        clock.advance(Duration.ZERO);
        return new PoolBench(clock, names);
    }

    private PoolBench(TestClock clock, String... names) {
        this.clock = clock;
        journal = new Journal(clock);
        bus = new NotificationBus(journal, clock);
        for (String name : names) {
            MockMcpServer server = MockMcpServer.builder()
                    .name(name)
                    .clock(clock)
                    .journal(journal)
                    .start();
            server.tool("who").returns(text(name));
            servers.add(server);
        }
        clients = ManagedClients.of(() -> servers.get(0).endpoint(), journal, clock, TestSettings.DEFAULT, bus);
    }

    MockMcpServer server(int place) {
        return servers.get(place);
    }

    PoolBuilder pool() {
        return clients.pool("pool").over(servers.toArray(McpEndpoint.Provider[]::new));
    }

    @Override
    public void close() {
        clients.close();
        bus.close();
        servers.forEach(MockMcpServer::close);
        clock.close();
    }
}
