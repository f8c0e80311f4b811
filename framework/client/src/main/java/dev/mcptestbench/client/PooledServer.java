package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Circuit;
import dev.mcptestbench.plugin.McpEndpoint;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server of a pool: its clients, and the circuit breaker that they share. */
record PooledServer(
        Supplier<McpEndpoint> endpoint, @Nullable Circuit circuit, List<Member> members) {

    Circuit circuitOf(String pool) {
        if (circuit == null) {
            throw new IllegalStateException("Pool \"" + pool
                    + "\" has no circuit breakers: add them by opensCircuitAfter(failures(3)), for example");
        }
        return circuit;
    }
}
