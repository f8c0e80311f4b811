package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.InMemoryServer;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.time.TestClock;
import java.util.Set;
import org.apiguardian.api.API;

/** Brings connections in memory, to servers of the same JVM. */
@API(status = API.Status.INTERNAL)
public final class MemoryTransportProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MemoryTransportProvider() {}

    @Override
    public Set<String> names() {
        return Set.of(Carrier.MEMORY.word());
    }

    @Override
    public MessageTransport open(String name, McpEndpoint endpoint, TestClock clock) {
        InMemoryServer server = endpoint.memory();
        if (server == null) {
            throw new IllegalArgumentException(
                    "The server \"" + endpoint.name() + "\" cannot be reached in memory:"
                            + " it runs elsewhere, or was started for other carriers. Choose another transport for its clients");
        }
        return new MemoryTransport(endpoint, server);
    }
}
