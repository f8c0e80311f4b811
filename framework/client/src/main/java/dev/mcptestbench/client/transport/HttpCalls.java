package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.Credentials;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.HttpRequest;
import dev.mcptestbench.wire.ReplyListener;
import dev.mcptestbench.wire.WireClient;
import dev.mcptestbench.wire.WireClient.IfStale;
import dev.mcptestbench.wire.WireClientSettings;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The three kinds of request to one MCP endpoint, over connections of its own. Thread-safe. */
final class HttpCalls implements AutoCloseable {

    private static final byte[] NO_BODY = {};

    private final URI url;
    private final TestClock clock;
    private final WireClient wire;
    private final @Nullable Credentials credentials;
    private final AtomicBoolean closed = new AtomicBoolean();

    HttpCalls(McpEndpoint endpoint, TestClock clock) {
        this(endpoint, endpoint.url(), clock);
    }

    HttpCalls(McpEndpoint endpoint, URI url, TestClock clock) {
        this.url = url;
        this.clock = clock;
        WireClientSettings settings = WireClientSettings.defaults();
        this.wire = WireClient.open(endpoint.trust() == null ? settings : settings.withTrust(endpoint.trust()));
        this.credentials = endpoint.credentials();
        clock.restsWith(wire.restProbe());
    }

    URI url() {
        return url;
    }

    /**
     * Posts a message, with more headers than those of its session; one that met a stale connection is sent again only if that
     * cannot do harm.
     */
    HttpCall post(Message message, HttpSession session, Map<String, List<String>> more, ReplyListener listener) {
        Map<String, List<String>> headers = headers(Headers.JSON + ", " + Headers.EVENT_STREAM, session);
        headers.put(Headers.CONTENT_TYPE, List.of(Headers.JSON));
        headers.putAll(more);
        return start(new HttpRequest("POST", target(), headers, message.toBytes()), staleness(message), listener);
    }

    /** Opens an event stream, after the event if there is one. */
    HttpCall get(HttpSession session, String lastEventId, ReplyListener listener) {
        Map<String, List<String>> headers = headers(Headers.EVENT_STREAM, session);
        if (!lastEventId.isEmpty()) {
            headers.put(Headers.LAST_EVENT_ID, List.of(lastEventId));
        }
        return start(new HttpRequest("GET", target(), headers, NO_BODY), IfStale.SEND_AGAIN, listener);
    }

    /** Ends the session. */
    HttpCall delete(HttpSession session, ReplyListener listener) {
        Map<String, List<String>> headers = headers(Headers.JSON, session);
        return start(new HttpRequest("DELETE", target(), headers, NO_BODY), IfStale.SEND_AGAIN, listener);
    }

    private static Map<String, List<String>> headers(String accept, HttpSession session) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(Headers.ACCEPT, List.of(accept));
        session.addTo(headers);
        return headers;
    }

    /** Posts a message to another address of the same origin, as HTTP+SSE wants it. */
    HttpCall postTo(URI address, Message message, ReplyListener listener) {
        Map<String, List<String>> headers = headers(Headers.JSON, HttpSession.NONE);
        headers.put(Headers.CONTENT_TYPE, List.of(Headers.JSON));
        return start(
                new HttpRequest("POST", target(address), headers, message.toBytes()), staleness(message), listener);
    }

    private String target() {
        return target(url);
    }

    private static String target(URI address) {
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        return address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
    }

    private static IfStale staleness(Message message) {
        boolean repeatable = message.method() != null && RepeatableMethods.contain(message.method());
        return repeatable ? IfStale.SEND_AGAIN : IfStale.BREAK;
    }

    private HttpCall start(HttpRequest request, IfStale ifStale, ReplyListener listener) {
        Credentials.Attempt attempt = credentials == null ? null : credentials.forRequest(request.method(), url);
        HttpCall call = new HttpCall(wire, url, request, ifStale, attempt, listener);
        call.send();
        return call;
    }

    /** Breaks what is under way and closes the connections. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            clock.restsWithout(wire.restProbe());
            wire.close();
        }
    }
}
