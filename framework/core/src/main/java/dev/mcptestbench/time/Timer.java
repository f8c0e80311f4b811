package dev.mcptestbench.time;

import org.apiguardian.api.API;

/** A task that waits on a {@link TestClock}. Thread-safe. */
@API(status = API.Status.EXPERIMENTAL)
public interface Timer {

    /**
     * Takes the task off the clock.
     *
     * @return whether the task was still waiting; {@code false} once it ran or was cancelled before
     */
    boolean cancel();
}
