package dev.mcptestbench.wiremock;

import com.github.tomakehurst.wiremock.extension.Parameters;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.extension.ServeEventListener;
import com.github.tomakehurst.wiremock.extension.StubLifecycleListener;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one place where WireMock calls us: for answers to what only our own stub matches, and to tell of all else that it
 * serves. Thread-safe; called on WireMock's threads, which may be blocked.
 */
final class TestbenchExtension implements ResponseDefinitionTransformerV2, ServeEventListener, StubLifecycleListener {

    private final AtomicReference<@Nullable WireMockWire> hosted = new AtomicReference<>();
    private volatile @Nullable Traffic unhosted;

    @Override
    public String getName() {
        return "mcp-testbench";
    }

    /** For both transformer and listener: what is none of ours is left as it is, and told of. */
    @Override
    public boolean applyGlobally() {
        return true;
    }

    /** Tells this traffic of what is served while nothing is hosted. */
    void tellUnhosted(Traffic traffic) {
        unhosted = traffic;
    }

    /**
     * Hosts.
     *
     * @throws IllegalStateException if it does already
     */
    void host(WireMockWire wire) {
        if (!hosted.compareAndSet(null, wire)) {
            throw new IllegalStateException(
                    "This WireMockServer hosts an authorization server already: close that, or give this one a WireMockServer"
                            + " of its own");
        }
    }

    /** Hosts no more; says whether it did. */
    boolean leave(WireMockWire wire) {
        return hosted.compareAndSet(wire, null);
    }

    private boolean isOurs(ServeEvent event, @Nullable WireMockWire wire) {
        return wire != null && event.getWasMatched() && wire.isBoundBy(event.getStubMapping());
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
        WireMockWire wire = hosted.get();
        return wire != null && isOurs(event, wire)
                ? wire.traffic().answer(event.getRequest())
                : event.getResponseDefinition();
    }

    @Override
    public void afterMatch(ServeEvent event, Parameters parameters) {
        WireMockWire wire = hosted.get();
        Traffic traffic = wire == null ? unhosted : wire.traffic();
        if (traffic != null && !isOurs(event, wire)) {
            traffic.overhear(event);
        }
    }

    @Override
    public void beforeResponseSent(ServeEvent event, Parameters parameters) {
        WireMockWire wire = hosted.get();
        Traffic traffic = wire == null ? unhosted : wire.traffic();
        if (traffic != null) {
            traffic.overhearReply(event);
        }
    }

    @Override
    public void afterStubsReset() {
        WireMockWire wire = hosted.get();
        if (wire != null) {
            wire.bind();
        }
    }
}
