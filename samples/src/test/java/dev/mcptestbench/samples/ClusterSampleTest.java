package dev.mcptestbench.samples;

import static dev.mcptestbench.Mcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.CallOutcome;
import dev.mcptestbench.client.ManagedClient;
import dev.mcptestbench.junit.McpIntegrationTest;
import dev.mcptestbench.server.cluster.MockMcpCluster;
import dev.mcptestbench.server.cluster.Routing;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@McpIntegrationTest
class ClusterSampleTest {

    @Test
    void findsAnotherNodeWhenItsOwnDies(MockMcpCluster cluster, ManagedClient client) {
        cluster.tool("index").returns(text("42 files"));
        client.callTool("index", Map.of());

        cluster.node(1).kill();

        assertThat(client.callTool("index", Map.of())).succeeded().hasText("42 files");
        assertThat(cluster.node(1)).received(toolCall("index")).once();
        assertThat(cluster).received(initialize()).times(2);
    }

    @Test
    void resumesTheStreamAtAnotherNode(MockMcpCluster cluster, ManagedClient client) {
        cluster.sharesSessions();
        cluster.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));
        cluster.on(toolCall("index")).first().after(progressEvents(1)).crash();

        CallOutcome outcome = client.callTool("index", Map.of());

        assertThat(outcome).succeeded().hasText("42 files");
        assertThat(client.notifications()).progressValues().containsExactly(0.5, 1.0);
        assertThat(cluster).received(toolCall("index")).once().servedBy("cluster-1");
        assertThat(cluster).received(streamResumption()).servedBy("cluster-2", "cluster-3");
        assertThat(cluster).lostNoRequest();
    }

    @Test
    void survivesABalancerThatKnowsNoSessions(MockMcpCluster cluster, ManagedClient client) {
        cluster.scaleTo(2).routes(Routing.ROUND_ROBIN).sharesSessions();
        cluster.tool("index").returns(text("42 files"));
        cluster.node(2).slow(fixed(Duration.ofMillis(5)));

        assertThat(client.callInParallel(10, "index", Map.of())).allSucceeded();

        assertThat(cluster.node(1)).received(toolCall("index")).atLeast(4);
        assertThat(cluster.node(2)).received(toolCall("index")).atLeast(4);
    }
}
