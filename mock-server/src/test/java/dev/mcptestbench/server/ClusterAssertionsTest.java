package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;

import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.server.cluster.ClusterNode;
import dev.mcptestbench.server.cluster.MockMcpCluster;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each assertion of a cluster once as it passes and once as it fails; the texts of failure stand in golden files. */
class ClusterAssertionsTest {

    private final MockMcpCluster cluster = MockMcpCluster.start(2);

    @AfterEach
    void close() {
        cluster.close();
    }

    private static void fails(String golden, org.assertj.core.api.ThrowableAssert.ThrowingCallable claim) {
        ServerAssertionsTest.fails("cluster-" + golden, claim);
    }

    @Test
    void saysWhichNodeServed() {
        cluster.tool("forecast").returns(text("sunny"));
        Peer peer = Peer.connected(cluster, "weather");
        peer.call("forecast", Map.of());

        assertThat(cluster).received(toolCall("forecast")).once().servedBy("cluster-1");
        then(cluster.node(1)).received(toolCall("forecast"));
        fails(
                "served-by",
                () -> assertThat(cluster).received(toolCall("forecast")).servedBy("cluster-2"));
        fails("received-nothing", () -> assertThat(cluster).received(toolCall("search")));
        fails("node-received-nothing", () -> assertThat(cluster.node(2)).received(toolCall("forecast")));
        fails("node-never-received", () -> assertThat(cluster.node(1)).neverReceived(toolCall("forecast")));
    }

    @Test
    void countsSessions() {
        Peer.connected(cluster, "one");
        Peer.connected(cluster, "two");
        Peer.connected(cluster, "three");

        assertThat(cluster).openedSessions(2, 1);
        fails("opened-sessions", () -> assertThat(cluster).openedSessions(1, 1, 1));
    }

    @Test
    void findsLostRequests() {
        cluster.tool("forecast").returns(text("sunny"));
        cluster.on(toolCall("forecast")).nth(2).closeConnection();
        Peer peer = Peer.connected(cluster, "weather");
        peer.call("forecast", Map.of());
        assertThat(cluster).lostNoRequest();

        CompletableFuture<Peer.Reply> lost = peer.callAsync("forecast", Map.of());

        assertThat(lost).failsWithin(java.time.Duration.ofSeconds(20));
        fails("lost-request", () -> assertThat(cluster).lostNoRequest());
    }

    @Test
    void saysHowANodeIs() {
        cluster.node(2).kill();

        assertThat(cluster.node(2)).is(ClusterNode.State.DOWN);
        assertThat(cluster.node(1)).is(ClusterNode.State.UP);
        fails("node-state", () -> assertThat(cluster.node(2)).is(ClusterNode.State.DRAINING));
    }

    @Test
    void expectsItsRulesToFire() {
        cluster.on(toolCall("search")).first().crash();
        cluster.node(2).on(toolCall("search")).nth(2).crash();

        assertThat(cluster.unmetExpectations(TestSettings.DEFAULT))
                .hasSize(2)
                .allMatch(text -> text.contains("never fired"));
    }
}
