package dev.mcptestbench.wire;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a reply is over, and what is to run when it is. Thread-safe. */
final class Ending {

    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private @Nullable Queue<Runnable> actions;
    private volatile boolean over;
    private boolean past;

    boolean isOver() {
        return over;
    }

    /** Runs the action at the end, behind those that were to run before; at once if that is past. */
    void whenOver(Runnable action) {
        synchronized (this) {
            if (!past) {
                if (actions == null) {
                    actions = new ArrayDeque<>(2);
                }
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /**
     * Ends it, unless it is over.
     *
     * @param first what runs before all that was to run
     */
    void end(Runnable first, Exchange of) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        try {
            first.run();
        } finally {
            for (Runnable action = next(); action != null; action = next()) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    LOG.error("What was to run at the end of a reply failed: {}", of, e);
                }
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable action = actions == null ? null : actions.poll();
        past = action == null;
        return action;
    }
}
