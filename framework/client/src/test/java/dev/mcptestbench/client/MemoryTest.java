package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.connection;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.internalError;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.script.Carrier.MEMORY;
import static dev.mcptestbench.script.Carrier.STREAMABLE_HTTP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.notification.NotificationBus;
import dev.mcptestbench.client.transport.MalformedReplyException;
import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Managed clients of a mock server in the same JVM, without a socket. */
class MemoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock();
    private final Journal journal = new Journal(clock);
    private final NotificationBus bus = new NotificationBus(journal, clock);
    private final MockMcpServer server = MockMcpServer.builder()
            .carriers(MEMORY)
            .clock(clock)
            .journal(journal)
            .start();
    private final ManagedClients clients =
            ManagedClients.of(server::endpoint, journal, clock, TestSettings.DEFAULT.withTransport("memory"), bus);

    @AfterEach
    void close() {
        clients.close();
        bus.close();
        server.close();
        clock.close();
    }

    @Test
    void callsAndHearsNotifications() {
        server.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));
        ManagedClient client = clients.add("client");

        assertThat(client.callTool("index", Map.of("path", "/src"))).succeeded().hasText("42 files");

        assertThat(client.notifications()).progressValues().containsExactly(0.5, 1.0);
        server.send(logging(INFO, "hello"));
        assertThat(journal.await(
                        () -> journal.entries(JournalEntry.NotificationHeard.class).stream()
                                .anyMatch(
                                        heard -> "hello".equals(heard.message().at("data"))),
                        PATIENCE))
                .isTrue();
        assertThat(server)
                .received(toolCall("index").with("path", "/src"))
                .once()
                .from("client");
        assertThat(server).hasNoProtocolViolations();
    }

    @Test
    void opensNoPort() {
        assertThat(server.endpoint().url()).hasToString("memory:server");
        assertThatThrownBy(server::url).hasMessageContaining("is not served over streamable HTTP");
        assertThatThrownBy(server::stdioCommand).hasMessageContaining("is not served over stdio");
    }

    @Test
    void aConnectionThatBreaksIsMadeAnew() {
        server.tool("index").returns(text("done"));
        server.on(toolCall("index")).first().closeConnection();
        ManagedClient client = clients.add("client");

        assertThat(client.callTool("index", Map.of()).isSuccess()).isFalse();

        assertThat(client).eventually(PATIENCE).is(CONNECTED);
        assertThat(client.callTool("index", Map.of())).succeeded();
        assertThat(server).received(dev.mcptestbench.Mcp.initialize()).times(2);
    }

    @Test
    void faultsWorkAtTheirPositions() {
        server.tool("index").sends(progress(1), progress(2)).returns(text("done"));
        server.on(toolCall("index")).nth(1).after(progressEvents(1)).does(new Fault.Duplicate());
        server.on(toolCall("index")).nth(2).failWith(internalError("boom"));
        server.on(toolCall("index")).nth(3).respondWith("result.content.0.text", "changed");
        server.on(toolCall("index")).nth(4).after(events(2)).insert("{no JSON");
        ManagedClient client = clients.add("client");

        assertThat(client.callTool("index", Map.of())).succeeded();
        assertThat(client.notifications()).progressValues().containsExactly(1.0, 1.0, 2.0);
        assertThat(client.callTool("index", Map.of()).isSuccess()).isFalse();
        assertThat(client.callTool("index", Map.of())).hasText("changed");
        assertThat(client.callTool("index", Map.of())).failedWith(MalformedReplyException.class);
        assertThat(client.callTool("index", Map.of())).succeeded().hasText("done");
        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @Test
    void delaysAndThrottlesFollowTheTestClock() {
        server.tool("index").returns(text("done"));
        server.on(toolCall("index")).nth(1).delay(Duration.ofSeconds(5));
        server.on(toolCall("index")).nth(2).throttle(10);
        ManagedClient client = clients.add("client").connect();
        clock.advance(Duration.ZERO);

        // In memory a call has been taken, and whatever delays it is on the clock, when this returns.
        CompletableFuture<CallOutcome> first =
                client.startTool("index", Map.of()).ending().toCompletableFuture();
        clock.advance(Duration.ofSeconds(4));
        assertThat(first).isNotDone();
        clock.advance(Duration.ofSeconds(1));
        assertThat(first.join()).succeeded();
        CompletableFuture<CallOutcome> second =
                client.startTool("index", Map.of()).ending().toCompletableFuture();
        clock.advance(Duration.ofSeconds(5));
        assertThat(second).isNotDone();
        clock.advance(Duration.ofSeconds(5));
        assertThat(second.join()).succeeded();
    }

    @Test
    void aServerMayBeSlowToLetClientsIn() {
        server.on(connection()).delay(Duration.ofMillis(30));

        assertThat(clients.add("client").connect().state()).isEqualTo(CONNECTED);
        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @Test
    void manyClientsCallAtOnceAndKeepTheirOrder() {
        server.tool("count").sends(progress(1), progress(2), progress(3)).answers(call -> text("n"));
        List<CompletableFuture<CallOutcome>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ManagedClient client = clients.add("client-" + i);
            calls.add(CompletableFuture.supplyAsync(() -> client.callTool("count", Map.of())));
        }

        calls.forEach(call -> assertThat(call.join()).succeeded());

        for (int i = 0; i < 50; i++) {
            assertThat(clients.get("client-" + i).notifications())
                    .progressValues()
                    .containsExactly(1.0, 2.0, 3.0);
        }
    }

    @Test
    void aServerThatIsNotThereIsToldWithTheRemedy() {
        try (MockMcpServer other =
                MockMcpServer.builder().carriers(STREAMABLE_HTTP).name("far").start()) {
            ManagedClient client = clients.add("lost", other.endpoint());

            assertThatThrownBy(client::connect)
                    .hasMessageContaining("The server \"far\" cannot be reached in memory")
                    .hasMessageContaining("Choose another transport");
        }
        assertThatThrownBy(() -> server.on(toolCall("a")).exitProcess(1))
                .hasMessageContaining("only stdio has a process");
    }

    @Test
    void leavingEndsTheSession() {
        ManagedClient client = clients.add("client").connect();
        clients.close();

        assertThat(journal.entries(JournalEntry.SessionChanged.class))
                .last()
                .satisfies(changed -> assertThat(changed.what()).isEqualTo("lost with its connection"));
        assertThat(client.state()).isEqualTo(dev.mcptestbench.Mcp.CLOSED);
    }
}
