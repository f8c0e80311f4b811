package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.server.engine.Outlet;

/** A reply whose response goes out on another stream than its own: a fault. */
final class MisdirectedOutlet implements Outlet {

    private final Outlet own;
    private final Outlet other;

    MisdirectedOutlet(Outlet own, Outlet other) {
        this.own = own;
        this.other = other;
    }

    @Override
    public void send(Message message) {
        own.send(message);
    }

    @Override
    public void respond(Message response) {
        other.send(response);
        own.abandon();
    }

    @Override
    public void abandon() {
        own.abandon();
    }

    @Override
    public void closeConnection() {
        own.closeConnection();
    }
}
