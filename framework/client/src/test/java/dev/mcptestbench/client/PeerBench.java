package dev.mcptestbench.client;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.client.transport.Peer;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.TestClock;

/** A scripted peer and the clients of one test, on one clock. */
final class PeerBench implements AutoCloseable {

    final TestClock clock = new TestClock();
    final Journal journal = new Journal(clock);
    final NotificationBus bus = new NotificationBus(journal, clock);
    final Peer peer = new Peer(clock);
    final ManagedClients clients;

    PeerBench() {
        this(Revision.LATEST_LEGACY);
    }

    PeerBench(Revision revision) {
        TestSettings base = TestSettings.DEFAULT;
        TestSettings settings = new TestSettings(
                revision,
                base.transport(),
                base.strict(),
                base.unfiredRulesAllowed(),
                base.secured(),
                base.seed(),
                base.awaitTimeout());
        clients = ManagedClients.of(() -> McpEndpoint.of(peer.url()), journal, clock, settings, bus);
    }

    ManagedClient client() {
        return clients.add("client");
    }

    @Override
    public void close() {
        clients.close();
        bus.close();
        peer.close();
        clock.close();
    }
}
