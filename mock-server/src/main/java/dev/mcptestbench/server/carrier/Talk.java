package dev.mcptestbench.server.carrier;

import dev.mcptestbench.server.engine.Outlet;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.FrameSink;
import dev.mcptestbench.wire.Plan;

/** One client's session as its carrier sees it: what the walk of a message needs to know of the carrier. Thread-safe. */
interface Talk {

    /** The engine's session. */
    Session session();

    /** Where messages go that belong to no request. */
    Outlet standing();

    /**
     * Where the answer to a request goes.
     *
     * @param plan what the script has in store for it
     * @param sink where its frames go, the script's decorators included
     */
    Outlet outlet(Exchange exchange, Plan plan, FrameSink sink);

    /** Tells the client, as far as its carrier has words for it, that a message without an answer was taken. */
    void accepted(FrameSink sink, boolean malformed);

    /** Ends the session from the server's side and tells so on this reply. */
    void expire(FrameSink sink);
}
