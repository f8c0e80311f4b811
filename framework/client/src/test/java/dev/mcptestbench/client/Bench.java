package dev.mcptestbench.client;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;

/** A mock server and the clients of one test, on one clock and one journal. */
final class Bench implements AutoCloseable {

    final TestClock clock = new TestClock();
    final Journal journal = new Journal(clock);
    final NotificationBus bus = new NotificationBus(journal, clock);
    final MockMcpServer server =
            MockMcpServer.builder().clock(clock).journal(journal).start();
    final ManagedClients clients = ManagedClients.of(server::endpoint, journal, clock, TestSettings.DEFAULT, bus);

    ManagedClient client() {
        return clients.add("client");
    }

    @Override
    public void close() {
        clients.close();
        bus.close();
        server.close();
        clock.close();
    }
}
