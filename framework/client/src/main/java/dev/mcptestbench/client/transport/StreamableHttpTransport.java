package dev.mcptestbench.client.transport;

import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.SessionState;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streamable HTTP of the legacy revisions 2025-03-26 to 2025-11-25 (basic/transports#streamable-http). The session, the version
 * header and the standing stream follow from the messages that pass: initialize begins a session, its answer settles it,
 * {@code notifications/initialized} opens the standing stream, {@code notifications/cancelled} ends a request's stream.
 */
final class StreamableHttpTransport extends HttpTransport {

    private static final Logger LOG = LoggerFactory.getLogger(StreamableHttpTransport.class);

    /** So long the head of a standing stream is waited for: some servers hold it back until they have something to say. */
    private static final Duration HEAD_BOUND = Duration.ofMillis(500);

    private final Goodbye goodbye = new Goodbye();
    private volatile HttpSession session = HttpSession.NONE;
    private volatile @Nullable StandingStream standing;
    private volatile @Nullable SessionState adopted;
    private @Nullable String expiredId;

    StreamableHttpTransport(McpEndpoint endpoint, TestClock clock) {
        super(endpoint, clock);
    }

    @Override
    public CompletionStage<Void> send(Message message) {
        if (opensSession(message)) {
            forgetSession();
        }
        CompletionStage<Void> taken = post(message);
        if (Methods.INITIALIZED.equals(message.method())) {
            return taken.thenRun(() -> openStanding(null));
        }
        if (Methods.CANCELLED.equals(message.method())) {
            taken.whenComplete((done, failure) -> giveUp(message.params().get("requestId")));
        }
        return taken;
    }

    @Override
    boolean opensSession(Message message) {
        return Methods.INITIALIZE.equals(message.method());
    }

    private synchronized void forgetSession() {
        session = HttpSession.NONE;
        adopted = null;
        closeStanding();
    }

    private synchronized void closeStanding() {
        StandingStream old = standing;
        standing = null;
        if (old != null) {
            old.close();
        }
    }

    private void openStanding(@Nullable String lastEventId) {
        StandingStream opened;
        synchronized (this) {
            if (isClosing() || standing != null) {
                return;
            }
            opened = new StandingStream(this, session, lastEventId);
            standing = opened;
        }
        opened.open();
    }

    @Override
    public void adopt(SessionState left) {
        session = new HttpSession(left.id(), left.version());
        adopted = left;
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
            CompletableFuture<Void> reopened = current.reopen();
            Timer heldBack = clock().schedule(
                            HEAD_BOUND,
                            () -> reach().whenComplete((done, failure) -> {
                                if (failure == null) {
                                    reopened.complete(null);
                                } else {
                                    reopened.completeExceptionally(StatelessTransport.beneath(failure));
                                }
                            }));
            return reopened.whenComplete((done, failure) -> heldBack.cancel());
        }
        return reach();
    }

    /** Without a standing stream that opens any request tells whether the server is there. */
    private CompletionStage<Void> reach() {
        Message ping = Message.request("reachable-" + UUID.randomUUID(), Methods.PING, Map.of());
        return send(ping).handle((done, failure) -> failure).thenCompose(StreamableHttpTransport::reached);
    }

    private static CompletionStage<Void> reached(@Nullable Throwable failure) {
        boolean answered = failure == null
                || failure instanceof HttpStatusException
                || failure instanceof MalformedReplyException
                || failure instanceof NoResponseException;
        return answered ? CompletableFuture.completedFuture(null) : CompletableFuture.failedStage(failure);
    }

    // ── the session ─────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    HttpSession session() {
        return session;
    }

    @Override
    Map<String, List<String>> headersOf(Message message) {
        return Map.of();
    }

    @Override
    boolean resumesStreams() {
        return true;
    }

    /** A message was answered with success: the headers of initialize's reply open the session. */
    @Override
    void answered(Message message, Map<String, List<String>> headers) {
        if (opensSession(message)) {
            List<String> ids = headers.get(Headers.SESSION_ID);
            session = new HttpSession(ids == null || ids.isEmpty() ? null : ids.get(0), null);
        }
        SessionState left = adopted;
        if (left != null) {
            // Not before, lest a server that has forgotten the session be asked twice.
            adopted = null;
            openStanding(left.lastEventId());
        }
    }

    @Override
    void deliver(Message message, @Nullable String eventId, String stream) {
        if (session.version() == null
                && message.kind() == Message.Kind.RESULT
                && message.at("protocolVersion") instanceof String version) {
            session = session.withVersion(version);
            reached(session, null);
        }
        super.deliver(message, eventId, stream);
    }

    /** The session was opened, or its standing stream has brought another event. */
    void reached(HttpSession current, @Nullable String lastEventId) {
        String id = current.id();
        String version = current.version();
        MessageListener told = heard();
        if (id != null && version != null && told != null) {
            told.sessionReached(new SessionState(id, version, lastEventId));
        }
    }

    /** The server does not know this session any more; told once, and only of the one in use. */
    @Override
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
        MessageListener current = heard();
        if (current != null) {
            current.sessionExpired();
        }
    }

    // ── the end ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public void endSession() {
        HttpSession last = session;
        if (giveUpAll()) {
            forgetSession();
            goodbye.say(http(), last);
        }
    }

    @Override
    public void detach() {
        if (giveUpAll()) {
            forgetSession();
            goodbye.say(http(), HttpSession.NONE);
        }
    }

    @Override
    public void close() {
        endSession();
        if (!goodbye.awaitAnswer()) {
            LOG.debug("{} did not answer DELETE in time", this);
        }
        http().close();
    }
}
