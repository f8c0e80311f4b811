package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.UserQuestions;
import dev.mcptestbench.time.TimeText;
import dev.mcptestbench.wire.Workers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How callers are blocked: always bounded, in real time. */
final class Waits {

    /** How long a new connection is given to open its standing stream; servers may hold its head back for long. */
    private static final Duration LISTENING_BOUND = Duration.ofMillis(500);

    private Waits() {}

    /**
     * How long a caller is blocked at most.
     *
     * @param time for whatever is awaited
     * @param questions to users, who have time of their own
     */
    record Bound(Duration time, UserQuestions questions) {}

    /** Waits until the future is done; {@code false} if it is not in time, or the thread was interrupted. */
    static boolean until(CompletableFuture<?> future, Bound bound) {
        if (until(future, bound.time())) {
            return true;
        }
        Duration patience = bound.questions().patience();
        return !patience.isZero()
                && !Thread.currentThread().isInterrupted()
                && until(future, patience.plus(bound.time()));
    }

    /** The same, where no user has a part in it. */
    static boolean until(CompletableFuture<?> future, Duration bound) {
        if (future.isDone()) {
            return true;
        }
        try {
            return Workers.waiting(() -> {
                try {
                    future.get(bound.toNanos(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (ExecutionException done) {
                    return true;
                } catch (TimeoutException late) {
                    return false;
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            return true;
        }
    }

    /** How long a caller has waited in vain, as it ends the sentence "was not answered". */
    static String outOfPatience(Bound bound) {
        return Thread.currentThread().isInterrupted()
                ? "before its caller was interrupted"
                : "within " + TimeText.words(bound.time())
                        + " of real time (a test clock that has been advanced stands still in between: advance it from"
                        + " another thread while a call waits)";
    }

    /** Waits until a client is connected. */
    static void forConnection(CompletableFuture<Link> connecting, Bound bound, String client) {
        if (!until(connecting, bound)) {
            throw new ConnectFailedException("Client \"" + client + "\" did not connect " + outOfPatience(bound), null);
        }
        try {
            connecting.join();
        } catch (CompletionException e) {
            // A new one, so that the trace is that of the caller.
            Exception known = Failures.of(e);
            throw known instanceof ClientClosedException
                    ? new ClientClosedException(known.getMessage())
                    : new ConnectFailedException(known.getMessage(), known.getCause());
        }
    }

    /** Waits until the links hear what their servers send of their own accord: once for each session, and not for long. */
    static void forListening(Stream<@Nullable Link> links) {
        CompletableFuture<?>[] listening = links.filter(link -> link != null && link.firstToListen())
                .map(link -> link.transport().listening().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        if (listening.length > 0) {
            until(CompletableFuture.allOf(listening), LISTENING_BOUND);
        }
    }
}
