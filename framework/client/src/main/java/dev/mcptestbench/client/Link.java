package dev.mcptestbench.client;

import dev.mcptestbench.client.session.StoredSession;
import dev.mcptestbench.plugin.TransportProvider.MessageListener;
import dev.mcptestbench.plugin.TransportProvider.MessageTransport;
import dev.mcptestbench.plugin.TransportProvider.SessionState;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport in use by a client: what comes from it is handed on at once, notifications to the bus, responses to whoever
 * waits for them, requests to what answers them. So nothing overtakes anything that came on the same stream.
 */
final class Link implements MessageListener {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** What transports call the stream that belongs to no request. */
    private static final String STANDING = "standing";

    private final String client;
    private final URI server;
    private final Connection connection;
    private final Way way;
    private final MessageTransport transport;
    private final Surroundings surroundings;
    private final Requests requests;
    private final ServerRequests serverRequests;
    private final AtomicBoolean waitedFor = new AtomicBoolean();
    private final Object lock = new Object();
    private volatile @Nullable Message initialized;
    private volatile int resumptions;
    private volatile @Nullable SessionState reached;
    private volatile @Nullable SessionKeeper keeper;
    private @Nullable StoredSession kept;
    private boolean left;
    private volatile @Nullable Exception brokenBy;

    Link(
            String client,
            URI server,
            Connection connection,
            Way way,
            MessageTransport transport,
            Surroundings surroundings,
            Requests requests,
            ServerRequests serverRequests) {
        this.client = client;
        this.server = server;
        this.connection = connection;
        this.way = way;
        this.transport = transport;
        this.surroundings = surroundings;
        this.requests = requests;
        this.serverRequests = serverRequests;
    }

    /** Whether nobody has waited yet for this session to be listened to. */
    boolean firstToListen() {
        return waitedFor.compareAndSet(false, true);
    }

    /** How the server is spoken to over it. */
    Way way() {
        return way;
    }

    MessageTransport transport() {
        return transport;
    }

    void initialized(Message response) {
        initialized = response;
        waitedFor.set(false);
    }

    // ── its session ─────────────────────────────────────────────────────────────────────────────────────────────────

    /** An id that no request of this session has had, not even before a restart (basic#requests). */
    Object nextId() {
        int id = surroundings.nextId();
        return resumptions == 0 ? id : resumptions + "-" + id;
    }

    /** Whether its session was taken up from a store, and not initialized. */
    boolean isResumed() {
        return resumptions > 0;
    }

    /** How it came to its session, in words; {@code null} if it was initialized as usual. */
    @Nullable
    String beginning() {
        synchronized (lock) {
            return isResumed() ? "took up " + reached : null;
        }
    }

    /** Takes up a session; whether the server knows it still is not known then. */
    void adopt(StoredSession stored) {
        resumptions = stored.resumptions();
        transport.adopt(new SessionState(stored.id(), stored.version(), stored.lastEventId()));
        initialized(Message.result("stored", stored.initializeResult()));
        synchronized (lock) {
            reached = new SessionState(stored.id(), stored.version(), stored.lastEventId());
        }
    }

    /** Has its session kept in a store from now on, if it is one that can be taken up. */
    CompletionStage<Link> keepBy(SessionKeeper with) {
        StoredSession saved;
        synchronized (lock) {
            SessionState current = reached;
            if (current == null) {
                return CompletableFuture.completedFuture(this);
            }
            saved = new StoredSession(
                    server, client, current.id(), initializeResult(), current.lastEventId(), resumptions);
            keeper = with;
            kept = saved;
        }
        return with.save(saved).handle((done, failure) -> {
            if (failure == null) {
                return this;
            }
            synchronized (lock) {
                kept = null;
            }
            throw new CompletionException(Failures.of(failure));
        });
    }

    @Override
    public void sessionReached(SessionState session) {
        synchronized (lock) {
            boolean further = !session.equals(reached);
            reached = session;
            StoredSession before = kept;
            SessionKeeper with = keeper;
            if (further && before != null && with != null && before.id().equals(session.id())) {
                StoredSession now = before.after(session.lastEventId());
                kept = now;
                with.moveOn(now);
            }
        }
    }

    /** The session is over: nobody is to take it up. */
    void forgetSession() {
        synchronized (lock) {
            SessionKeeper with = keeper;
            if (kept != null && with != null) {
                with.forget(kept);
            }
            kept = null;
            reached = null;
            resumptions = 0;
            brokenBy = null;
        }
    }

    /** Begins to end the session; returns at once. */
    void endSession() {
        forgetSession();
        transport.endSession();
    }

    /** Leaves the session for others to take up, if it is kept, else begins to end it; returns at once. */
    void leaveSession() {
        boolean findable;
        synchronized (lock) {
            findable = kept != null;
            left = findable;
            kept = null;
        }
        if (findable) {
            transport.detach();
        } else {
            transport.endSession();
        }
    }

    /** Releases everything, and waits until the store has what it was given; bounded. */
    void close() {
        transport.close();
        SessionKeeper with = keeper;
        if (with != null) {
            with.awaitSaved();
        }
    }

    /** The result of initialize, empty before. */
    Map<String, @Nullable Object> initializeResult() {
        Message response = initialized;
        return response == null ? Map.of() : response.result();
    }

    @Override
    public void received(Message message, @Nullable String eventId, String stream) {
        connection.heard();
        switch (message.kind()) {
            case NOTIFICATION -> {
                if (Methods.CANCELLED.equals(message.method())) {
                    serverRequests.cancelled(message.params().get("requestId"));
                }
                publish(message, eventId, stream);
            }
            case REQUEST -> serverRequests.answer(message, transport);
            case RESULT, ERROR -> requests.answered(message);
            case MALFORMED -> LOG.info("Client \"{}\" dropped a message that is no JSON-RPC: {}", client, message);
        }
    }

    /** A session moves on together with what is heard of it, so that whoever takes it up hears each event once. */
    private void publish(Message message, @Nullable String eventId, String stream) {
        SessionState before = reached;
        if (keeper == null || before == null || eventId == null || !stream.equals(STANDING)) {
            surroundings.bus().publish(client, message, eventId, stream);
            return;
        }
        synchronized (lock) {
            if (!left) {
                surroundings.bus().publish(client, message, eventId, stream);
                sessionReached(new SessionState(before.id(), before.version(), eventId));
            }
        }
    }

    @Override
    public void lost(Object requestId, Exception cause) {
        requests.lost(requestId, cause);
    }

    @Override
    public void sessionExpired() {
        connection.sessionExpired(connection.epoch());
    }

    /** What has broken it in this session, or {@code null}: it may be broken before its client counts as connected. */
    @Nullable
    Exception brokenBy() {
        return brokenBy;
    }

    @Override
    public void broken(Exception cause) {
        brokenBy = cause;
        connection.unreachable(connection.epoch(), cause);
    }
}
