package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.UserQuestions;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.time.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a server may take, on the test's clock. Where a user is being asked as the time is up, it begins anew once he has
 * answered. Thread-safe.
 */
final class TimeLimit implements Timer {

    private final TestClock clock;
    private final UserQuestions questions;
    private final Duration limit;
    private final Runnable late;
    private @Nullable Timer running;
    private boolean cancelled;

    private TimeLimit(TestClock clock, UserQuestions questions, Duration limit, Runnable late) {
        this.clock = clock;
        this.questions = questions;
        this.limit = limit;
        this.late = late;
    }

    /** Sets a limit; {@code late} is run once it has passed. */
    static Timer of(Surroundings surroundings, Duration limit, Runnable late) {
        TimeLimit timer =
                new TimeLimit(surroundings.clock(), surroundings.authorizer().questions(), limit, late);
        timer.begin();
        return timer;
    }

    private synchronized void begin() {
        if (!cancelled) {
            running = clock.schedule(limit, this::passed);
        }
    }

    private void passed() {
        if (questions.patience().isZero()) {
            late.run();
        } else {
            var unused = questions.answered().thenRun(this::begin);
        }
    }

    @Override
    public synchronized boolean cancel() {
        boolean waiting = !cancelled;
        cancelled = true;
        return running == null ? waiting : running.cancel();
    }
}
