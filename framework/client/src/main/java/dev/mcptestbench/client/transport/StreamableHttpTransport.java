package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
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
 * Streamable HTTP of the legacy revisions 2025-03-26 to 2025-11-25 (basic/transports#streamable-http). The session, the version
 * header and the standing stream follow from the messages that pass: initialize begins a session, its answer settles it,
 * {@code notifications/initialized} opens the standing stream, {@code notifications/cancelled} ends a request's stream.
 */
final class StreamableHttpTransport implements MessageTransport {

    private static final Logger LOG = LoggerFactory.getLogger(StreamableHttpTransport.class);

    private final McpEndpoint endpoint;
    private final TestClock clock;
    private final HttpCalls http;
    private final Map<Object, PostedMessage> posted = new ConcurrentHashMap<>();
    private final Map<Object, ResponseStream> streams = new ConcurrentHashMap<>();
    private final Goodbye goodbye = new Goodbye();
    private volatile @Nullable MessageListener listener;
    private volatile HttpSession session = HttpSession.NONE;
    private volatile @Nullable StandingStream standing;
    private volatile boolean closing;
    private @Nullable String expiredId;

    StreamableHttpTransport(McpEndpoint endpoint, TestClock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.http = new HttpCalls(endpoint, clock);
    }

    @Override
    public void start(MessageListener newListener) {
        listener = newListener;
    }

    @Override
    public CompletionStage<Void> send(Message message) {
        if (closing) {
            return CompletableFuture.failedStage(
                    new ServerUnreachableException(message + " was not sent: the transport is closed", null));
        }
        if (opensSession(message)) {
            forgetSession();
        }
        HttpSession current = session;
        PostedMessage post = new PostedMessage(this, message, current);
        Object id = message.kind() == Message.Kind.REQUEST ? message.id() : null;
        if (id != null) {
            posted.put(id, post);
            post.taken().whenComplete((done, failure) -> posted.remove(id, post));
        }
        post.carriedBy(http.post(message, current, post));
        if (Methods.INITIALIZED.equals(message.method())) {
            return post.taken().thenCompose(done -> openStanding());
        }
        if (Methods.CANCELLED.equals(message.method())) {
            post.taken().whenComplete((done, failure) -> giveUp(message.params().get("requestId")));
        }
        return post.taken();
    }

    boolean opensSession(Message message) {
        return Methods.INITIALIZE.equals(message.method());
    }

    private synchronized void forgetSession() {
        session = HttpSession.NONE;
        closeStanding();
    }

    private synchronized void closeStanding() {
        StandingStream old = standing;
        standing = null;
        if (old != null) {
            old.close();
        }
    }

    private CompletionStage<Void> openStanding() {
        StandingStream opened;
        synchronized (this) {
            if (closing || standing != null) {
                return CompletableFuture.completedFuture(null);
            }
            opened = new StandingStream(this, session);
            standing = opened;
        }
        opened.open();
        return CompletableFuture.completedFuture(null);
    }

    private void giveUp(@Nullable Object requestId) {
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

    @Override
    public CompletionStage<Void> listening() {
        StandingStream current = standing;
        return current == null ? CompletableFuture.completedFuture(null) : current.settled();
    }

    @Override
    public CompletionStage<Void> resume() {
        StandingStream current = standing;
        if (current != null && current.isOffered() && !current.isOpen()) {
            return current.reopen();
        }
        // Without a standing stream to open any request tells whether the server is there.
        Message ping = Message.request("reachable", Methods.PING, Map.of());
        return send(ping).handle((done, failure) -> failure).thenCompose(StreamableHttpTransport::reached);
    }

    private static CompletionStage<Void> reached(@Nullable Throwable failure) {
        boolean answered = failure == null
                || failure instanceof HttpStatusException
                || failure instanceof MalformedReplyException
                || failure instanceof NoResponseException;
        return answered ? CompletableFuture.completedFuture(null) : CompletableFuture.failedStage(failure);
    }

    // ── what the replies tell ───────────────────────────────────────────────────────────────────────────────────────

    /** A message was answered with success: the headers of initialize's reply open the session. */
    void answered(Message message, Map<String, List<String>> headers) {
        if (opensSession(message)) {
            List<String> ids = headers.get(Headers.SESSION_ID);
            session = new HttpSession(ids == null || ids.isEmpty() ? null : ids.get(0), null);
        }
    }

    void deliver(Message message, @Nullable String eventId, String stream) {
        if (session.version() == null
                && message.kind() == Message.Kind.RESULT
                && message.at("protocolVersion") instanceof String version) {
            session = session.withVersion(version);
        }
        MessageListener current = listener;
        if (current != null && !closing) {
            current.received(message, eventId, stream);
        }
    }

    void lost(Object requestId, TransportException cause) {
        MessageListener current = listener;
        if (current != null && !closing) {
            current.lost(requestId, cause);
        }
    }

    /** The server does not know this session any more; told once, and only of the one in use. */
    void expired(HttpSession gone) {
        synchronized (this) {
            // The id stays until the next initialize, so that requests under way are refused alike.
            if (gone.id() == null
                    || !gone.id().equals(session.id())
                    || gone.id().equals(expiredId)) {
                return;
            }
            expiredId = gone.id();
            closeStanding();
        }
        MessageListener current = listener;
        if (current != null && !closing) {
            current.sessionExpired();
        }
    }

    void broken(TransportException cause) {
        MessageListener current = listener;
        if (current != null && !closing) {
            current.broken(cause);
        }
    }

    void log(String what, TransportException cause) {
        LOG.info("{}: {} ({})", endpoint.url(), what, cause.getMessage());
    }

    // ── for the streams ─────────────────────────────────────────────────────────────────────────────────────────────

    TestClock clock() {
        return clock;
    }

    HttpCalls http() {
        return http;
    }

    HttpSession session() {
        return session;
    }

    void remember(Object requestId, ResponseStream stream) {
        streams.put(requestId, stream);
        if (closing) {
            stream.cancel();
        }
    }

    void forget(Object requestId, ResponseStream stream) {
        streams.remove(requestId, stream);
    }

    // ── the end ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void endSession() {
        HttpSession last;
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
            last = session;
            forgetSession();
        }
        posted.values().forEach(PostedMessage::giveUp);
        streams.values().forEach(ResponseStream::cancel);
        goodbye.say(http, last);
    }

    @Override
    public void close() {
        endSession();
        if (!goodbye.awaitAnswer()) {
            LOG.debug("{} did not answer DELETE in time", endpoint.url());
        }
        http.close();
    }

    @Override
    public String toString() {
        return "streamable HTTP to " + endpoint.url();
    }
}
