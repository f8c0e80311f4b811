package dev.mcptestbench.server.engine;

import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Room;
import dev.mcptestbench.wire.Workers;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends the notifications of a stream one after the other, at their interval, on the test clock. A long burst leaves in
 * slices on workers, so that whoever started it goes on. In order, whatever thread a slice runs on.
 */
final class PacedStream {

    /** How many leave at once before others have their turn. */
    private static final int SLICE = 500;

    private final TestClock clock;
    private final Workers workers;
    private final Template.Values values;
    private final long count;
    private final Duration interval;
    private final BooleanSupplier over;
    private final Consumer<Template.Values> send;
    private final Runnable then;
    private final Supplier<Room> room;
    private long slice = SLICE;

    /**
     * Works out how many and how often.
     *
     * @param over whether nobody hears them any more
     * @param send sends one; the values tell its number
     * @param room whether what was sent is read: until it is, no more is sent
     * @param then what to do when all are sent; not if it was over before
     * @throws IllegalArgumentException if a template of the stream gives no number or no duration
     */
    PacedStream(
            TestClock clock,
            Workers workers,
            NotificationStream stream,
            Template.Values values,
            BooleanSupplier over,
            Consumer<Template.Values> send,
            Supplier<Room> room,
            Runnable then) {
        this.clock = clock;
        this.workers = workers;
        this.values = values;
        this.count = stream.count(values);
        this.interval = stream.interval(values);
        this.over = over;
        this.send = send;
        this.room = room;
        this.then = then;
    }

    /** Leaves a burst whole, on the thread that starts it: for a stream that ends as soon as that thread goes on. */
    PacedStream inOneGo() {
        slice = Long.MAX_VALUE;
        return this;
    }

    void start() {
        from(1);
    }

    private void from(long first) {
        for (long n = first; n <= count; n++) {
            if (over.getAsBoolean()) {
                return;
            }
            send.accept(values.at(n));
            long next = n + 1;
            if (next <= count && !interval.isZero()) {
                clock.schedule(interval, () -> from(next));
                return;
            }
            boolean pausing =
                    next - first == slice || (slice == SLICE && !room.get().isThere());
            if (next <= count && pausing) {
                room.get().whenThere(() -> workers.execute(() -> from(next)));
                return;
            }
        }
        then.run();
    }
}
