package dev.mcptestbench.server.carrier;

import dev.mcptestbench.server.bridge.StdioBridge;
import dev.mcptestbench.wire.WireListener.End;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where clients of stdio come in: processes launched by the command, each of which calls back over the loopback and
 * proves by the command's ticket where it comes from; and streams that the test gives. Thread-safe. The port is opened
 * when the command is first asked for.
 */
@API(status = API.Status.INTERNAL)
public final class StdioDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StdioDoor.class);

    private static final int HELLO_MILLIS = 10_000;

    /** How long {@link #close()} waits for the processes to end, which have nothing more to do. */
    private static final Duration EXIT_BOUND = Duration.ofSeconds(2);

    private final Workers workers;
    private final Function<LineWire, LineListener> listeners;
    private final WireSettings settings;
    private final Set<BridgeWire> processes = ConcurrentHashMap.newKeySet();
    private final Set<StreamWire> streams = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listening;
    private @Nullable BridgeTicket ticket;
    private volatile boolean refusing;
    private boolean closed;

    /**
     * No way in yet.
     *
     * @param settings how long a line may be, which is as long as a body, and what may wait for a client to read
     * @param listeners makes who serves a client that has come in
     */
    public StdioDoor(Workers workers, WireSettings settings, Function<LineWire, LineListener> listeners) {
        this.workers = workers;
        this.settings = settings;
        this.listeners = listeners;
    }

    /** What launches a process that is this server. */
    public synchronized List<String> command() {
        if (closed) {
            throw new IllegalStateException("The server is closed");
        }
        BridgeTicket current = ticket;
        if (current == null) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
                listening = socket;
                current = BridgeTicket.issue(socket.getLocalPort());
                ticket = current;
                workers.execute(() -> accept(socket));
            } catch (IOException e) {
                throw new UncheckedIOException("stdio could not be made ready: " + e.getMessage(), e);
            }
        }
        return current.command();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket caller = Workers.waiting(socket::accept);
                workers.execute(() -> welcome(caller));
            } catch (IOException closedMeanwhile) {
                return;
            } catch (Exception interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void welcome(Socket caller) {
        try {
            caller.setTcpNoDelay(true);
            caller.setSoTimeout(HELLO_MILLIS);
            DataInputStream in = BridgeWire.reading(caller);
            String proof = Workers.waiting(in::readUTF);
            long pid = in.readLong();
            if (refusing || !isOurs(proof)) {
                caller.close();
                return;
            }
            caller.setSoTimeout(0);
            BridgeWire wire = new BridgeWire(caller, in, pid, settings, workers, processes::remove);
            processes.add(wire);
            wire.serve(listeners.apply(wire));
        } catch (IOException gone) {
            LOG.debug("A process that wanted in did not say where it comes from", gone);
        } catch (Exception interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isOurs(String proof) {
        return ticket != null
                && MessageDigest.isEqual(
                        proof.getBytes(StandardCharsets.US_ASCII),
                        ticket.secret().getBytes(StandardCharsets.US_ASCII));
    }

    /** Serves a client over two streams. */
    public void serve(InputStream in, OutputStream out) {
        StreamWire wire = new StreamWire(workers, in, out, settings);
        streams.add(wire);
        LineListener talk = listeners.apply(wire);
        wire.serve(talk, streams::remove);
    }

    /** Whether processes that are launched end at once, as if they could not start. */
    public void refuse(boolean refused) {
        refusing = refused;
    }

    /** Has every process exit, and closes the given streams. */
    public void closeAll(int code) {
        processes.forEach(process -> process.exit(code));
        streams.forEach(StreamWire::close);
    }

    @Override
    public void close() {
        List<BridgeWire> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(processes);
            try {
                if (listening != null) {
                    listening.close();
                }
            } catch (IOException alreadyClosed) {
                LOG.debug("The port for processes was closed already", alreadyClosed);
            }
            if (ticket != null) {
                ticket.close();
            }
        }
        left.forEach(process -> process.gone(End.CLOSED));
        streams.forEach(StreamWire::close);
        awaitExits(left);
    }

    /** A process whose socket is closed exits with {@value StdioBridge#NO_SERVER}. */
    private static void awaitExits(List<BridgeWire> processes) {
        long deadline = System.nanoTime() + EXIT_BOUND.toNanos();
        for (BridgeWire process : processes) {
            Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
            try {
                if (handle.isPresent()) {
                    handle.get().onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                }
            } catch (TimeoutException late) {
                LOG.warn("Process {}, launched as an MCP server of stdio, has not ended", process.pid());
            } catch (ExecutionException cannotBeWaitedFor) {
                LOG.debug("Process {} cannot be waited for", process.pid(), cannotBeWaitedFor);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
