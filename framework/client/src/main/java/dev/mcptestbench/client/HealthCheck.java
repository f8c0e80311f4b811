package dev.mcptestbench.client;

import dev.mcptestbench.client.OngoingCall.Patience;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.time.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server whether it is well, when told to and time and again. A check that fails holds against the server until the
 * next one, or until the client has reconnected; one that was not answered at all makes it reconnect. Where the client has
 * given up, the check is another attempt to connect. Thread-safe.
 */
final class HealthCheck implements AutoCloseable {

    /** Transports of the modern era, which knows no ping, ask {@code server/discover} in its place. */
    private static final Outgoing QUESTION = Outgoing.request(Methods.PING, Map.of());

    private static final int NONE = -1;

    private final ManagedClient client;
    private final Surroundings surroundings;
    private final Duration timeout;
    private final @Nullable Duration interval;
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile int failedIn = NONE;
    private volatile @Nullable Timer next;
    private volatile boolean closed;

    HealthCheck(ManagedClient client, Surroundings surroundings, ClientSettings settings) {
        this.client = client;
        this.surroundings = surroundings;
        this.interval = settings.healthCheck().orElse(null);
        // So that a check is over when the next one comes.
        this.timeout = interval != null && interval.compareTo(settings.requestTimeout()) < 0
                ? interval
                : settings.requestTimeout();
        scheduleNext();
    }

    /** Checks now. */
    StartedCall check() {
        int epoch = client.connection().epoch();
        StartedCall started = client.attempt(QUESTION, Patience.FAILS_FAST, timeout);
        CompletionStage<CallOutcome> judged = started.ending().thenApply(outcome -> {
            judge(outcome, epoch);
            return outcome;
        });
        return started.with(judged);
    }

    private void judge(CallOutcome outcome, int epoch) {
        Exception failure = outcome.failure().orElse(null);
        if (failure == null) {
            failedIn = NONE;
        } else if (!(failure instanceof ClientClosedException)) {
            failedIn = epoch;
            if (failure instanceof CallTimeoutException || failure instanceof ConnectionLostException) {
                client.connection().unreachable(epoch, failure);
            }
        }
    }

    /** Whether the last check found the server well, or is out of date. */
    boolean isGood() {
        int epoch = failedIn;
        return epoch == NONE || epoch != client.connection().epoch();
    }

    private void scheduleNext() {
        Duration every = interval;
        if (every != null && !closed) {
            next = surroundings.clock().schedule(every, this::timeHasCome);
        }
    }

    private void timeHasCome() {
        ClientState state = client.state();
        if (state == ClientState.FAILED) {
            client.connection().connect();
        } else if (state == ClientState.CONNECTED && checking.compareAndSet(false, true)) {
            check().ending().thenAccept(outcome -> checking.set(false));
        }
        scheduleNext();
    }

    @Override
    public void close() {
        closed = true;
        Timer waiting = next;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
