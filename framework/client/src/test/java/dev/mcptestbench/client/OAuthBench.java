package dev.mcptestbench.client;

import dev.mcptestbench.auth.MockAuthServer;
import dev.mcptestbench.auth.MockProtectedResource;
import dev.mcptestbench.auth.UserAgent;
import dev.mcptestbench.client.auth.OAuthSettings;
import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;

/** A guarded mock server, its authorization server, a user, and clients; on one clock and one journal. */
final class OAuthBench implements AutoCloseable {

    final TestClock clock = new TestClock();
    final Journal journal = new Journal(clock);
    final NotificationBus bus = new NotificationBus(journal, clock);
    private final Revision revision;
    final MockAuthServer auth;
    final MockProtectedResource resource;
    final MockMcpServer server;
    final UserAgent user = UserAgent.start();
    final ManagedClients clients;

    OAuthBench() {
        this(Revision.V2025_11_25);
    }

    OAuthBench(Revision revision) {
        this.revision = revision;
        auth = issuer("auth");
        resource = MockProtectedResource.builder()
                .revision(revision)
                .trusting(auth)
                .guard();
        server = MockMcpServer.builder()
                .clock(clock)
                .journal(journal)
                .guardedBy(resource)
                .start();
        server.tool("echo").returns(dev.mcptestbench.Mcp.text("hi"));
        clients = ManagedClients.of(server::endpoint, journal, clock, TestSettings.DEFAULT.withRevision(revision), bus);
    }

    private MockAuthServer issuer(String name) {
        return MockAuthServer.builder()
                .name(name)
                .revision(revision)
                .clock(clock)
                .journal(journal)
                .start();
    }

    /** Another issuer of the same revision, which nobody trusts yet; to be closed by whoever asks for it. */
    MockAuthServer otherIssuer() {
        return issuer("other");
    }

    OAuthSettings oauth() {
        return OAuthSettings.DEFAULT.withBrowser(user);
    }

    ManagedClient client() {
        return client(oauth());
    }

    ManagedClient client(OAuthSettings oauth) {
        return client("client", oauth);
    }

    ManagedClient client(String name, OAuthSettings oauth) {
        return clients.add(name, ClientSettings.DEFAULT.withOAuth(oauth));
    }

    @Override
    public void close() {
        clients.close();
        bus.close();
        user.close();
        server.close();
        resource.close();
        auth.close();
        clock.close();
    }
}
