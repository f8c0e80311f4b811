package dev.mcptestbench.server.cluster;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.server.TrafficAssert;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * Assertions on what a cluster received and sent, whichever node it was; {@code received(…).servedBy("cluster-2")} says
 * which. They read its journal and never change it.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class MockMcpClusterAssert extends TrafficAssert<MockMcpClusterAssert, MockMcpCluster> {

    private static final int MOST_TOLD = 5;

    MockMcpClusterAssert(MockMcpCluster actual) {
        this(actual, Duration.ZERO);
    }

    private MockMcpClusterAssert(MockMcpCluster actual, Duration patience) {
        super(actual, MockMcpClusterAssert.class, actual.traffic(), patience);
    }

    @Override
    protected MockMcpClusterAssert with(Duration changed) {
        return new MockMcpClusterAssert(actual, changed);
    }

    /** So many sessions were opened at each node, in the order of the nodes; those that are over count too. */
    public MockMcpClusterAssert openedSessions(int... perNode) {
        List<Integer> expected = Arrays.stream(perNode).boxed().toList();
        if (!traffic().journal().await(() -> List.copyOf(opened().values()).equals(expected), patience())) {
            Map<String, Integer> wanted = new LinkedHashMap<>();
            List<ClusterNode> nodes = actual.nodes();
            for (int i = 0; i < expected.size(); i++) {
                wanted.put(i < nodes.size() ? nodes.get(i).name() : "no node " + (i + 1), expected.get(i));
            }
            throw failure(
                    "%nExpected sessions to be opened as%n  %s%nbut they were opened as%n  %s",
                    told(wanted), told(opened()));
        }
        return this;
    }

    private static String told(Map<String, Integer> sessions) {
        return sessions.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private Map<String, Integer> opened() {
        Map<String, Integer> opened = new LinkedHashMap<>();
        actual.nodes().forEach(node -> opened.put(node.name(), 0));
        traffic().journal().entries(JournalEntry.SessionChanged.class).stream()
                .filter(changed -> changed.what().startsWith("opened"))
                .forEach(changed -> opened.computeIfPresent(changed.server(), (node, count) -> count + 1));
        return opened;
    }

    /**
     * To every request a response went out, be it on another stream or from another node, or a status of HTTP that
     * refuses it.
     */
    public MockMcpClusterAssert lostNoRequest() {
        if (!traffic().journal().await(() -> LostRequests.in(traffic()).lost().isEmpty(), patience())) {
            LostRequests requests = LostRequests.in(traffic());
            int lost = requests.lost().size();
            StringBuilder text = new StringBuilder();
            requests.lost().stream()
                    .limit(MOST_TOLD)
                    .forEach(arrived -> text.append("\n  #")
                            .append(arrived.number())
                            .append("  ")
                            .append(arrived.message())
                            .append(arrived.client() == null ? "" : " from client \"" + arrived.client() + "\"")
                            .append(", at ")
                            .append(arrived.server()));
            if (lost > MOST_TOLD) {
                text.append("\n  … and ").append(lost - MOST_TOLD).append(" more");
            }
            throw failure(
                    "%nExpected every request to be answered, but %s of %s got no response:%s",
                    lost, requests.all().size(), text);
        }
        return this;
    }
}
