package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.LOGGING;
import static dev.mcptestbench.Mcp.connected;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.notification;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When things happen: gates, latency, notification streams, all of it on the test clock. */
class TimingTest {

    private final TestClock clock = new TestClock();
    private final Journal journal = new Journal(clock);
    private final MockMcpServer server =
            MockMcpServer.builder().clock(clock).journal(journal).start();

    @AfterEach
    void close() {
        server.close();
        clock.close();
    }

    @Test
    void holdsAReplyUntilTheTestOpensTheGate() throws Exception {
        Gate gate = new Gate();
        server.tool("echo").sends(progress(0.5)).returns(text("hi"));
        server.on(toolCall("echo")).after(events(1)).hold(gate);
        Peer peer = Peer.connected(server);
        try (EventLines call = peer.callStream("echo")) {
            assertThat(call.next().method()).isEqualTo("notifications/progress");
            assertThat(journal.entries(JournalEntry.RuleFired.class)).hasSize(1);
            assertThat(journal.entries(JournalEntry.MessageSent.class))
                    .noneMatch(sent -> sent.message().toString().equals("result #2"));

            gate.open();

            assertThat(call.next().at("content.0.text")).isEqualTo("hi");
        }
    }

    @Test
    void answersInReverseOrderOfArrival() throws Exception {
        server.tool("echo").answers(call -> text(call.string("n")));
        server.on(toolCall("echo")).holdUntilArrived(3).thenReplyInReverse();
        Peer peer = Peer.connected(server);
        List<CompletableFuture<Peer.Reply>> calls = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            calls.add(peer.callAsync("echo", Map.of("n", String.valueOf(i))));
            int held = i;
            assertThat(journal.await(
                            () -> journal.entries(JournalEntry.RuleFired.class).size() == held, Duration.ofSeconds(20)))
                    .isTrue();
        }
        for (CompletableFuture<Peer.Reply> call : calls) {
            call.get(20, TimeUnit.SECONDS);
        }

        assertThat(journal.entries(JournalEntry.MessageSent.class).stream()
                        .map(sent -> sent.message().at("content.0.text"))
                        .filter(java.util.Objects::nonNull))
                .containsExactly("3", "2", "1");
    }

    @Test
    void delaysOnTheTestClock() throws Exception {
        server.tool("slow").takes(fixed(Duration.ofHours(1))).returns(text("done"));
        server.tool("late").returns(text("late"));
        server.on(toolCall("late")).delay(Duration.ofMinutes(30));
        Peer peer = Peer.connected(server);
        clock.advance(Duration.ZERO);
        CompletableFuture<Peer.Reply> slow = peer.callAsync("slow", Map.of());
        CompletableFuture<Peer.Reply> late = peer.callAsync("late", Map.of());
        assertThat(server)
                .eventually(Duration.ofSeconds(20))
                .received(toolCall())
                .times(2);

        clock.advance(Duration.ofMinutes(31));
        assertThat(late.get(20, TimeUnit.SECONDS).at("content.0.text")).isEqualTo("late");
        assertThat(slow).isNotDone();

        clock.advance(Duration.ofMinutes(30));
        assertThat(slow.get(20, TimeUnit.SECONDS).at("content.0.text")).isEqualTo("done");
    }

    @Test
    void streamsNotificationsToWhomConnects() throws Exception {
        server.on(connected().from("listener")).send(logging(INFO, "tick {n} for {client}"), Duration.ofSeconds(1), 3);
        Peer listener = Peer.connected(server, "listener");
        Peer.connected(server, "other");
        try (EventLines standing = listener.stand()) {
            clock.advance(Duration.ofSeconds(3));

            assertThat(List.of(standing.next(), standing.next(), standing.next()))
                    .extracting(message -> message.at("data"))
                    .containsExactly("tick 1 for listener", "tick 2 for listener", "tick 3 for listener");
        }
        assertThat(server).sent(notification(LOGGING)).times(3).onTheStreamOf(standingStream());
    }

    @Test
    void sendsToOneClientOrToAll() throws Exception {
        Peer a = Peer.connected(server, "a");
        Peer b = Peer.connected(server, "b");
        try (EventLines ofA = a.stand();
                EventLines ofB = b.stand()) {
            server.sendTo("a", logging(INFO, "for a"));
            server.send(logging(INFO, "for all"));

            assertThat(ofA.next().at("data")).isEqualTo("for a");
            assertThat(ofA.next().at("data")).isEqualTo("for all");
            assertThat(ofB.next().at("data")).isEqualTo("for all");
        }
    }

    @Test
    void keepsTheOrderOfManyNotifications() throws Exception {
        Peer peer = Peer.connected(server);
        try (EventLines standing = peer.stand()) {
            for (int i = 0; i < 5_000; i++) {
                server.send(logging(INFO, i));
            }
            for (int i = 0; i < 5_000; i++) {
                assertThat(standing.next().at("data")).isEqualTo(i);
            }
        }
    }

    @Test
    void playsOneScenarioAtManyServers() {
        Scenario.Builder writing = Scenario.named("flaky");
        writing.tool("echo").returns(text("hi"));
        writing.on(toolCall("echo")).first().status(503);
        Scenario scenario = writing.build();
        try (MockMcpServer one = MockMcpServer.playing(scenario);
                MockMcpServer two = MockMcpServer.playing(scenario)) {
            for (MockMcpServer each : List.of(one, two)) {
                Peer peer = Peer.connected(each);
                assertThat(peer.call("echo", Map.of()).status()).isEqualTo(503);
                assertThat(peer.call("echo", Map.of()).at("content.0.text")).isEqualTo("hi");
            }
        }
    }

    @Test
    void resumesTheStandingStreamWhereItBroke() throws Exception {
        Peer peer = Peer.connected(server);
        String last;
        try (EventLines standing = peer.stand()) {
            server.send(logging(INFO, 1));
            assertThat(standing.next().at("data")).isEqualTo(1);
            last = standing.lastEventId();
            server.dropAllStreams();
        }
        server.send(logging(INFO, 2));

        try (EventLines resumed = peer.resumeStream(last)) {
            Message next = resumed.next();
            assertThat(next.at("data")).isEqualTo(2);
        }
    }
}
