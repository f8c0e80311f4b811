package dev.mcptestbench.plugin;

import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
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
 * @param sse where it opens the event stream of HTTP+SSE, or {@code null} if that is at {@code url}, if anywhere
 * @param command the command line that starts it as a child process which speaks stdio, asked for at each start; or
 *     {@code null} if it cannot be started so
 * @param credentials what its requests over HTTP are to carry, or {@code null} for nothing
 */
@API(status = API.Status.EXPERIMENTAL)
public record McpEndpoint(
        String name,
        URI url,
        @Nullable SSLContext trust,
        @Nullable InMemoryServer memory,
        @Nullable URI sse,
        @Nullable Supplier<List<String>> command,
        @Nullable Credentials credentials) {

    /** An endpoint without credentials. */
    public McpEndpoint(
            String name,
            URI url,
            @Nullable SSLContext trust,
            @Nullable InMemoryServer memory,
            @Nullable URI sse,
            @Nullable Supplier<List<String>> command) {
        this(name, url, trust, memory, sse, command, null);
    }

    /** An endpoint on a network. */
    public McpEndpoint(String name, URI url, @Nullable SSLContext trust) {
        this(name, url, trust, null, null, null);
    }

    /**
     * An endpoint in the open, or with a certificate that the JVM trusts. Its scheme may choose the transport: by a name and a
     * plus before {@code http} or {@code https}, such as {@code sse+http://127.0.0.1:8080/sse}, or as the name of one that brings
     * URIs of its own.
     */
    public static McpEndpoint of(URI url) {
        return new McpEndpoint(String.valueOf(url.getHost()), url, null);
    }

    /**
     * A server that is started as a child process and speaks stdio; each of its clients starts one of its own.
     *
     * @param command the program and its arguments; the program's name becomes that of the server
     * @throws IllegalArgumentException if there is none
     */
    public static McpEndpoint ofCommand(String... command) {
        if (command.length == 0) {
            throw new IllegalArgumentException(
                    "A server that is started needs a command: the program and its arguments");
        }
        List<String> line = List.of(command);
        return ofCommand(line.get(0), () -> line);
    }

    /**
     * A server of that name that is started as a child process and speaks stdio; see {@link #ofCommand(String...)}.
     *
     * @param command gives the program and its arguments; asked at each start
     */
    public static McpEndpoint ofCommand(String name, Supplier<List<String>> command) {
        return new McpEndpoint(name, URI.create("stdio:server"), null, null, null, command);
    }

    /** The same without the name of a transport that stands in the scheme of its URL before a plus. */
    public McpEndpoint withoutTransport() {
        int plus = String.valueOf(url.getScheme()).indexOf('+');
        return plus < 0
                ? this
                : new McpEndpoint(
                        name, URI.create(url.toString().substring(plus + 1)), trust, memory, sse, command, credentials);
    }

    /** The same with credentials for requests over HTTP. */
    public McpEndpoint withCredentials(Credentials changed) {
        return new McpEndpoint(name, url, trust, memory, sse, command, changed);
    }

    /** Whether it is started by its command, and reached in no other way. */
    public boolean isOnlyStarted() {
        boolean network = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        return command != null && memory == null && sse == null && !network;
    }

    /** Something that is an MCP server, mock or real. */
    @API(status = API.Status.EXPERIMENTAL)
    public interface Provider {

        /** Where clients find it. */
        McpEndpoint endpoint();
    }
}
