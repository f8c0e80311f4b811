package dev.mcptestbench.server.proxy;

import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.ReplyListener;
import dev.mcptestbench.wire.WireCall;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The real server, and what else the front of a proxy needs. */
interface Upstream {

    /** Asks it; the listener hears of the reply, or why there is none. {@code null} if it could not even be asked. */
    @Nullable
    WireCall ask(HttpRequest request, ReplyListener reply);

    /** Its MCP endpoint. */
    URI url();

    /** Where clients find the proxy. */
    URI proxyUrl();

    /** The path of the MCP endpoint, the same at both. */
    default String path() {
        return url().getRawPath();
    }

    /** Breaks all connections of clients. */
    void dropAllStreams();

    /** Has the server die, as far as clients can see. */
    void crash();
}
