package dev.mcptestbench.plugin;

import java.net.URI;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Where an MCP server is to be found. The managed clients of a test connect to the one that the test's server fixture
 * provides; they know no more of it.
 *
 * @param name the server's name in the test
 * @param url its MCP endpoint; a {@code memory:} URL that nothing can connect to where it is not served over HTTP
 * @param trust what trusts its certificate, or {@code null} for the JVM's default
 * @param memory where clients in this JVM reach it without a socket, or {@code null} if they cannot
 */
@API(status = API.Status.EXPERIMENTAL)
public record McpEndpoint(
        String name,
        URI url,
        @Nullable SSLContext trust,
        @Nullable InMemoryServer memory) {

    /** An endpoint on a network. */
    public McpEndpoint(String name, URI url, @Nullable SSLContext trust) {
        this(name, url, trust, null);
    }

    /** An endpoint in the open, or with a certificate that the JVM trusts. */
    public static McpEndpoint of(URI url) {
        return new McpEndpoint(String.valueOf(url.getHost()), url, null);
    }

    /** Something that is an MCP server, mock or real. */
    @API(status = API.Status.EXPERIMENTAL)
    public interface Provider {

        /** Where clients find it. */
        McpEndpoint endpoint();
    }
}
