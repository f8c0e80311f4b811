package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.text;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.session.SessionStore;
import dev.mcptestbench.client.session.StoredSession;
import dev.mcptestbench.server.MockMcpServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while its client hears one notification after the other, and the one that comes after it. */
class KilledClientTest {

    private static final int IN_FLIGHT = 40;
    private static final int HEARD_BEFORE = 200;
    private static final int SENT_AFTER = 200;

    @TempDir
    Path directory;

    private static ManagedClient client(ManagedClients clients, Path file) {
        return clients.add("survivor", ClientSettings.DEFAULT.withSessionStore(SessionStore.inFile(file)));
    }

    @Test
    void itsSuccessorTakesTheSessionUpAndHearsTheRestOnceAndInOrder() throws Exception {
        Path file = directory.resolve("sessions.json");
        try (MockMcpServer server = MockMcpServer.builder().start();
                ChildJvm killed = new ChildJvm(Listener.class, server.url(), file)) {
            server.tool("echo").returns(text("hi"));
            assertThat(killed.line()).isEqualTo("connected");
            List<Integer> sent = Collections.synchronizedList(new ArrayList<>());
            // Ever so many are on their way: neither side waits for the other.
            Semaphore onTheirWay = new Semaphore(IN_FLIGHT);
            AtomicBoolean enough = new AtomicBoolean();
            Thread sending = new Thread(() -> {
                for (onTheirWay.acquireUninterruptibly(); !enough.get(); onTheirWay.acquireUninterruptibly()) {
                    sendNext(server, sent);
                }
            });
            sending.start();
            List<Integer> heardBefore = new ArrayList<>();
            while (heardBefore.size() < HEARD_BEFORE || !hasMovedOn(file, server)) {
                heardBefore.add(Integer.valueOf(killed.line()));
                onTheirWay.release();
            }

            killed.kill();

            killed.lines().forEach(line -> heardBefore.add(Integer.valueOf(line)));
            enough.set(true);
            onTheirWay.release();
            sending.join(25_000);
            for (int i = 0; i < SENT_AFTER; i++) {
                sendNext(server, sent);
            }
            StoredSession left =
                    SessionStore.inFile(file).find(server.url(), "survivor").orElseThrow();

            try (ManagedClients clients = ManagedClients.of(server.url())) {
                ManagedClient successor = client(clients, file).connect();

                assertThat(successor).resumedItsSession();
                assertThat(successor.callTool("echo")).succeeded();
                assertThat(successor.initializeResult()).isEqualTo(left.initializeResult());
                // Its own last word, so that all others have come before it.
                server.send(logging(INFO, "last"));
                assertThat(successor.notifications()).eventually(ofSeconds(10)).contains(logging(INFO, "last"));
                List<Integer> heardAfter = successor.notifications().texts().stream()
                        .filter(text -> !text.equals("last"))
                        .map(Integer::valueOf)
                        .toList();
                assertThat(heardBefore).isEqualTo(oneAfterTheOther(1, heardBefore.size()));
                // What was heard and not yet stored when it was killed is heard once more; nothing is left out.
                assertThat(heardAfter.get(0)).isBetween(2, heardBefore.size() + 1);
                assertThat(heardAfter).isEqualTo(oneAfterTheOther(heardAfter.get(0), sent.size()));
            }
            assertThat(server).received(initialize()).once();
            assertThat(server).hasNoProtocolViolations();
        }
    }

    /** Whether a place on the stream has been stored: where disks are slow it takes a while. */
    private static boolean hasMovedOn(Path file, MockMcpServer server) {
        return SessionStore.inFile(file)
                .find(server.url(), "survivor")
                .filter(stored -> stored.lastEventId() != null)
                .isPresent();
    }

    private static void sendNext(MockMcpServer server, List<Integer> sent) {
        int next = sent.size() + 1;
        sent.add(next);
        server.send(logging(INFO, next));
    }

    private static List<Integer> oneAfterTheOther(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    /** Tells each notification that its client hears. */
    static final class Listener {

        private Listener() {}

        public static void main(String[] args) throws InterruptedException {
            ManagedClients clients = ManagedClients.of(URI.create(args[0]));
            ManagedClient client = client(clients, Path.of(args[1]));
            client.notifications().subscribe(heard -> System.out.println(heard.text()));
            client.connect();
            System.out.println("connected");
            new CountDownLatch(1).await();
        }
    }
}
