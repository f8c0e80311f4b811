package dev.mcptestbench.server.bridge;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apiguardian.api.API;

/**
 * The main class of that process. It decides nothing: what comes on its standard input goes to the mock server, and what
 * the mock server says is done, even that it ends. Where the one that it talks to is gone, it ends by itself.
 */
@API(status = API.Status.INTERNAL)
public final class StdioBridge {

    /** Bytes: an int for their number, then these. From the bridge, of its input; from the mock, for its output. */
    public static final int BYTES = 'B';

    /** From the bridge: its input has ended. From the mock: close the output. */
    public static final int END = 'E';

    /** From the mock: bytes for the standard error stream, as {@link #BYTES}. */
    public static final int ERRORS = 'R';

    /** From the mock: exit with the code that follows as an int. */
    public static final int EXIT = 'X';

    /** From the bridge: so many bytes of its output, the int that follows, have been taken by whoever reads it. */
    public static final int WRITTEN = 'W';

    /** So many bytes may be on their way to an output that is not read. */
    public static final int WINDOW = 256 * 1024;

    /** With this code it exits if the mock server is gone, or was never there. */
    public static final int NO_SERVER = 69;

    /** With this code it exits if its output cannot be written. */
    private static final int NO_OUTPUT = 74;

    private static final int CHUNK = 8192;

    /** How long what the mock server said last may take to be read, once it is gone. */
    private static final long FAREWELL_MILLIS = 1_000;

    private StdioBridge() {}

    /**
     * Runs until it is told to exit.
     *
     * @param args the file that tells the mock server's port, and on a second line what proves that it may be used
     */
    public static void main(String[] args) throws IOException {
        FileOutputStream err = new FileOutputStream(FileDescriptor.err);
        try {
            List<String> ticket = Files.readAllLines(Path.of(args[0]), StandardCharsets.US_ASCII);
            Socket socket =
                    new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), Integer.parseInt(ticket.get(0)));
            socket.setTcpNoDelay(true);
            DataOutputStream toMock =
                    new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), CHUNK + 16));
            toMock.writeUTF(ticket.get(1));
            toMock.writeLong(ProcessHandle.current().pid());
            toMock.flush();
            Thread input = new Thread(() -> passInput(toMock), "input");
            input.setDaemon(true);
            input.start();
            obey(new DataInputStream(socket.getInputStream()), toMock, err);
        } catch (IOException gone) {
            err.write(("MCP Testbench: the mock server behind this process is gone (" + gone + ")\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        Runtime.getRuntime().halt(NO_SERVER);
    }

    private static void passInput(DataOutputStream toMock) {
        try (InputStream in = new FileInputStream(FileDescriptor.in)) {
            byte[] message = new byte[CHUNK];
            for (int count = in.read(message); count >= 0; count = in.read(message)) {
                synchronized (toMock) {
                    toMock.writeByte(BYTES);
                    toMock.writeInt(count);
                    toMock.write(message, 0, count);
                    toMock.flush();
                }
            }
            synchronized (toMock) {
                toMock.writeByte(END);
                toMock.flush();
            }
        } catch (IOException gone) {
            // Whoever reads from the mock notices, too.
        }
    }

    /** Hears on while what was heard is done: output that nobody reads is no reason not to notice the mock's end. */
    private static void obey(DataInputStream mock, DataOutputStream toMock, OutputStream err) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
        Thread output = new Thread(() -> work(orders), "output");
        output.setDaemon(true);
        output.start();
        try {
            while (true) {
                int command = mock.readUnsignedByte();
                switch (command) {
                    case BYTES, ERRORS -> {
                        byte[] bytes = mock.readNBytes(mock.readInt());
                        orders.add(() -> write(command == BYTES ? out : err, bytes, toMock));
                    }
                    case END -> orders.add(() -> close(out));
                    case EXIT -> {
                        int code = mock.readInt();
                        orders.add(() -> Runtime.getRuntime().halt(code));
                    }
                    default -> throw new EOFException("no such command: " + command);
                }
            }
        } finally {
            orders.add(() -> Thread.currentThread().interrupt());
            try {
                output.join(FAREWELL_MILLIS);
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void work(BlockingQueue<Runnable> orders) {
        try {
            while (true) {
                orders.take().run();
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(OutputStream out) {
        try {
            out.close();
        } catch (IOException nobodyReads) {
            Runtime.getRuntime().halt(NO_OUTPUT);
        }
    }

    private static void write(OutputStream stream, byte[] bytes, DataOutputStream toMock) {
        try {
            stream.write(bytes);
        } catch (IOException nobodyReads) {
            Runtime.getRuntime().halt(NO_OUTPUT);
        }
        try {
            synchronized (toMock) {
                toMock.writeByte(WRITTEN);
                toMock.writeInt(bytes.length);
                toMock.flush();
            }
        } catch (IOException gone) {
            // Whoever reads from the mock notices, too.
        }
    }
}
