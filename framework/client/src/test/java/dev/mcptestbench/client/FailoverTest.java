package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.INTERNAL_ERROR;
import static dev.mcptestbench.Mcp.calls;
import static dev.mcptestbench.Mcp.errors;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.successes;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.tooManyRequests;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.client.Pools.failures;
import static dev.mcptestbench.client.Pools.leastInFlight;
import static dev.mcptestbench.protocol.Revision.V2026_07_28;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.journal.CircuitState;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Carrier;
import dev.mcptestbench.server.MockMcpServer;
import dev.mcptestbench.time.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which calls of a pool go to another member when one fails, and which must not. */
class FailoverTest {

    @Test
    void failsOverAndOpensTheCircuit() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0).on(toolCall()).always().status(503);
            ClientPool pool = bench.pool()
                    .balancedBy(leastInFlight())
                    .failsOver()
                    .opensCircuitAfter(failures(3))
                    .connect();

            List<CallOutcome> outcomes = pool.call(10, "who", Map.of());

            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome).succeeded().hasText("backup"));
            assertThat(pool.circuitOf(bench.server(0))).isOpen();
            assertThat(pool.circuitOf(bench.server(1))).isClosed();
            assertThat(bench.server(0)).received(toolCall("who")).times(3);
            assertThat(bench.server(1)).received(toolCall("who")).times(10);
            assertThat(pool).hasFailedOver(3).hasCounted(10, successes()).hasCounted(0, errors());
            assertThat(pool.members().get(0)).hasCounted(3, errors());
        }
    }

    @Test
    void theModernEraKnowsNoOtherRule() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0).tool("pay").returns(text("paid"));
            bench.server(0).on(toolCall("who")).always().status(503);
            bench.server(0).on(toolCall("pay")).always().afterCommit().resetConnection();
            ClientPool pool = bench.pool()
                    .with(ClientSettings.DEFAULT.withRevisions(V2026_07_28))
                    .balancedBy(leastInFlight())
                    .failsOver()
                    .opensCircuitAfter(failures(3))
                    .connect();

            assertThat(pool.callTool("pay")).failedWith(ConnectionLostException.class);
            pool.callTool("who");
            assertThat(pool.callInParallel(10, "who", Map.of())).allSucceeded();

            assertThat(pool.circuitOf(bench.server(0))).isOpen();
            assertThat(bench.server(0)).received(toolCall("pay")).once();
            assertThat(bench.server(1)).neverReceived(toolCall("pay"));
            assertThat(bench.server(0)).neverReceived(initialize());
        }
    }

    @Test
    void inMemoryToo() {
        try (PoolBench bench = new PoolBench("unused");
                MockMcpServer primary = MockMcpServer.builder()
                        .name("primary")
                        .clock(bench.clock)
                        .journal(bench.journal)
                        .carriers(Carrier.MEMORY)
                        .start();
                MockMcpServer backup = MockMcpServer.builder()
                        .name("backup")
                        .clock(bench.clock)
                        .journal(bench.journal)
                        .carriers(Carrier.MEMORY)
                        .start()) {
            primary.tool("who").returns(text("primary"));
            backup.tool("who").returns(text("backup"));
            ClientPool pool = bench.clients
                    .pool("memory")
                    .over(primary, backup)
                    .with(ClientSettings.DEFAULT.withTransport("memory"))
                    .failsOver()
                    .opensCircuitAfter(failures(1))
                    .connect();
            primary.on(toolCall()).always().closeConnection();

            assertThat(pool.callTool("who")).failedWith(ConnectionLostException.class);
            assertThat(pool.callTool("who")).succeeded().hasText("backup");
            assertThat(pool.circuitOf(primary)).isOpen();
            assertThat(pool.circuitOf(backup)).isClosed();
        }
    }

    @Test
    void withoutFailoverACallIsMadeOnce() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0).on(toolCall()).always().status(503);
            ClientPool pool = bench.pool().connect();

            assertThat(pool.callTool("who")).failedWith(HttpStatusException.class);
            assertThat(pool).hasFailedOver(0).hasCounted(1, errors());
        }
    }

    @Test
    void aServerThatCannotBeReachedIsPassedOverAtOnce() {
        try (PoolBench bench = PoolBench.withTheClockStopped("primary", "backup")) {
            ClientPool pool = bench.pool().failsOver().connect();
            // The client has a kept connection; only the refusal tells it that its server is gone.
            bench.server(0).refuseConnections();
            bench.server(0).dropAllStreams();

            assertThat(pool.callTool("who")).succeeded().hasText("backup");
        }
    }

    @Test
    void everyMemberHasOneTurn() {
        try (PoolBench bench = new PoolBench("a", "b", "c")) {
            bench.servers.forEach(server -> server.on(toolCall()).always().status(503));
            ClientPool pool = bench.pool().failsOver().connect();

            CallOutcome outcome = pool.callTool("who");

            assertThat(outcome).failedWith(HttpStatusException.class);
            assertThat(outcome.client()).isEqualTo("pool-c");
            assertThat(outcome.mayHaveTakenEffect()).isFalse();
            assertThat(pool).hasSpreadCalls(1, 1, 1).hasFailedOver(2);
        }
    }

    @Test
    void whatMayHaveTakenEffectGoesToNobodyElse() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0).on(toolCall()).always().afterCommit().resetConnection();
            ClientPool pool = bench.pool().failsOver().connect();

            CallOutcome outcome = pool.callTool("who");

            assertThat(outcome).failedWith(ConnectionLostException.class);
            assertThat(outcome.mayHaveTakenEffect()).isTrue();
            assertThat(bench.server(0)).received(toolCall()).once();
            assertThat(bench.server(1)).neverReceived(toolCall());
        }
    }

    @Test
    void aTimeOutGoesToNobodyElse() {
        try (PoolBench bench = PoolBench.withTheClockStopped("primary", "backup")) {
            bench.server(0).on(toolCall()).always().neverAnswer();
            ClientPool pool = bench.pool().failsOver().connect();
            StartedCall call = pool.start(Outgoing.tool("who", Map.of()));
            bench.clock.advance(ofSeconds(20));

            assertThat(call.outcome()).failedWith(CallTimeoutException.class);
            assertThat(bench.server(1)).neverReceived(toolCall());
        }
    }

    @Test
    void unlessThePoolIsToldTo() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0).on(toolCall()).always().afterCommit().resetConnection();
            ClientPool pool = bench.pool().failsOver().repeatsUnsafeCalls().connect();

            assertThat(pool.callTool("who")).succeeded().hasText("backup");
            assertThat(bench.server(0)).received(toolCall()).once();
        }
    }

    @Test
    void orTheServerHasListedTheToolAsSafe() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0)
                    .tool("read")
                    .listedWith("annotations", Map.of("readOnlyHint", true))
                    .returns(text("primary"));
            bench.server(0)
                    .tool("put")
                    .listedWith("annotations", Map.of("idempotentHint", true))
                    .returns(text("primary"));
            bench.server(0)
                    .tool("add")
                    .listedWith("annotations", Map.of("idempotentHint", false))
                    .returns(text("primary"));
            for (String tool : List.of("read", "put", "add")) {
                bench.server(1).tool(tool).returns(text("backup"));
                bench.server(0).on(toolCall(tool)).always().afterCommit().resetConnection();
            }
            ClientPool pool = bench.pool().failsOver().build();
            assertThat(pool.callTool("read")).failedWith(ConnectionLostException.class);
            pool.members().get(0).request(Methods.TOOLS_LIST, Map.of());
            pool.callTool("who");

            // From here on it is the primary's turn whenever a call begins.
            assertThat(pool.callTool("read")).succeeded().hasText("backup");
            assertThat(pool.callTool("put")).succeeded().hasText("backup");
            assertThat(pool.callTool("add")).failedWith(ConnectionLostException.class);
            assertThat(pool).hasFailedOver(2);
        }
    }

    @Test
    void whatOnlyReadsIsAlwaysSafe() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0)
                    .on(dev.mcptestbench.Mcp.method(Methods.TOOLS_LIST))
                    .always()
                    .afterCommit()
                    .resetConnection();
            ClientPool pool = bench.pool().failsOver().connect();

            assertThat(pool.request(Methods.TOOLS_LIST, Map.of())).succeeded();
            assertThat(pool).hasFailedOver(1);
        }
    }

    @Test
    void whatWasAnsweredIsNeverMadeAgain() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0).on(toolCall()).always().failWith(INTERNAL_ERROR, "boom");
            ClientPool pool = bench.pool()
                    .failsOver()
                    .repeatsUnsafeCalls()
                    .retries(Backoff.DEFAULT)
                    .connect();

            assertThat(pool.callTool("who")).failedWith(INTERNAL_ERROR);
            assertThat(bench.server(0)).received(toolCall()).once();
            assertThat(bench.server(1)).neverReceived(toolCall());
        }
    }

    @Test
    void whatTheServerRefusesForItsContentGoesNowhere() {
        try (PoolBench bench = new PoolBench("primary", "backup")) {
            bench.server(0).on(toolCall()).always().status(403);
            ClientPool pool = bench.pool()
                    .failsOver()
                    .repeatsUnsafeCalls()
                    .opensCircuitAfter(failures(1))
                    .connect();

            assertThat(pool.callTool("who")).failedWith(HttpStatusException.class);
            assertThat(bench.server(1)).neverReceived(toolCall());
            assertThat(pool.circuitOf(bench.server(0))).isClosed();
        }
    }

    @Test
    void anExpiredSessionIsRenewedWhereItWas() {
        try (PoolBench bench = PoolBench.withTheClockStopped("primary", "backup")) {
            bench.server(0).on(toolCall()).first().expireSession();
            ClientPool pool = bench.pool().failsOver().connect();

            assertThat(pool.callTool("who")).succeeded().hasText("primary");
            assertThat(bench.server(0)).received(initialize()).times(2);
        }
    }

    @Test
    void aSessionThatCannotBeRenewedSendsTheCallElsewhere() {
        try (PoolBench bench = PoolBench.withTheClockStopped("primary", "backup")) {
            bench.server(0).on(toolCall()).first().expireSession();
            bench.server(0).on(initialize()).from(2).status(500);
            ClientPool pool = bench.pool().failsOver().connect();

            // The clock stands still, so nothing but the one attempt can have taken place.
            assertThat(pool.callTool("who")).succeeded().hasText("backup");
        }
    }

    @Test
    void theCircuitClosesAgainByTheTestClock() {
        try (PoolBench bench = PoolBench.withTheClockStopped("primary", "backup")) {
            bench.server(0).on(toolCall()).times(4).status(503);
            ClientPool pool = bench.pool()
                    .balancedBy(leastInFlight())
                    .failsOver()
                    .opensCircuitAfter(failures(3).staysOpenFor(ofSeconds(10)))
                    .connect();
            pool.call(6, "who", Map.of());
            assertThat(pool.circuitOf(bench.server(0))).isOpen();

            bench.clock.advance(ofSeconds(10));
            assertThat(pool.circuitOf(bench.server(0))).isHalfOpen();
            assertThat(pool.call(4, "who", Map.of()))
                    .allSatisfy(each -> assertThat(each).hasText("backup"));
            assertThat(pool.circuitOf(bench.server(0))).isOpen();
            bench.clock.advance(ofSeconds(10));

            assertThat(pool.call(4, "who", Map.of()))
                    .extracting(CallOutcome::text)
                    .contains("primary");
            assertThat(pool.circuitOf(bench.server(0)))
                    .isClosed()
                    .wentThrough(
                            CircuitState.OPEN,
                            CircuitState.HALF_OPEN,
                            CircuitState.OPEN,
                            CircuitState.HALF_OPEN,
                            CircuitState.CLOSED);
        }
    }

    @Test
    void clientsOfOneServerShareItsCircuit() {
        try (PoolBench bench = new PoolBench("only")) {
            bench.server(0).on(toolCall()).always().status(503);
            ClientPool pool = bench.clients
                    .pool("search")
                    .withClients(3)
                    .failsOver()
                    .opensCircuitAfter(failures(2))
                    .connect();

            CallOutcome outcome = pool.callTool("who");

            // The second failure has closed the way for the third.
            assertThat(outcome).failedWith(HttpStatusException.class);
            assertThat(pool).hasSpreadCalls(1, 1, 0);
            assertThat(pool.circuitOf(bench.server(0))).isOpen();
            assertThat(pool.callTool("who")).failedWith(CircuitOpenException.class);
            assertThat(pool.callTool("who").failure().orElseThrow())
                    .hasMessageContaining("No member of pool \"search\" could make the call:")
                    .hasMessageContaining("search-1 is CONNECTED, its circuit is OPEN, for ");
            assertThat(bench.server(0)).received(toolCall()).times(2);
            assertThat(bench.journal.entries(JournalEntry.CallEnded.class))
                    .extracting(JournalEntry.CallEnded::client)
                    .containsExactly("search-1", "search-2", "search", "search");
        }
    }

    @Test
    void aRoundThatFailedIsTriedAnewByTheTestClock() {
        try (PoolBench bench = PoolBench.withTheClockStopped("a", "b")) {
            bench.servers.forEach(server -> server.on(toolCall()).times(2).status(503));
            ClientPool pool = bench.pool().failsOver().retries(Backoff.DEFAULT).connect();
            StartedCall call = pool.start(Outgoing.tool("who", Map.of()));

            bench.clock.advance(ofSeconds(1));
            assertThat(pool).hasSpreadCalls(2, 2);
            assertThat(pool.metrics().inFlight()).isEqualTo(1);
            bench.clock.advance(ofSeconds(2));

            assertThat(call.outcome()).succeeded();
            assertThat(call.outcome().took()).isEqualTo(ofSeconds(3));
            assertThat(bench.journal.entries(JournalEntry.CallRepeated.class))
                    .extracting(JournalEntry.CallRepeated::delay)
                    .containsExactly(ZERO, ofSeconds(1), ZERO, ofSeconds(2));
        }
    }

    @Test
    void tooManyRequestsPutItOffAsTheServerAsks() {
        try (PoolBench bench = PoolBench.withTheClockStopped("a")) {
            bench.server(0).on(toolCall()).first().does(tooManyRequests(ofSeconds(7)));
            ClientPool pool = bench.pool().retries(Backoff.DEFAULT).connect();
            StartedCall call = pool.start(Outgoing.tool("who", Map.of()));
            bench.clock.advance(ofSeconds(6));
            assertThat(bench.server(0)).received(toolCall()).once();

            bench.clock.advance(ofSeconds(1));

            assertThat(call.outcome()).succeeded();
        }
    }

    @Test
    void closingEndsACallThatWaitsForItsNextTime() {
        try (PoolBench bench = PoolBench.withTheClockStopped("a")) {
            bench.server(0).on(toolCall()).always().status(503);
            ClientPool pool = bench.pool().retries(Backoff.DEFAULT).connect();
            StartedCall call = pool.start(Outgoing.tool("who", Map.of()));
            bench.clock.advance(ZERO);

            pool.close();

            assertThat(call.outcome()).failedWith(HttpStatusException.class);
            assertThat(pool.callTool("who")).failedWith(ClientClosedException.class);
        }
    }

    @Test
    void closingAllClientsEndsItToo() {
        try (PoolBench bench = PoolBench.withTheClockStopped("a")) {
            bench.server(0).on(toolCall()).always().status(503);
            ClientPool pool = bench.pool().retries(Backoff.DEFAULT).connect();
            StartedCall call = pool.start(Outgoing.tool("who", Map.of()));
            bench.clock.advance(ZERO);

            bench.clients.close();

            assertThat(call.outcome()).failedWith(HttpStatusException.class);
        }
    }

    /** Each call carries a number; each server counts how often it worked on each. */
    @Test
    void noCallIsLostAndNoneIsMadeTwiceWhenAMemberDiesMidway() throws Exception {
        int threads = 8;
        int each = 50;
        try (PoolBench bench = new PoolBench("a", "b", "c")) {
            Map<Object, AtomicInteger> worked = new ConcurrentHashMap<>();
            CountDownLatch halfway = new CountDownLatch(threads * each / 2);
            bench.servers.forEach(server -> server.tool("add").answers(call -> {
                worked.computeIfAbsent(call.string("n"), n -> new AtomicInteger())
                        .incrementAndGet();
                halfway.countDown();
                return text(call.string("n"));
            }));
            // The one that is to die has then worked on calls that it has not answered.
            bench.server(1).on(toolCall("add")).from(20).afterCommit().hold(new Gate());
            ClientPool pool = bench.pool()
                    .balancedBy(leastInFlight())
                    .failsOver()
                    .opensCircuitAfter(failures(5))
                    .connect();
            Map<String, CallOutcome> outcomes = new ConcurrentHashMap<>();
            ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
            List<Thread> callers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                callers.add(new Thread(() -> {
                    try {
                        for (int i = 0; i < each; i++) {
                            String n = thread + "/" + i;
                            outcomes.put(n, pool.callTool("add", Map.of("n", n)));
                        }
                    } catch (Throwable e) {
                        thrown.add(e);
                    }
                }));
            }
            callers.forEach(Thread::start);
            assertThat(halfway.await(30, TimeUnit.SECONDS)).isTrue();
            bench.server(1).crash();
            for (Thread caller : callers) {
                caller.join(60_000);
            }

            assertThat(thrown).isEmpty();
            assertThat(outcomes).hasSize(threads * each);
            assertThat(worked.values()).allSatisfy(times -> assertThat(times).hasValue(1));
            outcomes.forEach((n, outcome) -> {
                if (outcome.isSuccess()) {
                    assertThat(outcome).hasText(n);
                    assertThat(worked).containsKey(n);
                } else {
                    // Only where nobody knows whether it took effect: it was on its way to the one that died.
                    assertThat(outcome.client()).isEqualTo("pool-b");
                    assertThat(outcome.mayHaveTakenEffect()).isTrue();
                }
            });
            // There was one call of each thread under way at most when it died.
            assertThat(outcomes.values().stream().filter(outcome -> !outcome.isSuccess()))
                    .hasSizeBetween(1, threads);
            assertThat(pool).hasCounted((long) threads * each, calls());
        }
    }
}
