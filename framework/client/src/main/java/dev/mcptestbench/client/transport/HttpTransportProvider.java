package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.plugin.TransportProvider;
import dev.mcptestbench.time.TestClock;
import java.util.Set;
import org.apiguardian.api.API;

/** Brings streamable HTTP. */
@API(status = API.Status.INTERNAL)
public final class HttpTransportProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public HttpTransportProvider() {}

    @Override
    public Set<String> names() {
        return Set.of(TestSettings.STREAMABLE_HTTP);
    }

    @Override
    public MessageTransport open(String name, McpEndpoint endpoint, TestClock clock) {
        return new StreamableHttpTransport(endpoint, clock);
    }

    @Override
    public MessageTransport openStateless(String name, McpEndpoint endpoint, TestClock clock) {
        return new StatelessHttpTransport(endpoint, clock);
    }
}
