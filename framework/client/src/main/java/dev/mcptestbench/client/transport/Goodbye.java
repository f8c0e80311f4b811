package dev.mcptestbench.client.transport;

import dev.mcptestbench.wire.ReplyListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The DELETE that ends a session. Whatever the answer is, it is one; it is not waited for long. */
final class Goodbye implements ReplyListener {

    /** The longest wait for the answer, in real time, counted from when it was said. */
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile long saidAt;

    /** Says it, unless there is no session to end. */
    void say(HttpCalls http, HttpSession session) {
        saidAt = System.nanoTime();
        if (session.id() == null) {
            answered.countDown();
        } else {
            http.delete(session, this);
        }
    }

    /** Waits for the answer; {@code false} if there is none in time. */
    boolean awaitAnswer() {
        try {
            return answered.await(saidAt + BOUND_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void head(int status, Map<String, List<String>> headers) {
        answered.countDown();
    }

    @Override
    public void data(byte[] bytes) {}

    @Override
    public void ended() {
        answered.countDown();
    }

    @Override
    public void broke(IOException cause) {
        answered.countDown();
    }
}
