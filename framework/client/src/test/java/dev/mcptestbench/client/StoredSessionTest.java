package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.CONNECTING;
import static dev.mcptestbench.Mcp.DISCONNECTED;
import static dev.mcptestbench.Mcp.FAILED;
import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.client.Golden.failsLike;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.session.SessionStore;
import dev.mcptestbench.client.session.SessionStoreException;
import dev.mcptestbench.client.session.StoredSession;
import dev.mcptestbench.client.transport.ServerUnreachableException;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.wire.HttpRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take up the session which one of their name has left. */
class StoredSessionTest {

    private final SessionStore store = SessionStore.inMemory();

    private ManagedClient client(ManagedClients clients) {
        return clients.add("client", ClientSettings.DEFAULT.withSessionStore(store));
    }

    private static Message tick(String text) {
        return Message.notification(Methods.MESSAGE, Map.of("level", "info", "data", text));
    }

    @Test
    void theNextOneHearsWhatWasMissedAndSaysNothingTwice() {
        try (Bench bench = new Bench();
                ManagedClients restarted = ManagedClients.of(bench.server.endpoint())) {
            bench.server.tool("echo").returns(text("hi"));
            ManagedClient first = client(bench.clients);
            assertThat(first.callTool("echo")).succeeded();
            bench.server.send(logging(INFO, "tick 1"));
            assertThat(first.notifications()).eventually(ofSeconds(20)).hasSize(1);
            first.detach();
            assertThat(first).is(DISCONNECTED);
            IntStream.rangeClosed(2, 5).forEach(n -> bench.server.send(logging(INFO, "tick " + n)));

            ManagedClient second = client(restarted).connect();

            assertThat(second).resumedItsSession().wentThrough(CONNECTING, CONNECTED);
            assertThat(second.initializeResult())
                    .isNotEmpty()
                    .isEqualTo(stored(bench).initializeResult());
            assertThat(second.callTool("echo")).succeeded();
            bench.server.send(logging(INFO, "tick 6"));
            assertThat(second.notifications()).eventually(ofSeconds(20)).hasSize(5);
            assertThat(second.notifications())
                    .texts()
                    .containsExactly("tick 2", "tick 3", "tick 4", "tick 5", "tick 6");
            assertThat(bench.server).received(initialize()).once();
            assertThat(bench.server).hasNoProtocolViolations();

            second.detach();
            assertThat(client(restartedOnceMore(bench)).callTool("echo")).succeeded();
            assertThat(bench.server).received(initialize()).once();
            assertThat(bench.server).hasNoProtocolViolations();
        }
    }

    private static ManagedClients restartedOnceMore(Bench bench) {
        return ManagedClients.of(
                bench.server::endpoint, bench.journal, bench.clock, Bench.Way.HTTP.settings(), bench.bus);
    }

    private StoredSession stored(Bench bench) {
        return store.find(bench.server.url(), "client").orElseThrow();
    }

    @Test
    void aClientThatHasDetachedTakesItsOwnSessionUp() {
        try (Bench bench = new Bench()) {
            ManagedClient client = client(bench.clients).connect();
            client.detach();
            client.detach();

            assertThat(client.connect()).resumedItsSession();

            assertThat(bench.server).received(initialize()).once();
            List<JournalEntry.StateChanged> states = bench.journal.entries(JournalEntry.StateChanged.class);
            String id = stored(bench).id();
            assertThat(states.get(states.size() - 1).reason())
                    .startsWith("took up session " + id.substring(0, 4) + "…")
                    .doesNotContain(id);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverEndsASessionIsNotFoundInItAgain(boolean forGood) {
        try (Bench bench = new Bench()) {
            ManagedClient client = client(bench.clients).connect();
            assertThat(store.find(bench.server.url(), "client")).isPresent();

            if (forGood) {
                client.close();
            } else {
                bench.clients.disconnectAll();
            }

            assertThat(store.find(bench.server.url(), "client")).isEmpty();
        }
    }

    @Test
    void aSessionThatTheServerHasForgottenIsReplaced() {
        try (Bench bench = new Bench()) {
            ManagedClient client = client(bench.clients).connect();
            client.detach();
            String old = stored(bench).id();
            bench.server.expireSessions();

            client.connect();

            assertThat(client).isConnected();
            assertThat(client.isResumed()).isFalse();
            assertThat(stored(bench).id()).isNotEqualTo(old);
            assertThat(bench.server).received(initialize()).times(2);
            assertThat(bench.server).hasNoProtocolViolations();
        }
    }

    @Test
    void aSessionThatExpiresInUseIsReplacedToo() {
        try (Bench bench = new Bench()) {
            bench.server.tool("echo").returns(text("hi"));
            ManagedClient client = client(bench.clients).connect();
            String old = stored(bench).id();
            bench.server.expireSessions();

            assertThat(client.callTool("echo")).succeeded();

            assertThat(stored(bench).id()).isNotEqualTo(old);
            client.detach();
            assertThat(client.connect()).resumedItsSession();
            assertThat(bench.server).received(initialize()).times(2);
        }
    }

    @Test
    void someServersSay400OfASessionThatTheyHaveForgotten() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = client(bench.clients).connect();
            client.detach();
            bench.peer.next(Methods.PING, to -> to.status(400));

            client.connect();

            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(2);
            assertThat(bench.peer.asked("DELETE")).isZero();
        }
    }

