package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.accept;
import static dev.mcptestbench.Mcp.modelSays;
import static dev.mcptestbench.Mcp.rootsAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.Map;

/** Managed clients of a real server, on a clock that tests can advance. */
final class RealBench implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final TestClock clock;
    final Journal journal;
    final NotificationBus bus;
    final ManagedClients clients;

    RealBench(McpEndpoint server, String transport) {
        this(server, transport, new TestClock());
    }

    RealBench(McpEndpoint server, String transport, TestClock clock) {
        this.clock = clock;
        this.journal = new Journal(clock);
        this.bus = new NotificationBus(journal, clock);
        this.clients =
                ManagedClients.of(() -> server, journal, clock, TestSettings.DEFAULT.withTransport(transport), bus);
    }

    /** A client that can be asked everything. */
    ManagedClient client(Map<String, Object> form) {
        return clients.add("client")
                .onSampling(modelSays("blue"))
                .onElicitation(accept(form))
                .onRoots(rootsAt("file:///home/ada"))
                .connect();
    }

    /** Whether a notification of this method comes whose text, as JSON, has this in it. */
    boolean hears(ManagedClient client, String method, String what) {
        return journal.await(
                () -> client.notifications().all().stream()
                        .anyMatch(heard -> method.equals(heard.message().method())
                                && heard.message().toJson().contains(what)),
                PATIENCE);
    }

    /** A call that is given up leaves its client well. */
    void givesUp(ManagedClient client, String tool, Map<String, Object> arguments) {
        clock.advance(Duration.ZERO);
        StartedCall slow = client.startTool(tool, arguments);
        clock.advance(Duration.ofSeconds(20));
        assertThat(slow.outcome()).failedWith(CallTimeoutException.class);
        assertThat(client.checkHealth()).succeeded();
        assertThat(client).isConnected();
        assertThat(client.waiting()).isZero();
    }

    @Override
    public void close() {
        clients.close();
        bus.close();
        clock.close();
    }
}
