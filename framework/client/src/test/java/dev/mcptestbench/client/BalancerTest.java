package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.client.Pools.leastInFlight;
import static dev.mcptestbench.client.Pools.random;
import static dev.mcptestbench.client.Pools.roundRobin;
import static dev.mcptestbench.client.Pools.stickyBy;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.journal.ClientState;
import dev.mcptestbench.time.Gate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who makes the next call of a pool, over real sockets. */
class BalancerTest {

    private static List<String> texts(List<CallOutcome> outcomes) {
        return outcomes.stream().map(CallOutcome::text).toList();
    }

    @Test
    void roundRobinTakesOneAfterTheOther() {
        try (PoolBench bench = new PoolBench("a", "b", "c")) {
            ClientPool pool = bench.pool().balancedBy(roundRobin()).connect();

            assertThat(texts(pool.call(7, "who", Map.of()))).containsExactly("a", "b", "c", "a", "b", "c", "a");
            assertThat(pool).hasSpreadCalls(3, 2, 2);
            assertThat(pool.members()).extracting(ManagedClient::name).containsExactly("pool-a", "pool-b", "pool-c");
        }
    }

    @Test
    void leastInFlightTakesTheOneWithTheFewestCallsUnderWay() {
        try (PoolBench bench = new PoolBench("a", "b", "c")) {
            Gate gate = new Gate();
            bench.server(0).on(toolCall("who")).always().hold(gate);
            ClientPool pool = bench.pool().balancedBy(leastInFlight()).connect();

            StartedCall stuck = pool.start(Outgoing.tool("who", Map.of()));
            List<String> others = texts(pool.call(6, "who", Map.of()));

            assertThat(others).containsExactly("b", "c", "b", "c", "b", "c");
            gate.open();
            assertThat(stuck.outcome()).succeeded().hasText("a");
            // All are idle again, and the turn goes on.
            assertThat(texts(pool.call(3, "who", Map.of()))).containsExactly("a", "b", "c");
        }
    }

    @Test
    void leastInFlightNeverSeesTheSameMemberIdleTwice() {
        try (PoolBench bench = new PoolBench("a", "b", "c")) {
            bench.servers.forEach(server -> server.on(toolCall("who")).holdUntilArrived(10));
            ClientPool pool = bench.pool().balancedBy(leastInFlight()).connect();

            assertThat(pool.callInParallel(30, "who", Map.of())).allSucceeded();

            assertThat(pool).hasSpreadCalls(10, 10, 10);
        }
    }

    private static List<String> randomly(Balancer balancer) {
        try (PoolBench bench = new PoolBench("a", "b", "c")) {
            return texts(bench.pool().balancedBy(balancer).connect().call(30, "who", Map.of()));
        }
    }

    @Test
    void randomIsTheSameForTheSameSeed() {
        List<String> once = randomly(random(7));

        assertThat(once).containsOnly("a", "b", "c").contains("a", "b", "c");
        assertThat(randomly(random(7))).isEqualTo(once);
        assertThat(randomly(random(8))).isNotEqualTo(once);
        assertThat(randomly(random())).isEqualTo(randomly(random(42)));
    }

    private static Map<Integer, String> byUser(ClientPool pool) {
        Map<Integer, String> served = new LinkedHashMap<>();
        for (int user = 0; user < 40; user++) {
            served.put(user, pool.callTool("who", Map.of("user", user)).text());
        }
        return served;
    }

    @Test
    void stickyKeepsToAMemberAndMovesNobodyElseWhenOneIsGone() {
        try (PoolBench bench = new PoolBench("a", "b", "c")) {
            ClientPool pool =
                    bench.pool().balancedBy(stickyBy("user")).failsOver().connect();
            Map<Integer, String> first = byUser(pool);
            assertThat(new HashSet<>(first.values())).containsExactlyInAnyOrder("a", "b", "c");
            assertThat(byUser(pool)).isEqualTo(first);
            assertThat(pool.callTool("who").text())
                    .isEqualTo(pool.callTool("who").text());

            bench.server(1).refuseConnections();
            bench.server(1).dropAllStreams();
            assertThat(pool.members().get(1)).eventually(ofSeconds(20)).is(ClientState.RECONNECTING);
            Map<Integer, String> without = byUser(pool);

            assertThat(without.values()).doesNotContain("b").contains("a", "c");
            Set<Integer> moved = new HashSet<>();
            first.forEach((user, server) -> {
                if (!without.get(user).equals(server)) {
                    moved.add(user);
                }
            });
            assertThat(moved)
                    .isNotEmpty()
                    .allSatisfy(user -> assertThat(first.get(user)).isEqualTo("b"));
            bench.server(1).acceptConnections();
            bench.clock.advance(ofSeconds(60));
            assertThat(byUser(pool)).isEqualTo(first);
        }
    }

    @Test
    void membersThatLookForTheirServerArePassedOverUntilTheyAreBack() {
        try (PoolBench bench = PoolBench.withTheClockStopped("a", "b")) {
            ClientPool pool = bench.pool().connect();
            bench.server(0).refuseConnections();
            bench.server(0).dropAllStreams();
            assertThat(pool.members().get(0)).eventually(ofSeconds(20)).is(ClientState.RECONNECTING);

            assertThat(texts(pool.call(3, "who", Map.of()))).containsExactly("b", "b", "b");
            bench.server(0).acceptConnections();
            bench.clock.advance(ofSeconds(1));

            assertThat(pool).hasConnected("pool-a", "pool-b");
            assertThat(texts(pool.call(2, "who", Map.of()))).containsExactly("a", "b");
        }
    }

