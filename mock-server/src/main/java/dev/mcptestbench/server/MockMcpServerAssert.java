package dev.mcptestbench.server;

import java.time.Duration;
import org.apiguardian.api.API;

/** Assertions on what a mock server received and sent. They read its journal and never change it. */
@API(status = API.Status.EXPERIMENTAL)
public final class MockMcpServerAssert extends TrafficAssert<MockMcpServerAssert, MockMcpServer> {

    MockMcpServerAssert(MockMcpServer actual) {
        this(actual, Duration.ZERO);
    }

    private MockMcpServerAssert(MockMcpServer actual, Duration patience) {
        super(actual, MockMcpServerAssert.class, actual.traffic(), patience);
    }

    @Override
    protected MockMcpServerAssert with(Duration changed) {
        return new MockMcpServerAssert(actual, changed);
    }
}
