package dev.mcptestbench.server.carrier;

import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;

/** A talk whose session is not adopted yet. */
record Opening(Talk talk, Session session) implements Talk {

    @Override
    public Outlet standing() {
        return talk.standing();
    }

    @Override
    public Outlet outlet(Exchange exchange, Plan plan, FrameSink sink) {
        return talk.outlet(exchange, plan, sink);
    }

    @Override
    public void accepted(FrameSink sink, boolean malformed) {
        talk.accepted(sink, malformed);
    }

    @Override
    public void expire(FrameSink sink) {
        talk.expire(sink);
    }
}
