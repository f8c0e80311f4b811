package dev.mcptestbench.wire;

import dev.mcptestbench.time.TestClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What the connections of one server share. */
record Service(
        WireSettings settings,
        TestClock clock,
        WireListener listener,
        Activity activity,
        @Nullable SSLContext tls,
        Map<Long, ServerConnection> connections) {

    Service(
            WireSettings settings,
            TestClock clock,
            WireListener listener,
            Activity activity,
            @Nullable SSLContext tls) {
        this(settings, clock, listener, activity, tls, new ConcurrentHashMap<>());
    }

    /** Takes the connection in, unless there are too many. */
    boolean admit(ServerConnection connection) {
        connections.put(connection.id(), connection);
        return connections.size() <= settings.maxConnections();
    }

    void forget(ServerConnection connection) {
        connections.remove(connection.id());
    }
}
