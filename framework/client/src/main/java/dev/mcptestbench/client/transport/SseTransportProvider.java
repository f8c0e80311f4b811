package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.time.TestClock;
import java.util.Set;
import org.apiguardian.api.API;

/** Brings HTTP+SSE. */
@API(status = API.Status.INTERNAL)
public final class SseTransportProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SseTransportProvider() {}

    @Override
    public Set<String> names() {
        return Set.of(Carrier.SSE.word());
    }

    @Override
    public MessageTransport open(String name, McpEndpoint endpoint, TestClock clock) {
        return new SseTransport(endpoint, clock);
    }

    @Override
    public MessageTransport openStateless(String name, McpEndpoint endpoint, TestClock clock) {
        throw new IllegalArgumentException("2026-07-28 is not spoken over HTTP+SSE, which it deprecates: choose"
                + " streamable-http for clients of that revision");
    }
}
