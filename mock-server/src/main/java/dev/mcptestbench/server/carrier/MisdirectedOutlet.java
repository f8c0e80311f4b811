package dev.mcptestbench.server.carrier;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.wire.Plan;
import dev.mcptestbench.wire.Room;

/** A reply whose response goes out on another stream than its own, or on both: a fault. */
final class MisdirectedOutlet implements Outlet {

    private final Outlet own;
    private final Outlet other;
    private final boolean onBoth;

    private MisdirectedOutlet(Outlet own, Outlet other, boolean onBoth) {
        this.own = own;
        this.other = other;
        this.onBoth = onBoth;
    }

    /** The outlet of a reply as the plan has it: its own, if no rule says otherwise. */
    static Outlet of(Plan plan, Outlet own, Outlet standing) {
        if (!plan.take(Fault.AnswerOnStandingStream.class).isEmpty()) {
            return new MisdirectedOutlet(own, standing, false);
        }
        return plan.takesResponseToStandingStream() ? new MisdirectedOutlet(own, standing, true) : own;
    }

    @Override
    public void send(Message message) {
        own.send(message);
    }

    @Override
    public void respond(Message response) {
        if (onBoth) {
            own.respond(response);
            other.send(response);
        } else {
            other.send(response);
            own.abandon();
        }
    }

    @Override
    public void abandon() {
        own.abandon();
    }

    @Override
    public Room room() {
        return own.room();
    }

    @Override
    public void closeConnection() {
        own.closeConnection();
    }
}
