package dev.mcptestbench.wire;

import dev.mcptestbench.time.RestProbe;
import dev.mcptestbench.wire.BrokenReplyException.Reason;
import java.net.URI;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apiguardian.api.API;

/**
 * A lean HTTP/1.1 client: replies are told as they come, connections are kept for later requests to the same origin,
 * and no thread is its own, so that a thousand clients cost what one does. It follows no redirect and decodes no
 * content coding. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class WireClient implements AutoCloseable {

    /** What becomes of a request that went over a kept connection which turns out to have ended. */
    public enum IfStale {
        /** The reply is broken, with {@link BrokenReplyException#connectionWasStale()}: the caller decides. */
        BREAK,
        /** It is sent once more over a new connection: for requests that may be processed twice. */
        SEND_AGAIN
    }

    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

    private final WireClientSettings settings;
    private final EventLoops loops = EventLoops.lease();
    private final Activity activity = new Activity(loops);
    private final Set<WireCall> calls = ConcurrentHashMap.newKeySet();
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private final Map<Origin, Deque<ClientConnection>> idle = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private WireClient(WireClientSettings settings) {
        this.settings = settings;
    }

    /** A client without connections. */
    public static WireClient open(WireClientSettings settings) {
        return new WireClient(settings);
    }

    /** Sends a request; see {@link #call(URI, HttpRequest, ReplyListener, IfStale)}. Never sends it twice. */
    public WireCall call(URI origin, HttpRequest request, ReplyListener listener) {
        return call(origin, request, listener, IfStale.BREAK);
    }

    /**
     * Sends a request. {@code Host}, and {@code Content-Length} where there is a body, are put in if they are missing;
     * all else goes out as it stands. Returns at once; the listener is told all that comes of it.
     *
     * @param origin scheme, host and port; the rest of the URI plays no part
     * @param request what to send; its target is path and query
     * @param listener told of the reply on one event loop
     * @param ifStale what to do if a kept connection has ended before any byte of the reply
     * @throws IllegalArgumentException if the request holds line breaks or the URI is not absolute HTTP
     * @throws IllegalStateException if the client is closed
     */
    public WireCall call(URI origin, HttpRequest request, ReplyListener listener, IfStale ifStale) {
        RequestBytes.check(request);
        boolean mayRepeat = ifStale == IfStale.SEND_AGAIN;
        WireCall call = new WireCall(this, Origin.of(origin), request, listener, loops.next(), mayRepeat);
        calls.add(call);
        if (closed) {
            calls.remove(call);
            throw new IllegalStateException("This client is closed: open another to send " + call);
        }
        dispatch(call);
        return call;
    }

    /** Sends the call over a kept connection if there is one, else over a new one. */
    void dispatch(WireCall call) {
        Deque<ClientConnection> kept = idle.get(call.origin());
        ClientConnection connection = kept == null ? null : kept.pollFirst();
        if (connection == null) {
            connect(call);
        } else {
            connection.offer(call);
        }
    }

    void connect(WireCall call) {
        new Connecting(this, call).start();
    }

    /** Takes a new connection in, unless the client was closed meanwhile. */
    @SuppressWarnings("FutureReturnValueIgnored")
    boolean admit(ClientConnection connection) {
        connections.add(connection);
        if (closed) {
            connections.remove(connection);
            connection.channel().close();
            return false;
        }
        return true;
    }

    /** Keeps the connection for later calls. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void keep(ClientConnection connection) {
        Deque<ClientConnection> kept =
                idle.computeIfAbsent(connection.origin(), origin -> new ConcurrentLinkedDeque<>());
        if (closed || kept.size() >= settings.maxIdlePerOrigin()) {
            connection.channel().close();
        } else {
            kept.addFirst(connection);
        }
    }

    void forget(ClientConnection connection) {
        connections.remove(connection);
        Deque<ClientConnection> kept = idle.get(connection.origin());
        if (kept != null) {
            kept.remove(connection);
        }
    }

    void forget(WireCall call) {
        calls.remove(call);
    }

    WireClientSettings settings() {
        return settings;
    }

    Activity activity() {
        return activity;
    }

    /** How many connections are open, idle ones included. */
    public int openConnections() {
        return connections.size();
    }

    /**
     * Comes to rest once all that has reached the client's sockets was read, and all that is in flight between it and a
     * {@link WireServer} of this JVM has arrived. To be given to {@link dev.mcptestbench.time.TestClock#restsWith}.
     */
    public RestProbe restProbe() {
        return activity;
    }

    /**
     * Breaks the calls under way with {@link Reason#CLIENT_CLOSED} and closes all connections, idle ones too. Returns
     * when they are closed; on an event loop, just before. Idempotent.
     *
     * @throws IllegalStateException if a connection did not end within five seconds
     */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        calls.forEach(call -> call.cancel(Reason.CLIENT_CLOSED, "The client was closed during the call"));
        List<ClientConnection> closing = List.copyOf(connections);
        closing.forEach(connection -> connection.channel().close());
        try {
            if (!EventLoops.onLoop()) {
                awaitGone(closing);
            }
        } finally {
            loops.release();
        }
    }

    private void awaitGone(List<ClientConnection> closing) {
        CompletableFuture<?>[] ends =
                closing.stream().map(ClientConnection::gone).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(CLOSE_BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(this + " could not be closed in " + CLOSE_BOUND, e);
        }
    }

    @Override
    public String toString() {
        return "WireClient with " + connections.size() + " connections" + (closed ? " (closed)" : "");
    }
}
