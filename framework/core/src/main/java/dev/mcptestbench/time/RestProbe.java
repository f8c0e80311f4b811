package dev.mcptestbench.time;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * Something that works in the background and can tell when it has come to rest. {@link TestClock#advance} asks every
 * probe before it fires the next timer, so that the work which one timer starts unfolds before the next is due.
 */
@API(status = API.Status.EXPERIMENTAL)
@FunctionalInterface
public interface RestProbe {

    /**
     * Waits until the work under way has come to rest.
     *
     * @param bound the longest to wait, in real time
     * @return whether any work was seen since the last call: the clock asks again until nobody saw any
     */
    boolean comeToRest(Duration bound);
}
