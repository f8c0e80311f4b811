package dev.mcptestbench.wire;

import dev.mcptestbench.time.TestClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What the connections of one server share. */
record Service(
        WireSettings settings,
        TestClock clock,
        WireListener listener,
        Activity activity,
        @Nullable SSLContext tls,
        Map<Long, ServerConnection> connections,
        AtomicBoolean ended) {

    Service(
            WireSettings settings,
            TestClock clock,
            WireListener listener,
            Activity activity,
            @Nullable SSLContext tls) {
        this(settings, clock, listener, activity, tls, new ConcurrentHashMap<>(), new AtomicBoolean());
    }

    /** Takes the connection in, unless there are too many, or the server has ended meanwhile. */
    boolean admit(ServerConnection connection) {
        connections.put(connection.id(), connection);
        return connections.size() <= settings.maxConnections() && !ended.get();
    }

    void forget(ServerConnection connection) {
        connections.remove(connection.id());
    }
}
