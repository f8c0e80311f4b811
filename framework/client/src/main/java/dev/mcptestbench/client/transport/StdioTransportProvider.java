package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.time.TestClock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/** Brings stdio: each transport starts a process of its own. */
@API(status = API.Status.INTERNAL)
public final class StdioTransportProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public StdioTransportProvider() {}

    @Override
    public Set<String> names() {
        return Set.of(Carrier.STDIO.word());
    }

    @Override
    public MessageTransport open(String name, McpEndpoint endpoint, TestClock clock) {
        Supplier<List<String>> command = endpoint.command();
        if (command == null) {
            throw new IllegalArgumentException("The server \"" + endpoint.name()
                    + "\" cannot be started: nobody knows its command. Name it by McpEndpoint.ofCommand(…), or choose"
                    + " another transport for its clients");
        }
        return new StdioTransport(command.get(), clock);
    }
}
