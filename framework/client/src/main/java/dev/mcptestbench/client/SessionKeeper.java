package dev.mcptestbench.client;

import dev.mcptestbench.client.session.SessionStore;
import dev.mcptestbench.client.session.StoredSession;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the session of one client in a store: one access after the other, on workers. Where a session moves on faster than
 * the store can write, only the newest is written. Thread-safe; never blocks but where it says so.
 */
final class SessionKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);

    /** How long whoever leaves waits for the store, in real time. */
    private static final Duration BOUND = Duration.ofSeconds(15);

    private final String client;
    private final SessionStore store;
    private final Executor workers;

    private final Object lock = new Object();
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private @Nullable StoredSession unsaved;

    SessionKeeper(String client, SessionStore store, Executor workers) {
        this.client = client;
        this.store = store;
        this.workers = workers;
    }

    /** What the store has for this client and a server. */
    CompletionStage<Optional<StoredSession>> find(URI server) {
        return inTurn(() -> store.find(server, client));
    }

    /** Saves a session; failed if the store does not take it. */
    CompletionStage<StoredSession> save(StoredSession session) {
        return inTurn(() -> {
            store.save(session);
            return session;
        });
    }

    /** Saves how far a session has come, as soon as the store has time; what fails is logged. */
    void moveOn(StoredSession session) {
        synchronized (lock) {
            boolean waiting = unsaved != null;
            unsaved = session;
            if (waiting) {
                return;
            }
        }
        logged(inTurn(() -> {
            StoredSession newest;
            synchronized (lock) {
                newest = unsaved;
                unsaved = null;
            }
            if (newest != null) {
                store.save(newest);
            }
            return newest;
        }));
    }

    /** Forgets a session; what fails is logged. */
    void forget(StoredSession session) {
        synchronized (lock) {
            unsaved = null;
        }
        logged(inTurn(() -> {
            store.forget(session);
            return session;
        }));
    }

    /** Waits, not for ever, until the store has all that it was given. */
    void awaitSaved() {
        CompletableFuture<?> latest;
        synchronized (lock) {
            latest = last;
        }
        Waits.until(latest, BOUND);
    }

    private <T> CompletableFuture<T> inTurn(Supplier<T> access) {
        synchronized (lock) {
            CompletableFuture<T> turn = last.handleAsync((before, failure) -> access.get(), workers);
            last = turn;
            return turn;
        }
    }

    private void logged(CompletionStage<?> access) {
        access.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("The session of client \"{}\" is not up to date in its store", client, Failures.of(failure));
            }
        });
    }
}
