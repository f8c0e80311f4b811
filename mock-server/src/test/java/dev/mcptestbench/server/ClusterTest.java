package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolsChanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.server.RawCall.End;
import dev.mcptestbench.server.cluster.ClusterNode.State;
import dev.mcptestbench.server.cluster.MockMcpCluster;
import dev.mcptestbench.server.cluster.Routing;
import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients see of a cluster whose nodes come and go. */
@Timeout(60)
class ClusterTest {

    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":50,\"method\":\"tools/call\",\"params\":{\"name\":\"index\","
                    + "\"_meta\":{\"progressToken\":\"p\"}}}";

    private final MockMcpCluster cluster = MockMcpCluster.start(3);

    ClusterTest() {
        cluster.tool("index").sends(progress(0.5), progress(1)).returns(text("done"));
        for (int i = 1; i <= 3; i++) {
            cluster.node(i).tool("where").returns(text("node " + i));
        }
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private static String where(Peer peer) {
        return String.valueOf(peer.call("where", Map.of()).at("content.0.text"));
    }

    // ── routing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void keepsASessionAtItsNodeByDefault() {
        Peer one = Peer.connected(cluster, "one");
        Peer two = Peer.connected(cluster, "two");

        assertThat(where(one)).isEqualTo("node 1").isEqualTo(where(one));
        assertThat(where(two)).isEqualTo("node 2").isEqualTo(where(two));
        assertThat(cluster).openedSessions(1, 1, 0).lostNoRequest().hasNoProtocolViolations();
        assertThat(cluster).received(toolCall("where")).times(4).servedBy("cluster-1", "cluster-2");
        assertThat(cluster.node(2)).received(toolCall("where")).times(2).from("two");
        assertThat(cluster.node(3)).neverReceived(toolCall());
    }

    @Test
    void answers404WhereASessionIsNotKnown() {
        Peer peer = Peer.connected(cluster);
        cluster.routes(Routing.ROUND_ROBIN);

        List<Integer> statuses = List.of(
                peer.call("where", Map.of()).status(),
                peer.call("where", Map.of()).status(),
                peer.call("where", Map.of()).status());

        assertThat(statuses).containsExactlyInAnyOrder(200, 404, 404);
        assertThat(cluster).hasNoProtocolViolations();
    }

    @Test
    void servesASessionAtEachNodeWhereTheyAreShared() {
        cluster.sharesSessions().routes(Routing.ROUND_ROBIN);
        Peer peer = Peer.connected(cluster);

        assertThat(List.of(where(peer), where(peer), where(peer)))
                .containsExactlyInAnyOrder("node 1", "node 2", "node 3");
        assertThat(cluster.node(1).sessionIds())
                .isEqualTo(cluster.node(3).sessionIds())
                .hasSize(1);
        assertThat(cluster).lostNoRequest().hasNoProtocolViolations();
    }

    @Test
    void givesEachConnectionANodeOfItsOwn() throws Exception {
        cluster.sharesSessions();
        Peer peer = Peer.connected(cluster);
        cluster.routes(Routing.BY_CONNECTION);

        try (RawCall one = new RawCall(cluster);
                RawCall two = new RawCall(cluster)) {
            String call = CALL.replace("index", "where");
            String first = one.post(peer, call).readUntil("\"node ") + one.readUntil("\"");
            String again = one.post(peer, call.replace("50", "51")).readUntil("\"node ") + one.readUntil("\"");
            String other = two.post(peer, call.replace("50", "52")).readUntil("\"node ") + two.readUntil("\"");

            assertThat(first.substring(first.length() - 2)).isEqualTo(again.substring(again.length() - 2));
            assertThat(other.substring(other.length() - 2)).isNotEqualTo(first.substring(first.length() - 2));
        }
    }

    @Test
    void answers503WhenNoNodeIsUp() {
        Peer peer = Peer.connected(cluster);
        cluster.nodes().forEach(node -> node.kill());

        assertThat(peer.call("where", Map.of()).status()).isEqualTo(503);

        cluster.node(2).revive();
        assertThat(Peer.connected(cluster).call("where", Map.of()).status()).isEqualTo(200);
    }

