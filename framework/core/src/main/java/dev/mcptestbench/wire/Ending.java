package dev.mcptestbench.wire;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a reply is over, and what is to run when it is. Thread-safe. */
final class Ending {

    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private List<Runnable> actions = List.of();
    private volatile boolean over;

    boolean isOver() {
        return over;
    }

    /** Runs the action at the end; at once if that is past. */
    void whenOver(Runnable action) {
        synchronized (this) {
            if (!over) {
                if (actions.isEmpty()) {
                    actions = new ArrayList<>(2);
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
        List<Runnable> waiting;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            waiting = actions;
            actions = List.of();
        }
        first.run();
        for (Runnable action : waiting) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("What was to run at the end of a reply failed: {}", of, e);
            }
        }
    }
}
