package dev.mcptestbench.server.engine;

import java.time.Duration;
import org.apiguardian.api.API;

/** What a rule can do to the server's place itself, where the carrier has such a thing. Thread-safe; never blocks. */
@API(status = API.Status.INTERNAL)
public interface Premises {

    /** Breaks every connection, idle ones too. */
    void dropAllStreams();

    /** Has new connections refused for so long on the test clock; zero for good. */
    void refuseConnections(Duration lasting);

    /** Ends every subscription of the modern era in good order. */
    void endSubscriptions();

    /** Ends a session: 404 now and ever after. */
    void expire(Session session);
}
