package dev.mcptestbench.server.carrier;

import dev.mcptestbench.server.bridge.StdioBridge;
import dev.mcptestbench.wire.WireListener.End;
import dev.mcptestbench.wire.Workers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
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
    private final Consumer<BridgeWire> onGone;
    private volatile @Nullable LineListener talk;

    /**
     * A process that has proved to be launched by our command.
     *
     * @param in what it says, of which it has told its number
     */
    BridgeWire(Socket socket, DataInputStream in, long pid, int longest, Workers workers, Consumer<BridgeWire> onGone)
            throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        this.pid = pid;
        this.longest = longest;
        this.writer = new AsyncWriter(workers, () -> gone(End.CLOSED_BY_PEER));
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
        onGone.accept(this);
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
        writer.add(() -> {
            out.writeByte(command);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        });
    }

    @Override
    public void closeOutput() {
        writer.add(() -> {
            out.writeByte(StdioBridge.END);
            out.flush();
        });
    }

    @Override
    public void exit(int code) {
        writer.add(() -> {
            out.writeByte(StdioBridge.EXIT);
            out.writeInt(code);
            out.flush();
        });
    }
}
