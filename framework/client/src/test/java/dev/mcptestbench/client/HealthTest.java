package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.FAILED;
import static dev.mcptestbench.Mcp.METHOD_NOT_FOUND;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static dev.mcptestbench.Mcp.calls;
import static dev.mcptestbench.Mcp.method;
import static dev.mcptestbench.Mcp.ping;
import static dev.mcptestbench.protocol.Revision.V2026_07_28;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.protocol.Methods;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether servers are well: asked when told to, and time and again by the test clock. */
class HealthTest {

    private static final ClientSettings EVERY_TEN_SECONDS = ClientSettings.DEFAULT.withHealthCheck(ofSeconds(10));

    private static ManagedClient client(PoolBench bench) {
        return bench.clients.add("client", EVERY_TEN_SECONDS).connect();
    }

    @Test
    void isAskedWhenToldTo() {
        try (PoolBench bench = new PoolBench("server")) {
            ManagedClient client = bench.clients.add("client").connect();

            assertThat(client.checkHealth()).succeeded();

            assertThat(bench.server(0)).received(ping()).once();
            assertThat(client).isHealthy().hasCounted(0, calls());
        }
    }

    @Test
    void aServerOfTheModernEraIsAskedWhatItIs() {
        try (PoolBench bench = new PoolBench("server")) {
            ManagedClient client = bench.clients.add("client", ClientSettings.DEFAULT.withRevisions(V2026_07_28));
            client.connect();
            bench.server(0).on(method(Methods.SERVER_DISCOVER)).first().status(500);

            assertThat(client.checkHealth()).failedWith(HttpStatusException.class);
            assertThat(client).isUnhealthy();
            assertThat(client.checkHealth()).succeeded();
            assertThat(client).isHealthy();
            assertThat(bench.server(0)).neverReceived(ping());
        }
    }

    @Test
    void isAskedTimeAndAgainByTheTestClock() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            ManagedClient client = client(bench);
            bench.clock.advance(ofSeconds(9));
            assertThat(bench.server(0)).neverReceived(ping());
            bench.clock.advance(ofSeconds(1));
            assertThat(bench.server(0)).received(ping()).once();
            bench.clock.advance(ofSeconds(30));
            assertThat(bench.server(0)).received(ping()).times(4);
            client.disconnect();
            bench.clock.advance(ofSeconds(30));

            assertThat(bench.server(0)).received(ping()).times(4);
        }
    }

    @Test
    void isNotAskedByDefault() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.clients.connect("client");
            bench.clock.advance(ofMinutes(10));
            assertThat(bench.server(0)).neverReceived(ping());
        }
    }

    @Test
    void noAnswerMakesTheClientLookForItsServer() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(ping()).first().neverAnswer();
            ManagedClient client = client(bench);

            bench.clock.advance(ofSeconds(20));
            assertThat(client).is(RECONNECTING).hasLastError(CallTimeoutException.class);
            assertThat(client.lastError().orElseThrow()).hasMessage("ping was not answered within 10 s");
            bench.clock.advance(ofSeconds(1));

            assertThat(client).isConnected().isHealthy().wentThrough(CONNECTED, RECONNECTING, CONNECTED);
        }
    }

    @Test
    void aBadAnswerHoldsUntilAGoodOne() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(ping()).first().status(500);
            ManagedClient client = client(bench);
            bench.clock.advance(ofSeconds(10));
            assertThat(client).isConnected().isUnhealthy();
            bench.clock.advance(ofSeconds(10));
            assertThat(client).isConnected().isHealthy();
        }
    }

    @Test
    void anErrorIsAnAnswer() {
        try (PoolBench bench = new PoolBench("server")) {
            bench.server(0).on(ping()).always().failWith(METHOD_NOT_FOUND, "no ping here");
            ManagedClient client = bench.clients.add("client").connect();

            assertThat(client.checkHealth()).failedWith(METHOD_NOT_FOUND);

            assertThat(client).isHealthy();
        }
    }

    @Test
    void aClientThatHasGivenUpIsConnectedAgain() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).refuseConnections();
            ManagedClient client = bench.clients.add("client", EVERY_TEN_SECONDS.withBackoff(Backoff.NONE));
            assertThatThrownBy(client::connect).isInstanceOf(ConnectFailedException.class);
            assertThat(client).is(FAILED);
            bench.clock.advance(ofSeconds(10));
            assertThat(client).is(FAILED);
            bench.server(0).acceptConnections();
            bench.clock.advance(ofSeconds(10));

            assertThat(client).isConnected();
        }
    }

    @Test
    void tellsHowLongItsServerHasBeenSilent() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            ManagedClient client = bench.clients.add("client");
            assertThat(client.lastHeard()).isEmpty();
            client.connect();
            assertThat(client.lastHeard()).contains(ZERO);
            bench.clock.advance(ofSeconds(7));

            assertThat(client.lastHeard()).contains(ofSeconds(7));
            assertThat(client).hasHeardWithin(ofSeconds(7));
            client.callTool("who");
            assertThat(client).hasHeardWithin(ZERO);
        }
    }

    @Test
    void aMemberThatIsUnwellIsPassedOver() {
        try (PoolBench bench = PoolBench.withTheClockStopped("a", "b")) {
            bench.server(0).on(ping()).first().status(503);
            ClientPool pool = bench.pool().checksHealthEvery(ofSeconds(10)).connect();
            bench.clock.advance(ofSeconds(10));
            assertThat(pool.members().get(0)).isUnhealthy();

            assertThat(pool.call(3, "who", Map.of()))
                    .allSatisfy(each -> assertThat(each).hasText("b"));
            bench.clock.advance(ofSeconds(10));
            assertThat(pool.call(2, "who", Map.of()))
                    .extracting(CallOutcome::text)
                    .containsExactly("a", "b");
        }
    }

    @Test
    void aMemberThatIsUnwellIsBetterThanNone() {
        try (PoolBench bench = PoolBench.withTheClockStopped("a", "b")) {
            bench.server(0).on(ping()).always().status(503);
            bench.server(1).on(dev.mcptestbench.Mcp.toolCall()).always().status(503);
            ClientPool pool = bench.pool().failsOver().connect();
            assertThat(pool.members().get(0).checkHealth()).failedWith(HttpStatusException.class);

            assertThat(pool.callTool("who")).succeeded().hasText("a");
            assertThat(pool).hasFailedOver(1);
        }
    }

    @Test
    void anIntervalIsPositive() {
        assertThatThrownBy(() -> ClientSettings.DEFAULT.withHealthCheck(ZERO))
                .hasMessage("healthCheck must be positive, not PT0S");
    }
}
