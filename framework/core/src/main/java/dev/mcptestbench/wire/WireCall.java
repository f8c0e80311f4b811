package dev.mcptestbench.wire;

import dev.mcptestbench.wire.BrokenReplyException.Reason;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** One request of a {@link WireClient} on its way. Thread-safe. */
@API(status = API.Status.EXPERIMENTAL)
public final class WireCall {

    private final WireClient client;
    private final Origin origin;
    private final HttpRequest request;
    private final ReplyListener listener;
    private final EventLoop firstLoop;
    private final Object lock = new Object();
    private @Nullable Channel channel;
    private boolean cancelled;
    private volatile boolean sent;
    private volatile boolean over;
    private volatile boolean mayRepeat;

    WireCall(
            WireClient client,
            Origin origin,
            HttpRequest request,
            ReplyListener listener,
            EventLoop firstLoop,
            boolean mayRepeat) {
        this.client = client;
        this.origin = origin;
        this.request = request;
        this.listener = listener;
        this.firstLoop = firstLoop;
        this.mayRepeat = mayRepeat;
    }

    /**
     * Gives the call up: its connection, and no other, is closed, and the listener is told
     * {@link ReplyListener#broke} with {@link Reason#CANCELLED}, soon, on its event loop. Nothing happens if the call
     * is over.
     */
    public void cancel() {
        cancel(Reason.CANCELLED, "The call was cancelled by the caller");
    }

    void cancel(Reason reason, String message) {
        Channel current;
        synchronized (lock) {
            if (cancelled || over) {
                return;
            }
            cancelled = true;
            current = channel;
        }
        EventLoop loop = current == null ? firstLoop : current.eventLoop();
        try {
            loop.execute(() -> giveUp(current, reason, message));
        } catch (RejectedExecutionException e) {
            giveUp(current, reason, message);
        }
    }

    // The connection may serve another call by now; it is ours as long as ours is not over.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void giveUp(@Nullable Channel current, Reason reason, String message) {
        if (!over) {
            broke(new BrokenReplyException(reason, message, sent, false, false, null));
            if (current != null) {
                current.close();
            }
        }
    }

    /**
     * Reads no more of the reply, so that the server has to wait, until {@link #resume()}; what has been read already is
     * told still.
     */
    public void pause() {
        reading(false);
    }

    /** Reads on. */
    public void resume() {
        reading(true);
    }

    private void reading(boolean on) {
        synchronized (lock) {
            // The connection may serve another call by now.
            if (channel != null && !over) {
                channel.config().setAutoRead(on);
            }
        }
    }

    /** Whether the listener has been told the end. */
    public boolean isOver() {
        return over;
    }

    /** Binds the call to a connection that is being made or was kept; {@code false} if it was cancelled. */
    boolean attach(Channel made) {
        synchronized (lock) {
            channel = made;
            return !cancelled;
        }
    }

    Origin origin() {
        return origin;
    }

    HttpRequest request() {
        return request;
    }

    EventLoop firstLoop() {
        return firstLoop;
    }

    boolean wasSent() {
        return sent;
    }

    void sending() {
        sent = true;
    }

    /** Whether a stale connection leads to one more attempt; asked once. */
    boolean takeRepeat() {
        boolean may = mayRepeat && !over;
        mayRepeat = false;
        return may;
    }

    void head(int status, Map<String, List<String>> headers) {
        if (!over) {
            listener.head(status, headers);
        }
    }

    void data(byte[] bytes) {
        if (!over) {
            listener.data(bytes);
        }
    }

    void ended() {
        if (!over) {
            over = true;
            client.forget(this);
            listener.ended();
        }
    }

    void broke(BrokenReplyException cause) {
        if (!over) {
            over = true;
            client.forget(this);
            listener.broke(cause);
        }
    }

    @Override
    public String toString() {
        return request.method() + " " + request.target() + " at " + origin + (over ? " (over)" : "");
    }
}
