package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.StoredTokens;
import dev.mcptestbench.client.transport.AuthorizationException;
import dev.mcptestbench.client.transport.SessionExpiredException;
import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.plugin.McpEndpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one client stands to its server, and what it does to stay connected: one attempt at a time, which everybody joins;
 * a new session where the server has forgotten the old one; back-off where it is not to be reached. Thread-safe; never
 * blocks.
 */
final class Connection {

    private final String client;
    private final Surroundings surroundings;
    private final Requests requests;
    private final Links links;

    private final Object lock = new Object();
    private ClientState state = ClientState.DISCONNECTED;
    private CompletableFuture<Link> ready = new CompletableFuture<>();
    private @Nullable Link link;
    private @Nullable Exception lastError;
    private final Retries retries;
    private CompletableFuture<Link> nextFailure = new CompletableFuture<>();
    private boolean sessionGone;
    private volatile @Nullable Duration lastHeard;
    private int epoch;
    private long lastTry;
    private long trying;

    Connection(
            String client,
            Surroundings surroundings,
            ClientSettings settings,
            Supplier<McpEndpoint> endpoint,
            Requests requests,
            ServerRequests serverRequests) {
        this.client = client;
        this.surroundings = surroundings;
        this.requests = requests;
        this.links = new Links(client, surroundings, settings, endpoint, requests, serverRequests);
        this.retries = new Retries(client, surroundings, settings.backoff());
    }

    ClientState state() {
        synchronized (lock) {
            return state;
        }
    }

    @Nullable
    Exception lastError() {
        synchronized (lock) {
            return lastError;
        }
    }

    /** The link in use, or {@code null} if there is none. */
    @Nullable
    Link link() {
        synchronized (lock) {
            return link;
        }
    }

    /** The tokens that the client has, if it has any. */
    Optional<StoredTokens> tokens() {
        return links.tokens();
    }

    /** A message came from the server. */
    void heard() {
        lastHeard = surroundings.clock().elapsed();
    }

    /** When the last message came, as the clock counts; {@code null} if none ever did. */
    @Nullable
    Duration lastHeard() {
        return lastHeard;
    }

    /** How often the client has become connected. */
    int epoch() {
        synchronized (lock) {
            return epoch;
        }
    }

    /** Connects unless connected, joining an attempt under way; one that waits for its time is made at once. */
    CompletionStage<Link> connect() {
        CompletableFuture<Link> joined;
        synchronized (lock) {
            if (state == ClientState.CLOSED) {
                return CompletableFuture.failedFuture(new ClientClosedException("Client \"" + client
                        + "\" is closed, and a closed client stays so: add another under a new name"));
            }
            boolean first = state == ClientState.DISCONNECTED || state == ClientState.FAILED;
            if (first) {
                ready = new CompletableFuture<>();
                to(ClientState.CONNECTING, null);
            }
            joined = ready;
            if (state == ClientState.CONNECTED || (state == ClientState.CONNECTING && !first)) {
                return joined;
            }
        }
        tryNow();
        return joined;
    }

    /** Done when the client is connected (again), without anything being done for it. */
    CompletionStage<Link> ready() {
        synchronized (lock) {
            boolean left = state == ClientState.CLOSED || state == ClientState.DISCONNECTED;
            return left ? CompletableFuture.failedFuture(left(state)) : ready;
        }
    }

    private ClientClosedException left(ClientState by) {
        return new ClientClosedException(
                "Client \"" + client + "\" was " + (by == ClientState.CLOSED ? "closed" : "disconnected"));
    }

    /**
     * Begins something and waits for what comes of it, but for one attempt only: failed as soon as one has failed, though
     * others may follow.
     */
    CompletionStage<Link> atOnce(Runnable begin) {
        CompletableFuture<Link> failure;
        synchronized (lock) {
            failure = nextFailure;
        }
        begin.run();
        CompletionStage<Link> connected = ready();
        // Nearly always; nothing is left behind at the failure that does not come.
        return connected.toCompletableFuture().isDone()
                ? connected
                : CompletableFuture.anyOf(connected.toCompletableFuture(), failure)
                        .thenApply(Link.class::cast);
    }

    // ── what is heard of the link ───────────────────────────────────────────────────────────────────────────────────

    /** The server cannot be reached, as was seen in this epoch. */
    void unreachable(int seenIn, Exception cause) {
        CompletableFuture<Link> waiting;
        Link left;
        synchronized (lock) {
            if (seenIn != epoch || state != ClientState.CONNECTED) {
                return;
            }
            leaveConnected(cause);
            if (canTryAgain(cause)) {
                return;
            }
            waiting = ready;
            left = takeLink();
        }
        release(left);
        waiting.completeExceptionally(gaveUp(cause));
    }

    /** The server has forgotten the session, as was seen in this epoch. */
    void sessionExpired(int seenIn) {
        synchronized (lock) {
            if (seenIn != epoch || sessionGone || link == null) {
                return;
            }
            sessionGone = true;
            if (state == ClientState.CONNECTED) {
                leaveConnected(new SessionExpiredException("The server does not know the session any more"));
            }
            if (state != ClientState.RECONNECTING) {
                return;
            }
        }
        tryNow();
    }

    private void leaveConnected(Exception cause) {
        lastError = cause;
        trying = 0;
        ready = new CompletableFuture<>();
        retries.reset();
        to(ClientState.RECONNECTING, cause.getMessage());
    }

