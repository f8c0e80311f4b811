package dev.mcptestbench.wire;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lease on the one event loop group of the JVM. The first lease starts the group; some time after the last was
 * released it ends, so that a test suite which starts and stops servers one after the other keeps its warm threads.
 */
final class EventLoops {

    /** How long idle loops stay, so that starting the next server costs no thread. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final int THREADS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    private static final Object LOCK = new Object();
    private static final AtomicInteger THREAD_NUMBERS = new AtomicInteger();
    private static @Nullable EventLoopGroup shared;
    private static int leases;
    private static long idleSince;
    private static boolean ending;

    private final EventLoopGroup group;
    private final AtomicBoolean released = new AtomicBoolean();

    private EventLoops(EventLoopGroup group) {
        this.group = group;
    }

    static EventLoops lease() {
        synchronized (LOCK) {
            EventLoopGroup current = shared;
            if (current == null) {
                current = newGroup();
                shared = current;
            }
            leases++;
            return new EventLoops(current);
        }
    }

    // Netty 4.2 deprecates the class for a constructor that Netty 4.1 does not have; both run this one.
    @SuppressWarnings("deprecation")
    private static EventLoopGroup newGroup() {
        return new NioEventLoopGroup(THREADS, LoopThread::new);
    }

    /** Whether this thread is an event loop, on which nobody may wait for another event. */
    static boolean onLoop() {
        return Thread.currentThread() instanceof LoopThread;
    }

    EventLoopGroup group() {
        return group;
    }

    EventLoop next() {
        return group.next();
    }

    void release() {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        synchronized (LOCK) {
            leases--;
            if (leases == 0) {
                idleSince = System.nanoTime();
                endLater(LINGER.toNanos());
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void endLater(long nanos) {
        if (!ending) {
            ending = true;
            group.next().schedule(this::endIfIdle, nanos, TimeUnit.NANOSECONDS);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void endIfIdle() {
        synchronized (LOCK) {
            ending = false;
            if (leases > 0) {
                return;
            }
            long left = LINGER.toNanos() - (System.nanoTime() - idleSince);
            if (left > 0) {
                endLater(left);
                return;
            }
            shared = null;
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /**
     * Waits until each loop has looked at its sockets twice and done all that it found there: what had reached a
     * socket before the call has been read after it.
     *
     * @return whether that was so within the bound
     */
    boolean settle(Duration bound) {
        List<EventExecutor> loops = new ArrayList<>();
        group.forEach(loops::add);
        CountDownLatch settled = new CountDownLatch(loops.size());
        try {
            for (EventExecutor loop : loops) {
                if (loop.inEventLoop()) {
                    settled.countDown();
                } else {
                    loop.execute(() -> nextRound(loop, () -> nextRound(loop, settled::countDown)));
                }
            }
            return settled.await(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Runs the task in the loop's next round, behind a look at its sockets. A scheduled task does so and an executed
     * one does not: a loop takes due tasks off its schedule once a round, but runs its queue until it is empty.
     */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void nextRound(EventExecutor loop, Runnable task) {
        loop.schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    private static final class LoopThread extends FastThreadLocalThread {

        LoopThread(Runnable task) {
            super(task, "mcp-testbench-io-" + THREAD_NUMBERS.incrementAndGet());
            setDaemon(true);
        }
    }
}
