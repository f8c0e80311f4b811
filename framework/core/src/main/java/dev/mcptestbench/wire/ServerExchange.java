package dev.mcptestbench.wire;

import dev.mcptestbench.wire.WireListener.End;
import java.util.concurrent.atomic.AtomicLong;

/** One request on a connection, and whether its reply is over. */
final class ServerExchange implements Exchange {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = nextNumber();
    private final ServerConnection connection;
    private final HttpRequest request;
    private final ReplyPump pump;
    private final Ending ending = new Ending();

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
        ending.whenOver(action);
    }

    @Override
    public void crash() {
        connection.listener().crash(this);
    }

    @Override
    public boolean isOver() {
        return ending.isOver();
    }

    @Override
    public Room room() {
        return pump.room();
    }

    /** The reply has come to its end; told once. On the event loop. */
    void end(End end) {
        ending.end(
                () -> {
                    connection.listener().replyEnded(this, end);
                    pump.close();
                },
                this);
    }

    @Override
    public String toString() {
        return "exchange " + number + " (" + request.method() + " " + request.target() + ")";
    }
}
