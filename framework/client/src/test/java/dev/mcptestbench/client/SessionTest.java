package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.CONNECTING;
import static dev.mcptestbench.Mcp.FAILED;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.client.transport.Peer;
import dev.mcptestbench.client.transport.ServerUnreachableException;
import dev.mcptestbench.client.transport.SessionExpiredException;
import dev.mcptestbench.plugin.McpEndpoint;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.wire.WireServer.Closing;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How clients come to a session, lose it, and come to another. */
class SessionTest {

    @Test
    void fiftyConcurrentConnectsAreOneAttempt() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = bench.client();

            List<CompletableFuture<ManagedClient>> all = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(client::connect))
                    .toList();
            all.forEach(CompletableFuture::join);

            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(1);
            assertThat(client).isConnected().wentThrough(CONNECTING, CONNECTED);
        }
    }

    @Test
    void concurrentCallsThatMeetAnExpiredSessionRenewItOnce() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always(Methods.TOOLS_CALL, to -> {
                if ("s1".equals(to.exchange().request().header(Headers.SESSION_ID))) {
                    to.status(404);
                } else {
                    to.json(to.result("renewed"));
                }
            });
            ManagedClient client = bench.client();

            assertThat(client.callInParallel(20, "echo", Map.of())).allSucceeded();

            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(2);
            assertThat(bench.peer.all(Methods.INITIALIZE).get(1).header(Headers.SESSION_ID))
                    .isNull();
            assertThat(client).isConnected().wentThrough(CONNECTED, RECONNECTING, CONNECTED);
            assertThat(client).retriedAfter();
        }
    }

    @Test
    void aLateSignOfTheOldSessionsEndDoesNotEndTheNewOne() {
        try (PeerBench bench = new PeerBench()) {
            CompletableFuture<Peer.Answering> held = new CompletableFuture<>();
            bench.peer.next(Methods.TOOLS_CALL, held::complete, to -> to.status(404));
            ManagedClient client = bench.client().connect();
            StartedCall late = client.startTool("first", Map.of());
            Peer.Answering first = held.join();
            assertThat(client.callTool("second")).succeeded();

            first.status(404);

            assertThat(late.outcome()).succeeded();
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(2);
            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(4);
        }
    }

    @Test
    void aSessionThatExpiresForEverIsRenewedOncePerCall() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always(Methods.TOOLS_CALL, to -> to.status(404));
            ManagedClient client = bench.client();

            assertThat(client.callTool("echo")).failedWith(SessionExpiredException.class);

            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(2);
            // The second 404 is answered by a new session, too, but by no third call.
            assertThat(client)
                    .eventually(ofSeconds(20))
                    .wentThrough(CONNECTED, RECONNECTING, CONNECTED, RECONNECTING, CONNECTED);
            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(2);
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(3);
        }
    }

    @Test
    void renewsTheSessionWhenTheStandingStreamMeetsItsEnd() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next("GET", to -> to.stream().finish(), to -> to.status(404), to -> to.stream());
            ManagedClient client = bench.client().connect();

            assertThat(client).eventually(ofSeconds(20)).wentThrough(CONNECTED, RECONNECTING, CONNECTED);
            assertThat(client.callTool("echo")).succeeded();
            assertThat(bench.peer.all(Methods.TOOLS_CALL).get(0).header(Headers.SESSION_ID))
                    .isEqualTo("s2");
        }
    }

    @Test
    void aStandingStreamThatFindsItsKeptConnectionClosedAndThenNobodyCannotBeSent() {
        try (PeerBench bench = PeerBench.withTheClockStopped()) {
            CompletableFuture<Peer.Answering> again = new CompletableFuture<>();
            bench.peer.next("GET", to -> to.stream().finish(), again::complete);
            ManagedClient client = bench.client().connect();
            again.join();
            bench.peer.server().refuseConnections();
            bench.peer.server().closeConnections(Closing.FIN);

            assertThat(client).eventually(ofSeconds(20)).is(RECONNECTING);
            assertThat(bench.peer.asked("GET")).isEqualTo(2);
            assertThat(client).hasLastError(ServerUnreachableException.class);
            assertThat(client.lastError().orElseThrow())
                    .hasMessageStartingWith("GET of the standing stream could not be sent")
                    .hasMessageEndingWith("refused the connection: nobody listens there");
        }
    }

    @Test
    void aRenewalThatFailsOnceIsTriedAgain() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(Methods.TOOLS_CALL, to -> to.status(404));
            ManagedClient client = bench.client().connect();
            bench.peer.next(Methods.INITIALIZE, to -> to.status(500));
            bench.clock.advance(ofMillis(1));
            var call = client.startTool("echo", Map.of());

            bench.clock.advance(ofSeconds(1));

            assertThat(call.outcome()).succeeded();
            assertThat(client).retriedAfter(ofSeconds(1));
        }
    }

    @Test
    void aRefusedCallWaitsForTheServerAndIsMadeThen() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = bench.client().connect();
            bench.peer.server().refuseConnections();
            bench.peer.server().closeConnections(Closing.FIN);
            bench.clock.advance(ofMillis(1));
            var call = client.startTool("echo", Map.of());

            bench.clock.advance(ofSeconds(1));
            assertThat(client).is(RECONNECTING).hasLastError(ServerUnreachableException.class);
            bench.peer.server().acceptConnections();
            bench.clock.advance(ofSeconds(2));

            assertThat(call.outcome()).succeeded();
            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(1);
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(1);
            assertThat(client).retriedAfter(ofSeconds(1), ofSeconds(2));
        }
    }

    @Test
    void aCallThatFindsTheClientReconnectingDoesNotWaitForTheNextAttempt() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = bench.client().connect();
            bench.peer.server().refuseConnections();
            bench.peer.server().closeConnections(Closing.FIN);
            bench.clock.advance(ofMillis(1));
            var refused = client.startTool("echo", Map.of());
            bench.clock.advance(ofMillis(1));
            bench.peer.server().acceptConnections();

            assertThat(client.callTool("echo")).succeeded();
            assertThat(refused.outcome()).succeeded();
            assertThat(client).isConnected().retriedAfter(ofSeconds(1));
        }
    }

    @Test
    void givesUpWhenAllAttemptsAreUsedUpAndCanBeConnectedAgain() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next("GET", to -> to.stream());
            ManagedClient client = bench.client().connect();
            bench.peer.server().refuseConnections();
            bench.peer.server().closeConnections(Closing.RST);
            bench.clock.advance(ofSeconds(1));
            assertThat(client).is(RECONNECTING);
            bench.clock.advance(ofSeconds(200));

            assertThat(client)
                    .is(FAILED)
                    .hasLastError(ServerUnreachableException.class)
                    .retriedAfter(
                            ofSeconds(1),
                            ofSeconds(2),
                            ofSeconds(4),
                            ofSeconds(8),
                            ofSeconds(16),
                            ofSeconds(30),
                            ofSeconds(30),
                            ofSeconds(30));
            bench.peer.server().acceptConnections();
            assertThat(client.callTool("echo")).succeeded();
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(2);
        }
    }

    @Test
    void aFirstConnectionThatIsRefusedFailsAtOnce() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = bench.clients.add("lost", McpEndpoint.of(URI.create("http://127.0.0.1:1/mcp")));

            assertThatThrownBy(client::connect)
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("\"lost\"")
                    .hasMessageContaining("127.0.0.1:1")
                    .hasCauseInstanceOf(ServerUnreachableException.class);
            assertThat(client).is(FAILED).wentThrough(CONNECTING, FAILED);
            assertThat(client.callTool("echo")).failedWith(ServerUnreachableException.class);
        }
    }

    @Test
    void whatTheServerAnswersToInitializeIsJudged() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    Methods.INITIALIZE,
                    to -> to.status(404),
                    to -> to.json(Message.error(
                            to.id(), dev.mcptestbench.protocol.ErrorCode.INVALID_PARAMS, "not you", null)),
                    to -> to.json(Message.result(to.id(), Map.of("protocolVersion", "1999-01-01"))));
            ManagedClient client = bench.client();

            assertThatThrownBy(client::connect).hasCauseInstanceOf(HttpStatusException.class);
            assertThatThrownBy(client::connect)
                    .hasCauseInstanceOf(ErrorResponseException.class)
                    .hasMessageContaining("not you");
            assertThatThrownBy(client::connect).hasMessageContaining("1999-01-01");
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(3);
            client.connect();
            assertThat(client).isConnected();
        }
    }

    @Test
    void disconnectsAndConnectsAgain() {
        try (PeerBench bench = new PeerBench()) {
            ManagedClient client = bench.client().connect();
            client.disconnect();
            client.disconnect();
            assertThat(client).is(dev.mcptestbench.Mcp.DISCONNECTED);
            assertThat(bench.peer.asked("DELETE")).isEqualTo(1);

            assertThat(client.callTool("echo")).succeeded();
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(2);
        }
    }

    @Test
    void answersThePingOfAServerAndRefusesWhatItDoesNotDeclare() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    "GET",
                    to -> to.stream()
                            .event(null, Message.request("p", Methods.PING, Map.of()))
                            .event(null, Message.request("r", Methods.ROOTS_LIST, Map.of())));
            bench.client().connect();

            assertThat(bench.journal.await(
                            () -> bench.peer.asked("RESULT") == 1 && bench.peer.asked("ERROR") == 1, ofSeconds(5)))
                    .isTrue();
        }
    }

    @Test
    void introducesItselfByItsName() {
        try (PeerBench bench = new PeerBench()) {
            bench.clients.connect("weather");
            String initialize = new String(
                    bench.peer.all(Methods.INITIALIZE).get(0).body(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(initialize).contains("\"name\":\"weather\"").contains("\"protocolVersion\":\"2025-11-25\"");
        }
    }
}
