package dev.mcptestbench.wire;

import dev.mcptestbench.wire.WireListener.End;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on a connection, and whether its reply is over. */
final class ServerExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(ServerExchange.class);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = nextNumber();
    private final ServerConnection connection;
    private final HttpRequest request;
    private final ReplyPump pump;
    private final Object lock = new Object();
    private List<Runnable> whenOver = List.of();
    private volatile boolean over;

    ServerExchange(ServerConnection connection, RequestIntake.Step.Whole whole) {
        this.connection = connection;
        this.request = whole.request();
        boolean headOnly = request.method().equals("HEAD");
        this.pump = new ReplyPump(connection, this, new ReplyFraming(headOnly, whole.http10(), whole.keepAlive()));
    }

    static long nextNumber() {
        return NUMBERS.incrementAndGet();
    }

    ReplyPump pump() {
        return pump;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long connection() {
        return connection.id();
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public FrameSink reply() {
        return pump;
    }

    @Override
    public void whenOver(Runnable action) {
        synchronized (lock) {
            if (!over) {
                if (whenOver.isEmpty()) {
                    whenOver = new ArrayList<>(2);
                }
                whenOver.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void crash() {
        connection.listener().crash(this);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** The reply has come to its end; told once. On the event loop. */
    void end(End end) {
        List<Runnable> actions;
        synchronized (lock) {
            if (over) {
                return;
            }
            over = true;
            actions = whenOver;
            whenOver = List.of();
        }
        connection.listener().replyEnded(this, end);
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("What was to run at the end of a reply failed: {} {}", request.method(), request.target(), e);
            }
        }
    }

    @Override
    public String toString() {
        return "exchange " + number + " (" + request.method() + " " + request.target() + ")";
    }
}
