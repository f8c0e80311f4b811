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

    /** With this code it exits if the mock server is gone, or was never there. */
    public static final int NO_SERVER = 69;

    /** With this code it exits if its output cannot be written. */
    private static final int NO_OUTPUT = 74;

    private static final int CHUNK = 8192;

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
            obey(new DataInputStream(socket.getInputStream()), err);
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
                toMock.writeByte(BYTES);
                toMock.writeInt(count);
                toMock.write(message, 0, count);
                toMock.flush();
            }
            toMock.writeByte(END);
            toMock.flush();
        } catch (IOException gone) {
            // Whoever reads from the mock notices, too.
        }
    }

    private static void obey(DataInputStream mock, OutputStream err) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        while (true) {
            int command = mock.readUnsignedByte();
            switch (command) {
                case BYTES -> write(out, mock.readNBytes(mock.readInt()));
                case ERRORS -> write(err, mock.readNBytes(mock.readInt()));
                case END -> out.close();
                case EXIT -> Runtime.getRuntime().halt(mock.readInt());
                default -> throw new EOFException("no such command: " + command);
            }
        }
    }

    private static void write(OutputStream stream, byte[] bytes) {
        try {
            stream.write(bytes);
        } catch (IOException nobodyReads) {
            Runtime.getRuntime().halt(NO_OUTPUT);
        }
    }
}