    @Test
    void aServerThatCannotBeReachedKeepsItsSession() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = client(bench.clients).connect();
            client.detach();
            bench.peer.server().refuseConnections();
            assertThatThrownBy(client::connect).hasCauseInstanceOf(ServerUnreachableException.class);
            assertThat(client).is(FAILED);
            bench.peer.server().acceptConnections();

            assertThat(client.connect()).resumedItsSession();

            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(1);
            assertThat(bench.peer.asked("DELETE")).isZero();
        }
    }

    @Test
    void aServerThatDoesNotAnswerKeepsItsSession() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = client(bench.clients).connect();
            client.detach();
            bench.peer.next(Methods.PING, to -> bench.clock.schedule(ofMillis(1), () -> {}));
            bench.clock.advance(ofMillis(1));
            var connecting = client.connection().connect().toCompletableFuture();
            assertThat(bench.journal.await(() -> bench.peer.asked(Methods.PING) == 1, ofSeconds(20)))
                    .isTrue();

            bench.clock.advance(ofSeconds(20));

            assertThatThrownBy(connecting::join).hasMessageContaining("ping was not answered within");
            assertThat(client.connect()).resumedItsSession();
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(1);
            assertThat(bench.peer.asked("DELETE")).isZero();
        }
    }

    @Test
    void aServerThatIsGivenUpMayBeFoundAgain() {
        try (PeerBench bench = PeerBench.withTheClockStopped()) {
            bench.peer.always("GET", dev.mcptestbench.client.transport.Peer.Answering::stream);
            ManagedClient client = client(bench.clients).connect();
            bench.peer.server().refuseConnections();
            bench.peer.server().closeConnections(dev.mcptestbench.wire.WireServer.Closing.RST);
            bench.clock.advance(java.time.Duration.ofMinutes(5));
            assertThat(client).eventually(ofSeconds(20)).is(FAILED);
            bench.peer.server().acceptConnections();

            assertThat(client.connect()).resumedItsSession();
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(1);
        }
    }

    @Test
    void theEventThatWasHeardLastIsHeardOnceThoughTheServerSendsItAgain() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    "GET",
                    to -> to.stream().event("a", tick("1")),
                    to -> to.stream().event("a", tick("1")).event("b", tick("2")));
            ManagedClient client = client(bench.clients).connect();
            assertThat(client.notifications()).eventually(ofSeconds(20)).hasSize(1);
            client.detach();

            client.connect();

            assertThat(client.notifications()).eventually(ofSeconds(20)).hasSize(2);
            assertThat(client.notifications()).texts().containsExactly("1", "2");
            assertThat(lastEventIds(bench)).containsExactly(null, "a");
            HttpRequest resumed = bench.peer.all("GET").get(1);
            assertThat(resumed.header(Headers.SESSION_ID)).isEqualTo("s1");
            assertThat(resumed.header(Headers.PROTOCOL_VERSION)).isEqualTo("2025-11-25");
        }
    }

    private static List<String> lastEventIds(PeerBench bench) {
        return bench.peer.all("GET").stream()
                .map(request -> request.header(Headers.LAST_EVENT_ID))
                .toList();
    }

    @Test
    void whatTheServerCannotReplayIsGivenUpAndTheStreamIsNot() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    "GET",
                    to -> to.stream().event("1", tick("before")),
                    to -> to.status(400),
                    to -> to.stream().event("1", tick("after")));
            ManagedClient client = client(bench.clients).connect();
            assertThat(client.notifications()).eventually(ofSeconds(20)).hasSize(1);
            client.detach();

            assertThat(client.connect()).resumedItsSession();

            assertThat(client.notifications()).eventually(ofSeconds(20)).hasSize(2);
            assertThat(client.notifications()).texts().containsExactly("before", "after");
            assertThat(lastEventIds(bench)).containsExactly(null, "1", null);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP")
    void whatKnowsNoSessionsIsUsedAsEver(Bench.Way way) {
        try (Bench bench = new Bench(way)) {
            bench.server.tool("echo").returns(text("hi"));
            ManagedClient client = client(bench.clients);
            assertThat(client.callTool("echo")).succeeded();
            assertThat(store.find(bench.server.endpoint().url(), "client")).isEmpty();

            client.detach();

            assertThat(client.callTool("echo")).succeeded();
            assertThat(client.isResumed()).isFalse();
        }
    }

    @Test
    void aStoredSessionSettlesWhatTheServerSpeaks() {
        try (Bench bench = new Bench()) {
            ManagedClient client = client(bench.clients).connect();
            client.detach();
            ManagedClients others = restartedOnceMore(bench);

            ManagedClient any = others.add(
                            "client", ClientSettings.DEFAULT.withAllRevisions().withSessionStore(store))
                    .connect();

            assertThat(any).resumedItsSession();
            assertThat(any.revision()).isEqualTo(dev.mcptestbench.protocol.Revision.LATEST_LEGACY);
        }
    }

    @Test
    void aStoreThatCannotBeReadIsNoReasonToBeginAnew(@TempDir Path directory) throws Exception {
        try (Bench bench = new Bench()) {
            Path file = Files.writeString(directory.resolve("settings.json"), "{\"theme\": \"dark\"}");
            ManagedClient client =
                    bench.clients.add("client", ClientSettings.DEFAULT.withSessionStore(SessionStore.inFile(file)));

            assertThatThrownBy(client::connect)
                    .isInstanceOf(ConnectFailedException.class)
                    .hasCauseInstanceOf(SessionStoreException.class)
                    .hasMessageContaining(file + " is no session store");

            assertThat(file).hasContent("{\"theme\": \"dark\"}");
            assertThat(bench.server).neverReceived(initialize());
        }
    }

    /** Has no room. */
    private static class FullStore implements SessionStore {

        @Override
        public Optional<StoredSession> find(URI server, String client) {
            return Optional.empty();
        }

        @Override
        public void save(StoredSession session) {
            throw new SessionStoreException("The store is full", null);
        }

        @Override
        public void forget(StoredSession session) {}
    }

    @Test
    void aSessionThatCannotBeKeptIsEnded() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client =
                    bench.clients.add("client", ClientSettings.DEFAULT.withSessionStore(new FullStore()));

            assertThatThrownBy(client::connect)
                    .hasCauseInstanceOf(SessionStoreException.class)
                    .hasMessageContaining("The store is full");

            assertThat(bench.journal.await(() -> bench.peer.asked("DELETE") == 1, ofSeconds(20)))
                    .isTrue();
        }
    }

    private static boolean isReconnecting(PeerBench bench) {
        return bench.journal.entries(JournalEntry.StateChanged.class).stream()
                .anyMatch(change -> change.to() == RECONNECTING);
    }

    @Test
    void aStreamThatBreaksBeforeTheClientIsConnectedIsOpenedAgain() {
        try (PeerBench bench = PeerBench.withTheClockStopped()) {
            CountDownLatch broken = new CountDownLatch(1);
            SessionStore slow = new FullStore() {
                @Override
                public void save(StoredSession session) {
                    assertThat(bench.journal.await(() -> broken.getCount() == 0, ofSeconds(20)))
                            .isTrue();
                    // Time moves on when all that was on its way has arrived.
                    bench.clock.advance(ofMillis(1));
                }
            };
            // More than once, perhaps: what breaks on a connection that was used before is asked for again at once.
            bench.peer.always("GET", to -> {
                if (isReconnecting(bench)) {
                    to.stream().event("1", tick("heard"));
                } else {
                    to.exchange().whenOver(broken::countDown);
                    to.reset();
                }
            });

            ManagedClient client = bench.clients
                    .add("client", ClientSettings.DEFAULT.withSessionStore(slow))
                    .connect();

            assertThat(client).eventually(ofSeconds(20)).wentThrough(CONNECTING, CONNECTED, RECONNECTING);
            bench.clock.advance(ofSeconds(1));
            assertThat(client.notifications()).eventually(ofSeconds(20)).hasSize(1);
        }
    }

    @Test
    void detachingNeedsAStore() {
        try (PeerBench bench = new PeerBench()) {
            assertThatThrownBy(() -> bench.client().detach())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Client \"client\" cannot detach, for nobody would find its session again: give it"
                            + " ClientSettings.DEFAULT.withSessionStore(…), or disconnect() it");
        }
    }

    @Test
    void saysThatASessionIsNew() {
        try (PeerBench bench = PeerBench.withTheClockStopped()) {
            ManagedClient client = client(bench.clients);
            failsLike("client-resumed-never", () -> assertThat(client).resumedItsSession());
            client.connect();
            failsLike(
                    "client-resumed",
                    () -> assertThat(client).eventually(ofMillis(10)).resumedItsSession());
        }
    }
}
