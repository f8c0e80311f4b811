package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Challenge;
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

    /** A scripted challenge as the server's guard would send it; as it is where there is no guard. */
    Challenge completed(Challenge scripted);

    /** Ends a session: 404 now and ever after. */
    void expire(Session session);
}