    // ── attempts ────────────────────────────────────────────────────────────────────────────────────────────────────

    private void timeHasCome() {
        synchronized (lock) {
            retries.fired();
        }
        tryNow();
    }

    /** Makes an attempt, unless one is under way. */
    private void tryNow() {
        Link current;
        boolean initialize;
        long attemptNumber;
        synchronized (lock) {
            if (trying != 0 || (state != ClientState.CONNECTING && state != ClientState.RECONNECTING)) {
                return;
            }
            trying = ++lastTry;
            attemptNumber = trying;
            initialize = sessionGone;
            current = link;
        }
        boolean fresh = current == null;
        CompletionStage<Link> attempt = current == null
                ? links.anew(this, link -> adopt(link, attemptNumber))
                : initialize ? links.initialize(current) : links.resume(current);
        attempt.whenComplete((made, failure) -> ended(attemptNumber, fresh, initialize, made, failure));
    }

    private boolean adopt(Link fresh, long attemptNumber) {
        synchronized (lock) {
            boolean wanted = trying == attemptNumber;
            link = wanted ? fresh : link;
            return wanted;
        }
    }

    private void ended(
            long attemptNumber, boolean fresh, boolean initialized, @Nullable Link made, @Nullable Throwable failure) {
        CompletableFuture<Link> waiting;
        Link left = null;
        Exception cause = failure == null ? null : Failures.of(failure);
        boolean again = false;
        boolean failed = false;
        CompletableFuture<Link> disappointed = null;
        int connectedIn = 0;
        synchronized (lock) {
            if (trying != attemptNumber) {
                return; // It was left meanwhile.
            }
            trying = 0;
            waiting = ready;
            if (cause == null) {
                connected(made);
                connectedIn = epoch;
            } else if (cause instanceof SessionExpiredException && !initialized && !fresh) {
                sessionGone = true;
                again = true;
            } else if (cause instanceof UnsupportedOperationException && !fresh) {
                left = takeLink();
                again = true;
            } else {
                lastError = cause;
                disappointed = nextFailure;
                nextFailure = new CompletableFuture<>();
                left = fresh ? takeLink() : null;
                failed = !canTryAgain(cause);
                if (failed && left == null) {
                    left = takeLink();
                }
            }
        }
        release(left);
        if (again) {
            tryNow();
        } else if (cause == null && made != null) {
            waiting.complete(made);
            Exception brokenBy = fresh || initialized ? made.brokenBy() : null;
            if (brokenBy != null) {
                unreachable(connectedIn, brokenBy);
            }
        } else if (failed && cause != null) {
            waiting.completeExceptionally(gaveUp(cause));
        }
        if (disappointed != null && cause != null) {
            disappointed.completeExceptionally(gaveUp(cause));
        }
    }

    private ConnectFailedException gaveUp(Exception cause) {
        return new ConnectFailedException("Client \"" + client + "\" could not connect: " + cause.getMessage(), cause);
    }

    private void connected(@Nullable Link made) {
        retries.reset();
        sessionGone = false;
        epoch++;
        to(ClientState.CONNECTED, made != null && state == ClientState.CONNECTING ? made.beginning() : null);
    }

    /** Sees to it that there is another attempt, or gives up. A first connection is tried once only. */
    private boolean canTryAgain(Exception cause) {
        // Whoever was refused authorization is not to ask the user time and again.
        if (state == ClientState.CONNECTING || cause instanceof AuthorizationException) {
            to(ClientState.FAILED, cause.getMessage());
            return false;
        }
        if (retries.isWaiting() || retries.schedule(cause, this::timeHasCome)) {
            return true;
        }
        to(ClientState.FAILED, "gave up after " + retries.count() + " attempts: " + cause.getMessage());
        return false;
    }

    // ── the end ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /**
     * Leaves the server.
     *
     * @param session what becomes of its session
     * @return the link that is to be closed, if there is one
     */
    @Nullable
    Link leave(ClientState to, Consumer<Link> session) {
        Link left;
        CompletableFuture<Link> waiting;
        synchronized (lock) {
            if (state == ClientState.CLOSED || state == to) {
                return null;
            }
            waiting = ready;
            trying = 0;
            left = takeLink();
            retries.reset();
            to(to, null);
        }
        // Mostly nobody waits, and exceptions are dear.
        if (!waiting.isDone()) {
            waiting.completeExceptionally(left(to));
        }
        requests.loseAll(
                request -> new ClientClosedException(left(to).getMessage() + " while " + request + " was under way"));
        if (left != null) {
            session.accept(left);
        }
        return left;
    }

    private @Nullable Link takeLink() {
        Link old = link;
        link = null;
        sessionGone = false;
        return old;
    }

    private void release(@Nullable Link left) {
        if (left == null) {
            return;
        }
        Exception error = lastError();
        requests.loseAll(request -> new ConnectFailedException(
                "Client \"" + client + "\" lost its server while " + request + " was under way", error));
        left.leaveSession();
        surroundings.workers().execute(left::close);
    }

    private void to(ClientState next, @Nullable String reason) {
        ClientState from = state;
        state = next;
        surroundings.journal().add(stamp -> new JournalEntry.StateChanged(stamp, client, from, next, reason));
    }
}
