package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.time.TestClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What streamable HTTP is in both eras (basic/transports#streamable-http): each message is a POST, each reply to one a
 * document or an event stream. Thread-safe.
 */
abstract sealed class HttpTransport implements MessageTransport
        permits StreamableHttpTransport, StatelessHttpTransport {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

    private final McpEndpoint endpoint;
    private final TestClock clock;
    private final HttpCalls http;
    private final Map<Object, PostedMessage> posted = new ConcurrentHashMap<>();
    private final Map<Object, ResponseStream> streams = new ConcurrentHashMap<>();
    private volatile @Nullable MessageListener listener;
    private volatile boolean closing;

    HttpTransport(McpEndpoint endpoint, TestClock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.http = new HttpCalls(endpoint, clock);
    }

    @Override
    public void start(MessageListener newListener) {
        listener = newListener;
    }

    /** Posts a message; done when the server has taken it. */
    final CompletionStage<Void> post(Message message) {
        if (closing) {
            return CompletableFuture.failedStage(
                    new ServerUnreachableException(message + " was not sent: the transport is closed", null));
        }
        HttpSession current = session();
        PostedMessage post = new PostedMessage(this, message, current);
        Object id = message.kind() == Message.Kind.REQUEST ? message.id() : null;
        if (id != null) {
            posted.put(id, post);
            post.taken().whenComplete((done, failure) -> posted.remove(id, post));
        }
        post.carriedBy(http.post(message, current, headersOf(message), post));
        return post.taken();
    }

    /** Nobody waits for the reply to this request any more: its connection is closed. */
    final void giveUp(@Nullable Object requestId) {
        if (requestId == null) {
            return;
        }
        PostedMessage post = posted.remove(requestId);
        if (post != null) {
            post.giveUp();
        }
        ResponseStream stream = streams.get(requestId);
        if (stream != null) {
            stream.cancel();
        }
    }

    /** Gives up whatever is under way, and takes nothing any more; {@code false} if that was so already. */
    final boolean giveUpAll() {
        synchronized (this) {
            if (closing) {
                return false;
            }
            closing = true;
        }
        posted.values().forEach(PostedMessage::giveUp);
        streams.values().forEach(ResponseStream::cancel);
        return true;
    }

    // ── where the eras differ ───────────────────────────────────────────────────────────────────────────────────────

    /** The session in use. */
    abstract HttpSession session();

    /** What the headers of a message say of it, besides those of the session. */
    abstract Map<String, List<String>> headersOf(Message message);

    /** Whether the reply to this message begins a session. */
    abstract boolean opensSession(Message message);

    /** Whether a broken stream goes on by GET after its last event id. */
    abstract boolean resumesStreams();

    /** A message was answered with success, and these headers. */
    abstract void answered(Message message, Map<String, List<String>> headers);

    /** The server does not know this session any more. */
    abstract void expired(HttpSession gone);

    // ── what the replies tell ───────────────────────────────────────────────────────────────────────────────────────

    void deliver(Message message, @Nullable String eventId, String stream) {
        MessageListener current = heard();
        if (current != null) {
            current.received(message, eventId, stream);
        }
    }

    final void lost(Object requestId, TransportException cause) {
        MessageListener current = heard();
        if (current != null) {
            current.lost(requestId, cause);
        }
    }

    final void broken(TransportException cause) {
        MessageListener current = heard();
        if (current != null) {
            current.broken(cause);
        }
    }

    /** Who is told of what comes; nobody while it closes. */
    final @Nullable MessageListener heard() {
        return closing ? null : listener;
    }

    final void log(String what, TransportException cause) {
        LOG.info("{}: {} ({})", endpoint.url(), what, cause.getMessage());
    }

    // ── for the streams ─────────────────────────────────────────────────────────────────────────────────────────────

    final TestClock clock() {
        return clock;
    }

    final HttpCalls http() {
        return http;
    }

    final boolean isClosing() {
        return closing;
    }

    final void remember(Object requestId, ResponseStream stream) {
        streams.put(requestId, stream);
        if (closing) {
            stream.cancel();
        }
    }

    final void forget(Object requestId, ResponseStream stream) {
        streams.remove(requestId, stream);
    }

    @Override
    public String toString() {
        return "streamable HTTP to " + endpoint.url();
    }
}
