package dev.mcptestbench.server.carrier;

import dev.mcptestbench.server.bridge.StdioBridge;
import dev.mcptestbench.wire.AsyncWriter;
import dev.mcptestbench.wire.LineReader;
import dev.mcptestbench.wire.Room;
import dev.mcptestbench.wire.WireListener.End;
import dev.mcptestbench.wire.WireSettings;
import dev.mcptestbench.wire.Workers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One launched process, seen over the socket on which it obeys. */
final class BridgeWire implements LineWire {

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final long pid;
    private final int longest;
    private final AsyncWriter writer;
    private final Semaphore window = new Semaphore(StdioBridge.WINDOW);
    private final Consumer<BridgeWire> onGone;
    private volatile @Nullable LineListener talk;

    /**
     * A process that has proved to be launched by our command.
     *
     * @param in what it says, of which it has told its number
     */
    BridgeWire(
            Socket socket,
            DataInputStream in,
            long pid,
            WireSettings settings,
            Workers workers,
            Consumer<BridgeWire> onGone)
            throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        this.pid = pid;
        this.longest = settings.maxBodyBytes();
        this.writer = new AsyncWriter(
                workers, settings.maxUnreadBytes(), overrun -> gone(overrun ? End.OVERRUN : End.CLOSED_BY_PEER));
        this.onGone = onGone;
    }

    static DataInputStream reading(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    long pid() {
        return pid;
    }

    /** Serves the process until it is gone; on a worker. */
    void serve(LineListener served) {
        talk = served;
        served.opened("process " + pid);
        LineReader lines = new LineReader(longest, served::received);
        End how = End.CLOSED_BY_PEER;
        try {
            boolean fits = true;
            while (fits) {
                int command = Workers.waiting(in::readUnsignedByte);
                if (command == StdioBridge.END) {
                    lines.end();
                    served.inputEnded();
                } else if (command == StdioBridge.WRITTEN) {
                    window.release(in.readInt());
                } else {
                    byte[] bytes = in.readNBytes(in.readInt());
                    fits = lines.take(bytes, bytes.length);
                }
            }
            how = End.CLOSED;
        } catch (IOException processIsGone) {
            // What that means is told below.
        } catch (Exception interrupted) {
            Thread.currentThread().interrupt();
        }
        gone(how);
    }

    void gone(End how) {
        LineListener served = talk;
        if (served != null) {
            served.gone(how);
        }
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // It was to be closed, and closed it is.
        }
        // Whoever waits to write finds the socket closed.
        window.release(StdioBridge.WINDOW);
        onGone.accept(this);
    }

    @Override
    public Room room() {
        return writer.room();
    }

    @Override
    public void abort() {
        gone(End.RESET);
    }

    @Override
    public void output(byte[] bytes) {
        send(StdioBridge.BYTES, bytes);
    }

    @Override
    public void errors(byte[] bytes) {
        send(StdioBridge.ERRORS, bytes);
    }

    private void send(int command, byte[] bytes) {
        writer.add(bytes.length, () -> {
            int size;
            for (int from = 0; from < bytes.length; from += size) {
                size = Math.min(StdioBridge.WINDOW, bytes.length - from);
                acquire(size);
                out.writeByte(command);
                out.writeInt(size);
                out.write(bytes, from, size);
                out.flush();
            }
        });
    }

    /** Waits until the client has read so much that there is room for as many bytes in the process. */
    private void acquire(int size) throws IOException {
        try {
            window.acquire(size);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public void closeOutput() {
        writer.add(1, () -> {
            out.writeByte(StdioBridge.END);
            out.flush();
        });
    }

    @Override
    public void exit(int code) {
        writer.add(1, () -> {
            out.writeByte(StdioBridge.EXIT);
            out.writeInt(code);
            out.flush();
        });
    }
}
