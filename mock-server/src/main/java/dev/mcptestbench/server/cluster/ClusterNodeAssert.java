package dev.mcptestbench.server.cluster;

import dev.mcptestbench.server.TrafficAssert;
import java.time.Duration;
import org.apiguardian.api.API;

/** Assertions on what one node of a cluster received and sent, and on how it is. */
@API(status = API.Status.EXPERIMENTAL)
public final class ClusterNodeAssert extends TrafficAssert<ClusterNodeAssert, ClusterNode> {

    ClusterNodeAssert(ClusterNode actual) {
        this(actual, Duration.ZERO);
    }

    private ClusterNodeAssert(ClusterNode actual, Duration patience) {
        super(actual, ClusterNodeAssert.class, actual.traffic(), patience);
    }

    @Override
    protected ClusterNodeAssert with(Duration changed) {
        return new ClusterNodeAssert(actual, changed);
    }

    /** It is up, draining or down. */
    public ClusterNodeAssert is(ClusterNode.State state) {
        if (!traffic().journal().await(() -> actual.state() == state, patience())) {
            throw failure("%nExpected node %s to be %s, but it is %s.", actual.name(), state, actual.state());
        }
        return this;
    }
}
