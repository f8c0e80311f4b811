package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.calls;
import static dev.mcptestbench.Mcp.errors;
import static dev.mcptestbench.Mcp.successes;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolError;
import static dev.mcptestbench.client.Pools.failures;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.client.transport.ServerUnreachableException;
import dev.mcptestbench.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One client that makes its calls again, and one behind a circuit breaker. */
class RetryTest {

    private static final ClientSettings RETRIES = ClientSettings.DEFAULT.withRetry(Backoff.DEFAULT.withAttempts(2));

    private static StartedCall who(ManagedClient client) {
        return client.startTool("who", Map.of());
    }

    @Test
    void makesACallAgainThatTookNoEffect() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).times(2).status(503);
            ManagedClient client = bench.clients.add("client", RETRIES).connect();
            StartedCall call = who(client);
            bench.clock.advance(ofSeconds(1));
            assertThat(bench.server(0)).received(toolCall()).times(2);
            bench.clock.advance(ofSeconds(2));

            assertThat(call.outcome()).succeeded().hasText("server");
            assertThat(call.outcome().took()).isEqualTo(ofSeconds(3));
            assertThat(client).hasCounted(1, calls()).hasCounted(1, successes());
            assertThat(bench.journal.entries(JournalEntry.CallEnded.class)).hasSize(1);
            assertThat(bench.journal.entries(JournalEntry.CallRepeated.class))
                    .extracting(JournalEntry.CallRepeated::client, JournalEntry.CallRepeated::next)
                    .hasSize(2)
                    .containsOnly(org.assertj.core.groups.Tuple.tuple("client", "client"));
        }
    }

    @Test
    void givesUpWhenItsAttemptsAreUsedUp() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).always().status(503);
            ManagedClient client = bench.clients.add("client", RETRIES).connect();
            StartedCall call = who(client);
            bench.clock.advance(ofSeconds(60));

            assertThat(call.outcome()).failedWith(HttpStatusException.class);
            assertThat(bench.server(0)).received(toolCall()).times(3);
            assertThat(client).hasCounted(1, errors());
        }
    }

    @Test
    void doesNotRepeatWhatMayHaveTakenEffect() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).first().afterCommit().resetConnection();
            ManagedClient client = bench.clients.add("client", RETRIES).connect();

            assertThat(client.callTool("who")).failedWith(ConnectionLostException.class);
            bench.clock.advance(ofSeconds(60));

            assertThat(bench.server(0)).received(toolCall()).once();
        }
    }

    @Test
    void unlessToldTo() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).first().afterCommit().resetConnection();
            ManagedClient client =
                    bench.clients.add("client", RETRIES.repeatingUnsafeCalls()).connect();
            StartedCall call = who(client);
            bench.clock.advance(ofSeconds(1));

            assertThat(call.outcome()).succeeded();
            assertThat(bench.server(0)).received(toolCall()).times(2);
        }
    }

    @Test
    void aTimeOutOfOneAttemptIsNotTheEndOfTheCall() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).first().neverAnswer();
            ManagedClient client = bench.clients
                    .add("client", RETRIES.repeatingUnsafeCalls().withRequestTimeout(ofSeconds(5)))
                    .connect();
            StartedCall call = who(client);
            bench.clock.advance(ofSeconds(6));

            assertThat(call.outcome()).succeeded();
            assertThat(call.outcome().took()).isEqualTo(ofSeconds(6));
        }
    }

    @Test
    void closingEndsACallThatWaitsForItsNextTime() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).always().status(503);
            ManagedClient client = bench.clients.add("client", RETRIES).connect();
            StartedCall call = who(client);
            bench.clock.advance(ZERO);

            client.close();

            assertThat(call.outcome()).failedWith(HttpStatusException.class);
            assertThat(client.callTool("who")).failedWith(ClientClosedException.class);
        }
    }

    @Test
    void aCircuitFailsCallsAtOnceWhileItIsOpen() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).times(2).status(500);
            ManagedClient client = bench.clients
                    .add("client", ClientSettings.DEFAULT.withCircuit(failures(2)))
                    .connect();
            client.callTool("who");
            client.callTool("who");

            CallOutcome refused = client.callTool("who");

            assertThat(refused).failedWith(CircuitOpenException.class);
            assertThat(refused.failure().orElseThrow())
                    .hasMessage("Client \"client\" made no call: its circuit is OPEN, for 30 s more");
            assertThat(client.circuit()).isOpen();
            assertThat(bench.server(0)).received(toolCall()).times(2);
            bench.clock.advance(ofSeconds(30));
            assertThat(client.callTool("who")).succeeded();
            assertThat(client.circuit()).isClosed();
        }
    }

    @Test
    void whatTheServerAnswersIsNoFailureOfTheServer() {
        try (PoolBench bench = new PoolBench("server")) {
            bench.server(0).tool("failing").returns(toolError("no such city"));
            bench.server(0).tool("well").returns(text("well"));
            ManagedClient client = bench.clients
                    .add("client", ClientSettings.DEFAULT.withCircuit(failures(1)))
                    .connect();

            assertThat(client.callTool("failing")).isToolError();
            assertThat(client.request("acme/unknown", Map.of())).failedWith(dev.mcptestbench.Mcp.METHOD_NOT_FOUND);
            assertThat(client.circuit()).isClosed();
            bench.server(0).on(toolCall("well")).failWith(dev.mcptestbench.Mcp.INTERNAL_ERROR, "boom");
            client.callTool("well");
            assertThat(client.circuit()).isOpen();
        }
    }

    @Test
    void aCallThatWaitsForItsCircuitPassesWhenItIsTried() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).first().status(503);
            Backoff delays = Backoff.DEFAULT.withMin(ofSeconds(10)).withFactor(1);
            ManagedClient client = bench.clients
                    .add(
                            "client",
                            ClientSettings.DEFAULT
                                    .withRetry(delays)
                                    .withCircuit(failures(1).staysOpenFor(ofSeconds(15))))
                    .connect();
            StartedCall call = who(client);
            bench.clock.advance(ofSeconds(10));
            assertThat(bench.server(0)).received(toolCall()).once();
            bench.clock.advance(ofSeconds(10));

            assertThat(call.outcome()).succeeded();
            assertThat(client.circuit()).isClosed();
        }
    }

    private static Duration delayAfter(Map<String, String> headers) {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            bench.server(0).on(toolCall()).first().status(503, headers, "");
            ManagedClient client = bench.clients.add("client", RETRIES).connect();
            StartedCall call = who(client);
            bench.clock.advance(ofSeconds(20));

            assertThat(call.outcome()).succeeded();
            return bench.journal.entries(JournalEntry.CallRepeated.class).get(0).delay();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7                              | 7",
                "Sun, 06 Nov 1994 08:49:37 GMT  | 7",
                "Sunday, 06-Nov-94 08:49:37 GMT | 7",
                "Sun Nov  6 08:49:37 1994       | 7",
                "Sun, 06 Nov 1994 08:49:29 GMT  | 1",
                "Mon, 06 Nov 1994 08:49:37 GMT  | 1",
                "soon                           | 1"
            })
    void leavesAServerAloneUntilTheDateThatItNames(String retryAfter, int seconds) {
        assertThat(delayAfter(Map.of("Date", "Sun, 06 Nov 1994 08:49:30 GMT", "Retry-After", retryAfter)))
                .isEqualTo(ofSeconds(seconds));
    }

    @Test
    void aDateIsComparedWithTheClockIfTheServerDoesNotSayWhatTimeItIs() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            Instant until = bench.clock.instant().plusSeconds(9).truncatedTo(ChronoUnit.SECONDS);
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(until.atZone(ZoneOffset.UTC));
            bench.server(0).on(toolCall()).first().status(429, Map.of("Retry-After", date), "");
            ManagedClient client = bench.clients.add("client", RETRIES).connect();
            Duration expected = Duration.between(bench.clock.instant(), until);
            StartedCall call = who(client);
            bench.clock.advance(ofSeconds(10));

            assertThat(call.outcome()).succeeded();
            assertThat(bench.journal.entries(JournalEntry.CallRepeated.class))
                    .extracting(JournalEntry.CallRepeated::delay)
                    .containsExactly(expected);
        }
    }

    @Test
    void aClientWithoutACircuitSaysHowToGetOne() {
        try (PoolBench bench = new PoolBench("server")) {
            assertThatThrownBy(bench.clients.add("client")::circuit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Client \"client\" has no circuit breaker: add it with"
                            + " ClientSettings.DEFAULT.withCircuit(failures(3)), for example");
        }
    }

    @Test
    void aLostServerIsStillWaitedForWithinOneAttempt() {
        try (PoolBench bench = PoolBench.withTheClockStopped("server")) {
            ManagedClient client = bench.clients.add("client", RETRIES).connect();
            bench.server(0).refuseConnections();
            bench.server(0).dropAllStreams();
            StartedCall call = who(client);
            bench.clock.advance(ofSeconds(1));
            bench.server(0).acceptConnections();
            bench.clock.advance(ofSeconds(2));

            assertThat(call.outcome()).succeeded();
            assertThat(bench.journal.entries(JournalEntry.CallRepeated.class)).isEmpty();
            assertThat(client.lastError()).containsInstanceOf(ServerUnreachableException.class);
        }
    }
}
