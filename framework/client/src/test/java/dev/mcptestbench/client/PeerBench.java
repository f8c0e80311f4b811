package dev.mcptestbench.client;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.client.transport.Peer;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;

/** A scripted peer and the clients of one test, on one clock. */
final class PeerBench implements AutoCloseable {

    final TestClock clock;
    final Journal journal;
    final NotificationBus bus;
    final Peer peer;
    final ManagedClients clients;

    PeerBench() {
        this(Revision.LATEST_LEGACY);
    }

    PeerBench(Revision revision) {
        this(revision, new TestClock());
    }

    /** Its time goes on by {@code advance} only, so that all times are known. */
    static PeerBench withTheClockStopped() {
        TestClock clock = new TestClock();
        clock.advance(Duration.ZERO);
        return new PeerBench(Revision.LATEST_LEGACY, clock);
    }

    private PeerBench(Revision revision, TestClock clock) {
        this.clock = clock;
        journal = new Journal(clock);
        bus = new NotificationBus(journal, clock);
        peer = new Peer(clock);
        TestSettings base = TestSettings.DEFAULT;
        TestSettings settings = new TestSettings(
                revision,
                base.revisionPinned(),
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
