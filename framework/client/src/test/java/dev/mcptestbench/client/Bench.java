package dev.mcptestbench.client;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;

/** A mock server and the clients of one test, on one clock and one journal. */
final class Bench implements AutoCloseable {

    final TestClock clock = new TestClock();
    final Journal journal = new Journal(clock);
    final NotificationBus bus = new NotificationBus(journal, clock);
    final MockMcpServer server =
            MockMcpServer.builder().clock(clock).journal(journal).start();
    final ManagedClients clients;

    Bench() {
        this(Way.HTTP);
    }

    Bench(Way way) {
        clients = ManagedClients.of(server::endpoint, journal, clock, way.settings(), bus);
    }

    /** What is spoken, and over what. */
    enum Way {
        HTTP(Revision.LATEST_LEGACY, "streamable-http", Carrier.STREAMABLE_HTTP),
        SSE(Revision.V2024_11_05, "sse", Carrier.SSE),
        MEMORY(Revision.LATEST_LEGACY, "memory", Carrier.MEMORY),
        STATELESS_HTTP(Revision.V2026_07_28, "streamable-http", Carrier.STREAMABLE_HTTP),
        STATELESS_MEMORY(Revision.V2026_07_28, "memory", Carrier.MEMORY),
        STDIO(Revision.LATEST_LEGACY, "stdio", Carrier.STDIO),
        STATELESS_STDIO(Revision.V2026_07_28, "stdio", Carrier.STDIO);

        final Revision revision;
        final String transport;
        final Carrier carrier;

        Way(Revision revision, String transport, Carrier carrier) {
            this.revision = revision;
            this.transport = transport;
            this.carrier = carrier;
        }

        TestSettings settings() {
            return TestSettings.DEFAULT.withRevision(revision).withTransport(transport);
        }

        boolean isStateless() {
            return !revision.hasHandshake();
        }
    }

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
