package dev.mcptestbench.wire;

import dev.mcptestbench.time.RestProbe;
import dev.mcptestbench.time.TestClock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apiguardian.api.API;

/**
 * An HTTP/1.1 server on the loopback address that sends what it is told to, right or wrong. It decides nothing:
 * requests go to its {@link WireListener}, replies come as {@link Frame}s.
 *
 * <p>A connection is kept for further requests, pipelined ones too: each is told when it arrives, replies leave in the
 * order of the requests. A peer that ends its side while a reply is under way counts as gone. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class WireServer implements Wire {

    /** How connections are closed. */
    public enum Closing {
        /** With a FIN, as a server does that shuts down. */
        FIN,
        /** With an RST, as a server does that crashes. */
        RST
    }

    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);
    private static final long GOODBYE_MILLIS = 500;

    private final EventLoops loops;
    private final Service service;
    private final Port port;
    private final URI root;

    private WireServer(EventLoops loops, Service service, Port port) {
        this.loops = loops;
        this.service = service;
        this.port = port;
        this.root = URI.create((service.tls() == null ? "http" : "https") + "://127.0.0.1:" + port.number());
    }

    /**
     * Starts a server, which serves when this returns. Its sockets become part of what the clock lets come to rest.
     *
     * @param settings how to listen
     * @param clock what {@link Frame.Pause} and {@link Frame.Throttle} go by
     * @param listener told of connections and requests, on event loops
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static WireServer start(WireSettings settings, TestClock clock, WireListener listener) {
        SSLContext tls = settings.tls() ? ThrowAwayCertificate.get().serverContext() : null;
        EventLoops loops = EventLoops.lease();
        try {
            Service service = new Service(settings, clock, listener, new Activity(loops), tls);
            Port port = Port.open(settings.port(), loops.group(), new Pipeline(service));
            clock.restsWith(service.activity());
            return new WireServer(loops, service, port);
        } catch (RuntimeException e) {
            loops.release();
            throw e;
        }
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port.number();
    }

    /** The address of a path, such as {@code /mcp}: {@code http} or {@code https} on 127.0.0.1. */
    @Override
    public URI url(String path) {
        return root.resolve(path);
    }

    /**
     * The certificate that HTTPS is served with: made for this JVM, valid for localhost, 127.0.0.1 and ::1.
     *
     * @throws IllegalStateException if the server speaks plain HTTP
     */
    public X509Certificate certificate() {
        requireTls();
        return ThrowAwayCertificate.get().certificate();
    }

    /**
     * A context for clients that trust this server's certificate and no other.
     *
     * @throws IllegalStateException if the server speaks plain HTTP
     */
    public SSLContext trustingTheServer() {
        requireTls();
        return ThrowAwayCertificate.get().clientContext();
    }

    private void requireTls() {
        if (service.tls() == null) {
            throw new IllegalStateException(root + " has no certificate: start it with WireSettings.withTls()");
        }
    }

    /**
     * Has new connections refused, as if nobody listened; the port stays ours (but for systems other than Linux), and
     * connections that are there live on. On an event loop it takes effect just after the call, else within it.
     */
    @Override
    public void refuseConnections() {
        port.refuse();
        if (!EventLoops.onLoop()) {
            // What the kernel has accepted is there, though its event loop may not have heard of it yet.
            loops.settle(CLOSE_BOUND);
        }
    }

    /** Takes new connections again. Not to be called on an event loop. */
    @Override
    public void acceptConnections() {
        port.accept();
    }

    /** Closes all connections, idle or not; see {@link #closeConnections(Closing, LongPredicate)}. */
    @Override
    public int closeConnections(Closing how) {
        return closeConnections(how, connection -> true);
    }

    /**
     * Closes connections and returns when they are closed and the listener knows; on an event loop, just before.
     *
     * @param how with a FIN or an RST
     * @param which picks by the number of the connection
     * @return how many were closed
     * @throws IllegalStateException if one did not end within five seconds
     */
    public int closeConnections(Closing how, LongPredicate which) {
        List<ServerConnection> chosen = new ArrayList<>();
        for (ServerConnection connection : service.connections().values()) {
            if (which.test(connection.id())) {
                chosen.add(connection);
            }
        }
        // All at once: a peer that misses one of them must not come back on another that is still to be closed.
        chosen.forEach(ServerConnection::hearNoMore);
        chosen.forEach(connection -> connection.execute(() -> connection.close(how == Closing.RST)));
        if (!EventLoops.onLoop()) {
            awaitGone(chosen);
        }
        return chosen.size();
    }

    private void awaitGone(List<ServerConnection> connections) {
        CompletableFuture<?>[] ends =
                connections.stream().map(ServerConnection::gone).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(CLOSE_BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            List<Long> left = connections.stream()
                    .filter(connection -> !connection.gone().isDone())
                    .map(ServerConnection::id)
                    .toList();
            throw new IllegalStateException(
                    "Connections " + left + " of " + root + " did not end in " + CLOSE_BOUND, e);
        }
    }

    /** How many connections are open. */
    public int openConnections() {
        return service.connections().size();
    }

    /**
     * Comes to rest once all that has reached the server's sockets was read, and all that is in flight between it and a
     * {@link WireClient} of this JVM has arrived; what other clients have not read is not known. The clock has it
     * already.
     */
    public RestProbe restProbe() {
        return service.activity();
    }

    /**
     * Stops listening, then closes all connections with a FIN. Idempotent.
     *
     * @throws IllegalStateException if a connection did not end within five seconds
     */
    @Override
    public void close() {
        service.ended().set(true);
        port.close();
        try {
            closeConnections(Closing.FIN);
        } finally {
            service.clock().restsWithout(service.activity());
            loops.release();
        }
    }

    @Override
    public String toString() {
        return "WireServer at " + root;
    }

    private static final class Pipeline extends ChannelInitializer<Channel> {

        private final Service service;

        Pipeline(Service service) {
            this.service = service;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new Meter(service.activity(), true));
            SSLContext tls = service.tls();
            if (tls != null) {
                SSLEngine engine = tls.createSSLEngine();
                engine.setUseClientMode(false);
                SslHandler secure = new SslHandler(engine);
                secure.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS);
                channel.pipeline().addLast(secure);
            }
            RequestDecoder decoder = new RequestDecoder(service.settings().maxHeadBytes());
            channel.pipeline().addLast(decoder, new ServerConnection(service, (SocketChannel) channel, decoder));
        }
    }
}