    // ── killed ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void cutsOffWhatAKilledNodeAnswersAndNothingElse() throws Exception {
        Gate gate = new Gate();
        cluster.on(toolCall("index")).after(progressEvents(1)).hold(gate);
        Peer one = Peer.connected(cluster, "one");
        Peer two = Peer.connected(cluster, "two");
        try (RawCall first = new RawCall(cluster);
                RawCall second = new RawCall(cluster);
                RawCall standing = new RawCall(cluster)) {
            first.post(one, CALL).readUntil("\"progress\":0.5");
            second.post(two, CALL).readUntil("\"progress\":0.5");
            standing.get(one, "").readUntil("\r\n\r\n");

            cluster.node(1).kill();

            assertThat(first.readFor(20_000).end()).isEqualTo(End.RST);
            assertThat(standing.readFor(20_000).end()).isEqualTo(End.RST);
            gate.open();
            second.readUntil("\"done\"");
        }
        assertThat(one.call("where", Map.of()).status()).isEqualTo(404);
        assertThat(where(two)).isEqualTo("node 2");
        assertThat(cluster.node(1)).is(State.DOWN);
        assertThat(cluster).hasNoProtocolViolations();
    }

    @Test
    void resumesAStreamAtAnotherNodeWhereSessionsAreShared() throws Exception {
        cluster.sharesSessions();
        Gate gate = new Gate();
        cluster.on(toolCall("index")).first().after(progressEvents(1)).hold(gate);
        Peer peer = Peer.connected(cluster);
        String lastEventId;
        try (RawCall call = new RawCall(cluster)) {
            String head = call.post(peer, CALL).readUntil("\"progress\":0.5");
            lastEventId = head.substring(head.lastIndexOf("id: ") + 4, head.indexOf('\n', head.lastIndexOf("id: ")));
            cluster.node(1).kill();
            assertThat(call.readFor(20_000).end()).isEqualTo(End.RST);
        }
        Peer.Reply rest = peer.resume(lastEventId);

        assertThat(rest.messages()).hasSize(2);
        assertThat(rest.last().at("content.0.text")).isEqualTo("done");
        assertThat(cluster)
                .received(streamResumption())
                .once()
                .servedBy("cluster-2")
                .withLastEventIdOf(progress(0.5));
        assertThat(cluster).lostNoRequest();
    }

    @Test
    void killsTheNodeThatServesARequestOnCue() throws Exception {
        cluster.on(toolCall("index")).first().after(progressEvents(1)).crash();
        Peer peer = Peer.connected(cluster);
        try (RawCall call = new RawCall(cluster)) {
            assertThat(call.post(peer, CALL).readFor(20_000).end()).isEqualTo(End.RST);
        }
        assertThat(cluster.node(1)).eventually(Duration.ofSeconds(20)).is(State.DOWN);
        assertThat(peer.call("index", Map.of()).status()).isEqualTo(404);

        Peer anew = Peer.connected(cluster);
        assertThat(anew.call("index", Map.of()).at("content.0.text")).isEqualTo("done");
        assertThat(cluster).received(initialize()).times(2).servedBy("cluster-1", "cluster-3");
    }

    @Test
    void revivesWithoutSessions() {
        Peer peer = Peer.connected(cluster);
        cluster.node(1).kill();
        cluster.node(1).revive();
        cluster.node(2).kill();
        cluster.node(3).kill();

        assertThat(peer.call("where", Map.of()).status()).isEqualTo(404);
        assertThat(where(Peer.connected(cluster))).isEqualTo("node 1");
    }

    // ── drained, slowed, scaled ─────────────────────────────────────────────────────────────────────────────────────

    @Test
    void drainsWhatItHasAndLeaves() throws Exception {
        Gate gate = new Gate();
        cluster.on(toolCall("index")).after(progressEvents(1)).hold(gate);
        Peer peer = Peer.connected(cluster, "one");
        try (RawCall call = new RawCall(cluster);
                EventLines standing = peer.stand()) {
            call.post(peer, CALL).readUntil("\"progress\":0.5");

            cluster.node(1).drain();

            assertThat(cluster.node(1)).is(State.DRAINING);
            assertThat(where(Peer.connected(cluster, "two"))).isEqualTo("node 2");
            assertThat(where(Peer.connected(cluster, "three"))).isEqualTo("node 3");
            assertThat(where(peer)).isEqualTo("node 1");
            gate.open();
            assertThat(call.readUntil("0\r\n\r\n")).contains("\"done\"");
            assertThat(standing.next()).isNull();
        }
        assertThat(cluster.node(1)).eventually(Duration.ofSeconds(20)).is(State.DOWN);
        assertThat(peer.call("where", Map.of()).status()).isEqualTo(404);
        assertThat(cluster).lostNoRequest().openedSessions(1, 1, 1);
    }

    @Test
    void slowsANodeOnTheTestClock() throws Exception {
        TestClock clock = new TestClock();
        try (MockMcpCluster slow =
                MockMcpCluster.builder().nodes(2).clock(clock).start()) {
            slow.tool("where").returns(text("there"));
            Peer peer = Peer.connected(slow);
            slow.node(1).slow(fixed(Duration.ofMinutes(1)));

            CompletableFuture<Peer.Reply> call = peer.callAsync("where", Map.of());
            assertThat(slow).eventually(Duration.ofSeconds(20)).received(toolCall("where"));
            assertThat(call).isNotDone();
            clock.advance(Duration.ofMinutes(1));

            assertThat(call.get(20, TimeUnit.SECONDS).at("content.0.text")).isEqualTo("there");
            slow.node(1).recover();
            assertThat(peer.call("where", Map.of()).status()).isEqualTo(200);
        } finally {
            clock.close();
        }
    }

    @Test
    void scalesUpAndDown() {
        cluster.scaleTo(4);
        cluster.routes(Routing.ROUND_ROBIN).sharesSessions();
        Peer peer = Peer.connected(cluster);
        for (int i = 0; i < 4; i++) {
            assertThat(peer.call("index", Map.of()).status()).isEqualTo(200);
        }
        assertThat(cluster.node(4)).received(toolCall("index")).once();

        cluster.scaleTo(1);
        assertThat(where(peer)).isEqualTo("node 1").isEqualTo(where(peer));
        assertThat(cluster.nodes()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.node(2))
                .withMessage("There is no node 2: they are numbered from 1 to 1. Make more with scaleTo(2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.scaleTo(0))
                .withMessage("A cluster has at least one node, not 0");
    }

    @Test
    void anyNodeTakesWhatAnotherAskedAModernClient() {
        cluster.tool("greet")
                .answers(
                        call -> text("Hello " + call.ask("roots/list", Map.of()).size()));
        for (boolean shared : new boolean[] {false, true}) {
            if (shared) {
                cluster.sharesSessions();
            }
            ModernPeer peer = new ModernPeer(cluster).able(Map.of("roots", Map.of()));
            Message call = peer.callMessage("greet", Map.of());
            Message needy = peer.send(call).last();
            String key = ((Map<?, ?>) needy.result().get("inputRequests"))
                    .keySet()
                    .iterator()
                    .next()
                    .toString();
            Map<String, Object> retry = Map.of(
                    "name",
                    "greet",
                    "arguments",
                    Map.of(),
                    "requestState",
                    needy.at("requestState"),
                    "inputResponses",
                    Map.of(key, Map.of("roots", List.of())));

            assertThat(peer.request("tools/call", retry).at("content.0.text")).isEqualTo("Hello 1");
        }
        assertThat(cluster).received(toolCall("greet")).times(4).servedBy("cluster-1", "cluster-2", "cluster-3");
        assertThat(cluster).hasNoProtocolViolations();
    }

    // ── scripted ────────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void countsARuleOfTheClusterOverAllNodesAndThatOfANodeThere() {
        cluster.play(Scenario.named("busy").build());
        cluster.on(toolCall("index")).first().status(503);
        cluster.node(2).on(toolCall("index")).first().status(429);
        Peer one = Peer.connected(cluster, "one");
        Peer two = Peer.connected(cluster, "two");

        assertThat(one.call("index", Map.of()).status()).isEqualTo(503);
        assertThat(one.call("index", Map.of()).status()).isEqualTo(200);
        assertThat(two.call("index", Map.of()).status()).isEqualTo(429);
        assertThat(two.call("index", Map.of()).status()).isEqualTo(200);
        assertThat(cluster.journal().entries(JournalEntry.RuleFired.class))
                .extracting(JournalEntry.RuleFired::server)
                .containsExactly("cluster", "cluster-2");
    }

    @Test
    void tellsSharedSessionsOfAChangeOnce() {
        cluster.sharesSessions();
        Peer peer = Peer.connected(cluster);
        try (EventLines standing = peer.stand()) {
            cluster.resource("file:///new.txt", "new");
            cluster.send(toolsChanged());

            assertThat(standing.next().method()).isEqualTo("notifications/resources/list_changed");
            assertThat(standing.next().method()).isEqualTo("notifications/tools/list_changed");
        }
        assertThat(cluster).sent(toolsChanged()).times(1);
    }

    @Test
    void refusesToShareSessionsThatThereAre() {
        Peer.connected(cluster);

        assertThatIllegalStateException()
                .isThrownBy(cluster::sharesSessions)
                .withMessageStartingWith("There are sessions already");
    }
}
