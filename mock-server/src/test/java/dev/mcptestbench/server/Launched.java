package dev.mcptestbench.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the mock server, as a client of stdio launches it; what it prints is gathered as it comes. */
final class Launched implements AutoCloseable {

    private static final long SECONDS = 30;

    private final Process process;
    private final Gathered out;
    private final Gathered err;
    private int lastId;

    private Launched(Process process) {
        this.process = process;
        this.out = new Gathered(process.getInputStream());
        this.err = new Gathered(process.getErrorStream());
    }

    static Launched by(MockMcpServer server) throws IOException {
        return by(server.stdioCommand());
    }

    static Launched by(List<String> command) throws IOException {
        return new Launched(new ProcessBuilder(command).start());
    }

    /** A process to which a client has said hello. */
    static Launched initialized(MockMcpServer server) throws Exception {
        Launched launched = by(server);
        launched.initialize("launcher");
        return launched;
    }

    Message initialize(String name) throws Exception {
        int id = request(
                "initialize",
                Map.of(
                        "protocolVersion",
                        "2025-11-25",
                        "capabilities",
                        Map.of("sampling", Map.of()),
                        "clientInfo",
                        Map.of("name", name, "version", "1")));
        Message answer = Message.parse(out.until(line -> line.contains("\"id\":" + id)));
        send(Message.notification("notifications/initialized", Map.of()));
        return answer;
    }

    int request(String method, Map<String, Object> params) throws IOException {
        send(Message.request(++lastId, method, params));
        return lastId;
    }

    int call(String tool) throws IOException {
        return request("tools/call", Map.of("name", tool, "_meta", Map.of("progressToken", 1)));
    }

    void send(Message message) throws IOException {
        write(new String(message.toBytes(), StandardCharsets.UTF_8) + "\n");
    }

    void write(String text) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** The next line that is not blank. */
    Message next() throws Exception {
        return Message.parse(out.until(line -> true));
    }

    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                .as("that the process exits within %s s; its output: %s; its errors: %s", SECONDS, out, err)
                .isTrue();
        return process.exitValue();
    }

    Process process() {
        return process;
    }

    Gathered out() {
        return out;
    }

    Gathered err() {
        return err;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** What comes on one stream. */
    static final class Gathered {

        /** Of a line. */
        interface Wanted {
            boolean is(String line);
        }

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int read;
        private boolean ended;

        Gathered(InputStream stream) {
            Thread reader = new Thread(() -> gather(stream), "gathers what a process prints");
            reader.setDaemon(true);
            reader.start();
        }

        private void gather(InputStream stream) {
            byte[] chunk = new byte[8192];
            try {
                for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                    synchronized (this) {
                        bytes.write(chunk, 0, count);
                        notifyAll();
                    }
                }
            } catch (IOException closed) {
                // As if it had ended.
            }
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }

        /** The next line of which this is true; those before it are passed over. */
        synchronized String until(Wanted wanted) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (true) {
                String text = bytes.toString(StandardCharsets.UTF_8);
                for (int end = text.indexOf('\n', read); end >= 0; end = text.indexOf('\n', read)) {
                    String line = text.substring(read, end);
                    read = end + 1;
                    if (!line.isBlank() && wanted.is(line)) {
                        return line;
                    }
                }
                await(deadline);
            }
        }

        /** Everything from the last line read on, once so many bytes of it are there. */
        synchronized byte[] atLeast(int count) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (rest().length < count) {
                await(deadline);
            }
            return rest();
        }

        /** Everything from the last line read on, once nothing more can come. */
        synchronized byte[] toTheEnd() throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (!ended) {
                await(deadline);
            }
            return rest();
        }

        synchronized boolean isEnded() {
            return ended;
        }

        private byte[] rest() {
            byte[] all = bytes.toByteArray();
            int from =
                    new String(all, StandardCharsets.UTF_8).substring(0, read).getBytes(StandardCharsets.UTF_8).length;
            return java.util.Arrays.copyOfRange(all, from, all.length);
        }

        private void await(long deadline) throws InterruptedException {
            long left = deadline - System.nanoTime();
            assertThat(left > 0 && !(ended && left < 0))
                    .as("more output within %s s; so far: %s", SECONDS, this)
                    .isTrue();
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }

        @Override
        public synchronized String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
