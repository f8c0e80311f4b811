package dev.mcptestbench.server.proxy;

import dev.mcptestbench.server.TrafficAssert;
import java.time.Duration;
import org.apiguardian.api.API;

/** Assertions on what a proxy received from clients and sent to them. They read its journal and never change it. */
@API(status = API.Status.EXPERIMENTAL)
public final class FaultProxyAssert extends TrafficAssert<FaultProxyAssert, FaultProxy> {

    FaultProxyAssert(FaultProxy actual) {
        this(actual, Duration.ZERO);
    }

    private FaultProxyAssert(FaultProxy actual, Duration patience) {
        super(actual, FaultProxyAssert.class, actual.traffic(), patience);
    }

    @Override
    protected FaultProxyAssert with(Duration changed) {
        return new FaultProxyAssert(actual, changed);
    }
}
