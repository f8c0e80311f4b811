package dev.mcptestbench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.time.TestClock;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Starting, stopping, and what is left behind. */
class WireLifeTest {

    private static final HttpRequest GET = HttpRequest.of("GET", "/", List.of(), new byte[0]);

    private static long wireThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mcp-testbench-io"))
                .count();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThousandStartsAndStopsLeaveNothingBehind() throws Exception {
        Scripted script = Scripted.replying(Frame.Head.of(204), new Frame.Finish());
        long files = 0;
        try (TestClock clock = new TestClock()) {
            for (int i = 0; i < 1000; i++) {
                try (WireServer server = WireServer.start(WireSettings.defaults(), clock, script)) {
                    if (i % 10 == 0) {
                        try (WireClient client = WireClient.open(WireClientSettings.defaults())) {
                            Reply reply = new Reply();
                            client.call(server.url("/"), GET, reply);
                            assertThat(reply.status()).isEqualTo(204);
                        }
                    }
                }
                files = i == 100 ? openFiles() : files;
            }
        }
        assertThat(openFiles()).as("open files").isLessThan(files + 100);
        assertThat(wireThreads()).as("event loops").isLessThanOrEqualTo(4);
    }

    @Test
    void aThousandClientsShareTheLoops() {
        Scripted script = Scripted.replying(Frame.Head.of(204), new Frame.Finish());
        List<WireClient> clients = new ArrayList<>();
        try (TestClock clock = new TestClock();
                WireServer server = WireServer.start(WireSettings.defaults(), clock, script)) {
            List<Reply> replies = new ArrayList<>();
            URI origin = server.url("/");
            for (int i = 0; i < 1000; i++) {
                WireClient client = WireClient.open(WireClientSettings.defaults());
                clients.add(client);
                Reply reply = new Reply();
                replies.add(reply);
                client.call(origin, GET, reply);
            }
            assertThat(replies).extracting(Reply::status).containsOnly(204);
            assertThat(server.openConnections()).isEqualTo(1000);
            assertThat(wireThreads()).as("event loops").isLessThanOrEqualTo(4);
        } finally {
            clients.forEach(WireClient::close);
        }
    }

    @Test
    void aServerMayBeStoppedFromItsOwnLoop() throws Exception {
        Scripted script = Scripted.silent();
        try (TestClock clock = new TestClock();
                WireServer server = WireServer.start(WireSettings.defaults(), clock, script);
                RawPeer peer = new RawPeer(server)) {
            Exchange exchange = script.get(peer);
            exchange.whenOver(server::refuseConnections);
            exchange.whenOver(server::close);
            exchange.reply().push(Frame.Head.of(204));
            exchange.reply().push(new Frame.Finish());
            peer.readToEnd();
            script.awaitEvent("closed CLOSED");
        }
    }

    // The kernel may have accepted a connection of which the server has not heard yet.
    @Test
    void nobodyStaysConnectedToAServerThatRefusesAndDrops() throws Exception {
        try (TestClock clock = new TestClock()) {
            for (int round = 0; round < 100; round++) {
                List<Socket> sockets = new ArrayList<>();
                try (WireServer server = WireServer.start(WireSettings.defaults(), clock, Scripted.silent())) {
                    CountDownLatch some = new CountDownLatch(1 + round % 5);
                    Thread knocking = new Thread(() -> knock(server.port(), sockets, some));
                    knocking.start();
                    some.await(5, TimeUnit.SECONDS);

                    server.refuseConnections();
                    server.closeConnections(WireServer.Closing.FIN);

                    knocking.join(5_000);
                    for (Socket socket : sockets) {
                        assertThat(isOver(socket))
                                .as("a connection of round " + round)
                                .isTrue();
                    }
                } finally {
                    for (Socket socket : sockets) {
                        socket.close();
                    }
                }
            }
        }
    }

    @Test
    void connectionsAreClosedAllAtOnce() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        Scripted script = Scripted.replying(Frame.Head.of(204), new Frame.Finish());
        try (TestClock clock = new TestClock();
                WireServer server = WireServer.start(WireSettings.defaults(), clock, script)) {
            for (int round = 0; round < 20; round++) {
                sockets.clear();
                knock(server.port(), sockets, new CountDownLatch(0));
                script.awaitEvents("opened", (round + 1) * sockets.size());
                // Whoever sees that one of them is over asks on all others.
                List<Thread> asking = sockets.stream()
                        .map(socket -> new Thread(() -> askWhenOver(socket, sockets)))
                        .toList();
                asking.forEach(Thread::start);

                server.closeConnections(WireServer.Closing.FIN);

                for (Thread each : asking) {
                    each.join(5_000);
                }
            }
            assertThat(script.arrived)
                    .as("requests after the connections were closed")
                    .isEmpty();
        }
    }

    private static void askWhenOver(Socket one, List<Socket> all) {
        try {
            if (isOver(one)) {
                for (Socket each : all) {
                    each.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
                }
            }
        } catch (IOException over) {
            // That one, too.
        }
    }

    private static void knock(int port, List<Socket> sockets, CountDownLatch connected) {
        try {
            while (sockets.size() < 20) {
                sockets.add(new Socket(Port.loopback(), port));
                connected.countDown();
            }
        } catch (IOException refused) {
            // That is how it ends.
        }
    }

    private static boolean isOver(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}
