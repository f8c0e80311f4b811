package dev.mcptestbench.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A port on the loopback address that can stop listening and listen again, and stays ours in between.
 *
 * <p>On Linux a second socket is bound to the port and never listens. While the listener is away, connections are
 * refused by the kernel as they are on a port that nobody has, and yet nobody is given the port. Elsewhere two sockets
 * cannot be bound to one port without taking connections from each other: there the port is free for the time being.
 */
final class Port implements AutoCloseable {

    private static final boolean LINUX =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

    private static final long BIND_SECONDS = 10;

    private static final long CLOSE_SECONDS = 2;

    private static final long LOOK_NANOS = 500_000;

    private final ServerBootstrap bootstrap;
    private final int number;
    private final @Nullable SocketChannel placeholder;
    private @Nullable Channel listening;
    private CountDownLatch released = new CountDownLatch(0);
    private boolean closed;

    private Port(ServerBootstrap bootstrap, @Nullable SocketChannel placeholder, Channel listening) {
        this.bootstrap = bootstrap;
        this.placeholder = placeholder;
        this.listening = listening;
        this.number = ((InetSocketAddress) listening.localAddress()).getPort();
    }

    static Port open(int wanted, EventLoopGroup group, ChannelHandler connections) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(connections);
        SocketChannel placeholder = null;
        try {
            int port = wanted;
            if (LINUX) {
                placeholder = SocketChannel.open();
                placeholder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                placeholder.bind(new InetSocketAddress(loopback(), wanted));
                port = ((InetSocketAddress) placeholder.getLocalAddress()).getPort();
            }
            return new Port(bootstrap, placeholder, bind(bootstrap, port));
        } catch (IOException e) {
            release(placeholder);
            throw new UncheckedIOException(
                    wanted == 0
                            ? "No port on the loopback address could be opened: " + e.getMessage()
                            : "Port " + wanted + " cannot be opened (" + e.getMessage()
                                    + "): another process or server has it; port 0 takes a free one",
                    e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static Channel bind(ServerBootstrap bootstrap, int port) throws IOException {
        ChannelFuture bound = bootstrap.bind(new InetSocketAddress(loopback(), port));
        boolean done = bound.awaitUninterruptibly(BIND_SECONDS, TimeUnit.SECONDS);
        Throwable cause = bound.cause();
        if (!done || cause != null) {
            bound.channel().close();
            throw cause instanceof IOException io ? io : new IOException("no answer from the event loop", cause);
        }
        Link.listening(((InetSocketAddress) bound.channel().localAddress()).getPort());
        return bound.channel();
    }

    /** Always IPv4, so that the URL works for clients that try one address only. */
    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    int number() {
        return number;
    }

    /** Has the kernel refuse connections; returns when it does, but on an event loop, where it is soon after. */
    synchronized void refuse() {
        if (stopListening()) {
            requireRefusal();
        }
    }

    /** Stops listening; whether it is to be waited for. */
    private boolean stopListening() {
        Channel current = listening;
        if (current == null) {
            return false;
        }
        listening = null;
        Link.listeningNoMore(number);
        released = release(current);
        return !EventLoops.onLoop();
    }

    /** Listens again. */
    synchronized void accept() {
        if (listening == null && !closed) {
            requireRefusal();
            try {
                listening = bind(bootstrap, number);
            } catch (IOException e) {
                throw new UncheckedIOException("Port " + number + " could not be opened again: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (stopListening()) {
                isRefusing(CLOSE_SECONDS);
            }
            release(placeholder);
        }
    }

    /** The kernel closes a socket only when the selector that knows it has let go, which is in the loop's next round. */
    private static CountDownLatch release(Channel closing) {
        CountDownLatch released = new CountDownLatch(1);
        closing.close().addListener(closed -> EventLoops.nextRound(closing.eventLoop(), released::countDown));
        return released;
    }

    private void requireRefusal() {
        if (!isRefusing(BIND_SECONDS)) {
            throw new IllegalStateException("Port " + number + " still takes connections " + BIND_SECONDS
                    + " s after it was closed: another process has the socket");
        }
    }

    /**
     * Waits until connections are refused. A process that is just being started has, for a moment, whatever is open here,
     * the listening socket too: as long as it does, closing ours ends nothing. So the kernel is asked whether it refuses.
     */
    private boolean isRefusing(long withinSeconds) {
        awaitRelease();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(withinSeconds);
        while (isTaken()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /** Whoever is interrupted waits too, and is told so afterwards: it takes no longer than a round of the loop. */
    private void awaitRelease() {
        boolean interrupted = false;
        long left = TimeUnit.SECONDS.toNanos(BIND_SECONDS);
        long deadline = System.nanoTime() + left;
        while (left > 0) {
            try {
                released.await(left, TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                left = deadline - System.nanoTime();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether somebody listens. On Linux, where the placeholder has the port, the kernel lets another socket have it, too, just as
     * long as nobody does: to ask that is cheaper than to knock.
     */
    private boolean isTaken() {
        if (placeholder != null) {
            try (SocketChannel another = SocketChannel.open()) {
                another.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                another.bind(new InetSocketAddress(loopback(), number));
                return false;
            } catch (IOException listening) {
                return true;
            }
        }
        try (Socket taken = new Socket(loopback(), number)) {
            return taken.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static void release(@Nullable SocketChannel placeholder) {
        if (placeholder != null) {
            try {
                placeholder.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
