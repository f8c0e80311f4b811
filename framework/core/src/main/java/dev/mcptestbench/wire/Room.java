package dev.mcptestbench.wire;

import java.util.concurrent.CountDownLatch;
import org.apiguardian.api.API;

/** Whether a peer reads as fast as it is written to: who sends much, asks before he sends more. Thread-safe. */
@API(status = API.Status.INTERNAL)
public interface Room {

    /** Where nothing ever waits. */
    Room ALWAYS = new Room() {
        @Override
        public boolean isThere() {
            return true;
        }

        @Override
        public void whenThere(Runnable action) {
            action.run();
        }
    };

    /** Whether little enough waits to be read, or nobody is going to read it. */
    boolean isThere();

    /** Runs the action once there is room, at once if there is now. Short, and never blocking. */
    void whenThere(Runnable action);

    /** Waits until there is room; not on event loops, nor under a lock that they take. Ends early if interrupted. */
    default void await() {
        if (isThere()) {
            return;
        }
        CountDownLatch there = new CountDownLatch(1);
        whenThere(there::countDown);
        try {
            Workers.<Void>waiting(() -> {
                // Bounded by the peer: it reads, or it is gone, or it is given up.
                there.await();
                return null;
            });
        } catch (Exception interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