    @Test
    void oneThatHasLostItsServerIsTriedWhereThereIsNobodyElse() {
        try (PoolBench bench = PoolBench.withTheClockStopped("a", "b")) {
            ClientPool pool = bench.pool().failsOver().connect();
            for (int i = 0; i < 2; i++) {
                bench.server(i).refuseConnections();
                bench.server(i).dropAllStreams();
                assertThat(pool.members().get(i)).eventually(ofSeconds(20)).is(ClientState.RECONNECTING);
            }
            // The clock stands still: what waited for its time would not come back.
            assertThat(pool.callTool("who")).failedWith(ConnectFailedException.class);
            bench.server(1).acceptConnections();

            assertThat(pool.callTool("who")).succeeded().hasText("b");
        }
    }

    @Test
    void severalClientsOfOneServerShareItsCalls() {
        try (PoolBench bench = new PoolBench("only")) {
            ClientPool pool = bench.clients.pool("search").withClients(3).connect();

            assertThat(pool.callInParallel(9, "who", Map.of())).allSucceeded();

            assertThat(pool).hasSpreadCalls(3, 3, 3).hasConnected("search-1", "search-2", "search-3");
            assertThat(bench.server(0)).received(initialize()).times(3);
            assertThat(bench.clients.get("search-2")).isSameAs(pool.members().get(1));
        }
    }

    @Test
    void severalClientsOfSeveralServersAreNumbered() {
        try (PoolBench bench = new PoolBench("a", "b")) {
            ClientPool pool = bench.pool().withClients(2).build();
            assertThat(pool.members())
                    .extracting(ManagedClient::name)
                    .containsExactly("pool-a-1", "pool-a-2", "pool-b-1", "pool-b-2");
            assertThat(pool.callTool("who")).succeeded().hasText("a");
            assertThat(pool).hasConnected("pool-a-1");
        }
        try (PoolBench bench = new PoolBench("same", "same")) {
            assertThat(bench.pool().build().members())
                    .extracting(ManagedClient::name)
                    .containsExactly("pool-1", "pool-2");
        }
    }

    @Test
    void misuseIsNamed() {
        try (PoolBench bench = new PoolBench("a", "b")) {
            bench.clients.add("taken-b");
            assertThatThrownBy(() -> bench.clients
                            .pool("taken")
                            .over(bench.server(0), bench.server(1))
                            .build())
                    .hasMessageContaining("There is a client \"taken-b\" already");
            assertThat(bench.clients.names()).containsExactly("taken-b");
            ClientPool pool = bench.pool().build();
            assertThatThrownBy(() -> bench.pool().build())
                    .hasMessage("There is a pool \"pool\" already: give this one another name");
            assertThatThrownBy(() -> bench.pool().withClients(0))
                    .hasMessage("Pool \"pool\" needs at least one client, not 0");
            assertThatThrownBy(() -> bench.pool().over(new dev.mcptestbench.plugin.McpEndpoint[0]))
                    .hasMessage("Pool \"pool\" is over no server: name at least one");
            assertThatThrownBy(() -> pool.circuitOf(bench.server(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Pool \"pool\" has no circuit breakers: add them by opensCircuitAfter(failures(3)),"
                            + " for example");
            try (PoolBench other = new PoolBench("else")) {
                assertThatThrownBy(() -> pool.circuitOf(other.server(0)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("Pool \"pool\" has no server at "
                                + other.server(0).url() + ". It has: "
                                + bench.server(0).url() + ", " + bench.server(1).url());
            }
        }
    }

    @Test
    void connectingFromManyThreadsIsOneAttemptForEachMember() throws Exception {
        try (PoolBench bench = new PoolBench("a", "b")) {
            ClientPool pool = bench.pool().build();
            List<Thread> threads = new ArrayList<>();
            IntStream.range(0, 20).forEach(i -> threads.add(new Thread(pool::connect)));
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join(25_000);
            }

            assertThat(pool).hasConnected("pool-a", "pool-b");
            assertThat(bench.server(0)).received(initialize()).once();
            assertThat(bench.server(1)).received(initialize()).once();
        }
    }

    @Test
    void oneThatCannotConnectKeepsNoneOfTheOthers() {
        try (PoolBench bench = new PoolBench("a", "b", "c")) {
            bench.server(1).refuseConnections();
            ClientPool pool = bench.pool().connect();

            assertThat(pool).hasConnected("pool-a", "pool-c");
            assertThat(texts(pool.call(4, "who", Map.of()))).containsExactly("a", "c", "a", "c");
            bench.server(1).acceptConnections();
            pool.connect();
            assertThat(texts(pool.call(3, "who", Map.of()))).contains("b");

            bench.servers.forEach(server -> server.crash());
        }
    }

    @Test
    void aPoolOfWhichNobodyCanConnectSaysSo() {
        try (PoolBench bench = new PoolBench("a", "b")) {
            bench.servers.forEach(server -> server.refuseConnections());

            assertThatThrownBy(() -> bench.pool().connect())
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("2 clients could not connect:")
                    .hasMessageContaining("\"pool-a\"")
                    .hasMessageContaining("\"pool-b\"");
        }
    }
}
