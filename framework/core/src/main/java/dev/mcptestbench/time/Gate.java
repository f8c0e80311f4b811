package dev.mcptestbench.time;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/** Holds what waits at it until it is opened, once and for all. Thread-safe. */
@API(status = API.Status.EXPERIMENTAL)
public final class Gate {

    private final List<Runnable> waiting = new ArrayList<>();
    private boolean open;

    /** A closed gate. */
    public Gate() {}

    /** Lets everything through, now and later, in the order of arrival. */
    public void open() {
        List<Runnable> released;
        synchronized (waiting) {
            open = true;
            released = List.copyOf(waiting);
            waiting.clear();
        }
        released.forEach(Runnable::run);
    }

    /** Runs the action once the gate is open: at once, on this thread, if it is. */
    public void whenOpen(Runnable action) {
        synchronized (waiting) {
            if (!open) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    /** Whether the gate has been opened. */
    public boolean isOpen() {
        synchronized (waiting) {
            return open;
        }
    }
}
