package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.time.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call of a test, made as often as it takes: by each client of a route in turn, and when all have failed, by all of them
 * again after a delay. {@link RepeatRule} has the last word. Thread-safe; never blocks.
 */
final class RepeatedCall {

    /** A caller is blocked no longer than for so many attempts, in real time. */
    private static final int ATTEMPTS_AWAITED = 1000;

    private final Route route;
    private final Outgoing request;
    private final ClientSettings settings;
    private final Surroundings surroundings;
    private final Duration began;
    private final Random random;
    private final CompletableFuture<CallOutcome> ending = new CompletableFuture<>();

    private final Object lock = new Object();
    private final Set<Member> tried = new HashSet<>();
    private int rounds;
    private @Nullable StartedCall current;
    private @Nullable Timer waiting;
    private @Nullable CallOutcome last;
    private @Nullable String abandoned;

    RepeatedCall(Route route, Outgoing request, ClientSettings settings, Surroundings surroundings) {
        this.route = route;
        this.request = request;
        this.settings = settings;
        this.surroundings = surroundings;
        this.began = surroundings.clock().elapsed();
        this.random =
                new Random(surroundings.settings().seed() ^ request.label().hashCode());
    }

    StartedCall start() {
        makeNext(null);
        return new StartedCall(this::abandon, ending, bound());
    }

    private void makeNext(@Nullable CallOutcome failed) {
        Member.Turn turn;
        CallOutcome soFar;
        synchronized (lock) {
            waiting = null;
            turn = abandoned == null ? route.next(request, tried) : null;
            soFar = failed != null || abandoned == null ? failed : last;
            if (turn != null) {
                tried.add(turn.member());
            }
        }
        if (turn == null) {
            allFailed(soFar == null ? nobody() : soFar);
            return;
        }
        if (failed != null) {
            journal(failed, turn.member().client().name(), Duration.ZERO);
        }
        StartedCall started = turn.take(request);
        String late;
        synchronized (lock) {
            current = started;
            late = abandoned;
        }
        if (late != null) {
            started.abandon().accept(late);
        }
        started.ending().thenAccept(this::ended);
    }

    private CallOutcome nobody() {
        return CallOutcome.failed(route.name(), request.label(), Duration.ZERO, route.nobody(), false);
    }

    private void ended(CallOutcome outcome) {
        if (mayRepeat(outcome)) {
            makeNext(outcome);
        } else {
            end(outcome);
        }
    }

    private boolean mayRepeat(CallOutcome outcome) {
        return RepeatRule.mayRepeat(
                outcome,
                request,
                route.makesSafe(request),
                settings.repetition().unsafeToo());
    }

    /** Everybody has had a turn, or nobody is to be had. */
    private void allFailed(CallOutcome outcome) {
        Backoff retry = settings.repetition().delays();
        Duration delay;
        synchronized (lock) {
            boolean closed = outcome.failure().orElse(null) instanceof ClientClosedException;
            if (closed || abandoned != null || !retry.allows(rounds + 1) || !mayRepeat(outcome)) {
                delay = null;
            } else {
                rounds++;
                tried.clear();
                last = outcome;
                delay = longer(retry.delayBefore(rounds, random), retryAfter(outcome));
                journal(outcome, route.name(), delay);
                waiting = surroundings.clock().schedule(delay, () -> makeNext(null));
            }
        }
        if (delay == null) {
            end(outcome);
        }
    }

    private Duration retryAfter(CallOutcome outcome) {
        Exception failure = outcome.failure().orElse(null);
        return failure instanceof HttpStatusException reply
                ? RetryAfter.in(reply, surroundings.clock().instant())
                : Duration.ZERO;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private void journal(CallOutcome failed, String next, Duration delay) {
        String why = failed.ending();
        surroundings
                .journal()
                .add(stamp -> new JournalEntry.CallRepeated(stamp, failed.client(), request.label(), next, delay, why));
    }

    private void end(CallOutcome outcome) {
        ending.complete(outcome.taking(surroundings.clock().elapsed().minus(began)));
    }

    /** Ends the call, wherever it is, and makes it no more. */
    void abandon(String howLong) {
        StartedCall under;
        CallOutcome failed = null;
        synchronized (lock) {
            abandoned = howLong;
            under = current;
            if (waiting != null && waiting.cancel()) {
                failed = last;
            }
        }
        if (failed != null) {
            end(failed);
        } else if (under != null) {
            under.abandon().accept(howLong);
        }
    }

    /** Done when it has an outcome. */
    CompletionStage<CallOutcome> ending() {
        return ending;
    }

    private Waits.Bound bound() {
        int attempts = Math.min(settings.repetition().delays().attempts(), ATTEMPTS_AWAITED);
        Duration each = settings.requestTimeout().multipliedBy(route.length());
        Duration delays = settings.repetition().delays().max().multipliedBy(attempts);
        Duration whole = each.multipliedBy(attempts + 1L).plus(delays).plusSeconds(5);
        return new Waits.Bound(whole, surroundings.authorizer().questions());
    }
}
