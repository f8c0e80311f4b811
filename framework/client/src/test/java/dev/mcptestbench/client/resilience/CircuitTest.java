package dev.mcptestbench.client.resilience;

import static dev.mcptestbench.client.Golden.failsLike;
import static dev.mcptestbench.client.Pools.failureRate;
import static dev.mcptestbench.client.Pools.failures;
import static dev.mcptestbench.journal.CircuitState.CLOSED;
import static dev.mcptestbench.journal.CircuitState.HALF_OPEN;
import static dev.mcptestbench.journal.CircuitState.OPEN;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.journal.Journal;
import dev.mcptestbench.journal.Timeline;
import dev.mcptestbench.time.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private TestClock clock;
    private Journal journal;

    @BeforeEach
    void stopTheClock() {
        clock = new TestClock();
        clock.advance(ZERO);
        journal = new Journal(clock);
    }

    @AfterEach
    void close() {
        clock.close();
    }

    private Circuit circuit(CircuitSettings settings) {
        return new Circuit("search", settings, journal, clock);
    }

    private static void fail(Circuit circuit, int times) {
        for (int i = 0; i < times; i++) {
            circuit.pass().failed("status 503");
        }
    }

    private static void succeed(Circuit circuit, int times) {
        for (int i = 0; i < times; i++) {
            circuit.pass().succeeded();
        }
    }

    @Test
    void opensAfterSoManyFailuresInARow() {
        Circuit circuit = circuit(failures(3));
        fail(circuit, 2);
        succeed(circuit, 1);
        fail(circuit, 2);
        assertThat(circuit).isClosed();
        fail(circuit, 1);
        assertThat(circuit).isOpen().wentThrough(CLOSED, OPEN);
        assertThat(circuit.pass()).isNull();
    }

    @Test
    void opensAtARateAmongTheNewestCalls() {
        Circuit circuit = circuit(failureRate(50, 4));
        fail(circuit, 3);
        assertThat(circuit).as("too few calls to tell").isClosed();
        Circuit mixed = circuit(failureRate(50, 4));
        succeed(mixed, 3);
        fail(mixed, 1);
        succeed(mixed, 2);
        fail(mixed, 1);
        // Of the newest four, two failed.
        assertThat(mixed.state()).isEqualTo(OPEN);
    }

    @Test
    void letsCallsPassOnTrialWhenItsTimeHasCome() {
        Circuit circuit = circuit(failures(1).staysOpenFor(ofSeconds(10)).withTrials(2));
        fail(circuit, 1);
        clock.advance(ofSeconds(10).minusNanos(1));
        assertThat(circuit).isOpen();
        assertThat(circuit.describe()).isEqualTo("circuit is OPEN, for 0 ms more");
        clock.advance(ofMillis(1));
        assertThat(circuit).isHalfOpen();

        Circuit.Permit first = circuit.pass();
        Circuit.Permit second = circuit.pass();
        assertThat(circuit.pass()).as("a third trial").isNull();
        first.succeeded();
        assertThat(circuit).isHalfOpen();
        second.succeeded();

        assertThat(circuit).isClosed().wentThrough(OPEN, HALF_OPEN, CLOSED);
    }

    @Test
    void theFirstTrialThatFailsOpensItAnew() {
        Circuit circuit = circuit(failures(3).staysOpenFor(ofSeconds(10)).withTrials(3));
        fail(circuit, 3);
        clock.advance(ofSeconds(10));
        circuit.pass().succeeded();
        fail(circuit, 1);
        assertThat(circuit).isOpen();
        clock.advance(ofSeconds(9));
        assertThat(circuit).isOpen();
        clock.advance(ofSeconds(1));
        assertThat(circuit).isHalfOpen().wentThrough(OPEN, HALF_OPEN, OPEN, HALF_OPEN);
    }

    @Test
    void aTrialThatToldNothingMakesWayForAnother() {
        Circuit circuit = circuit(failures(1));
        fail(circuit, 1);
        clock.advance(ofSeconds(30));
        Circuit.Permit trial = circuit.pass();
        assertThat(circuit.pass()).isNull();
        trial.toldNothing();
        trial.failed("said twice");
        succeed(circuit, 1);
        assertThat(circuit).isClosed();
    }

    @Test
    void whatBeganBeforeAChangeTellsNothingOfTheTimeAfterIt() {
        Circuit circuit = circuit(failures(1));
        Circuit.Permit old = circuit.pass();
        Circuit.Permit older = circuit.pass();
        fail(circuit, 1);
        clock.advance(ofSeconds(30));
        old.succeeded();
        assertThat(circuit).as("a success that began while it was closed").isHalfOpen();
        older.failed("late");
        assertThat(circuit).isHalfOpen();
        succeed(circuit, 1);
        assertThat(circuit).isClosed();
    }

    @Test
    void changesStandInTheTimeline() {
        Circuit circuit = circuit(failures(2));
        fail(circuit, 2);
        clock.advance(ofSeconds(30));
        fail(circuit, 1);

        Timeline timeline = Timeline.of(journal);
        assertThat(timeline.toText())
                .containsPattern("circuit CLOSED → OPEN +2 failures in a row: status 503\n")
                .containsPattern("circuit OPEN → HALF_OPEN +after 30 s\n")
                .containsPattern("circuit HALF_OPEN → OPEN +a trial failed: status 503");
        assertThat(timeline.toHtml()).contains("circuit CLOSED → OPEN").contains("2 failures in a row: status 503");
    }

    @Test
    void claimsThatDoNotHold() {
        Circuit circuit = circuit(failures(3));
        failsLike("circuit-open-never", () -> assertThat(circuit).isOpen());
        fail(circuit, 3);
        clock.advance(ofSeconds(30));
        failsLike("circuit-closed", () -> assertThat(circuit).isClosed());
        failsLike(
                "circuit-half-open",
                () -> assertThat(new Circuit("rate", failureRate(50, 10), journal, clock))
                        .isHalfOpen());
        failsLike(
                "circuit-eventually",
                () -> assertThat(circuit).eventually(ofMillis(20)).isOpen());
        failsLike("circuit-went-through", () -> assertThat(circuit).wentThrough(CLOSED, OPEN));
        failsLike(
                "circuit-never",
                () -> assertThat(new Circuit("other", failures(1), journal, clock))
                        .wentThrough(HALF_OPEN));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> failures(0)).hasMessage("A circuit breaker opens after at least one failure, not 0");
        assertThatThrownBy(() -> failureRate(0, 1))
                .hasMessage("A circuit breaker needs a rate of 1 to 100 percent, not 0");
        assertThatThrownBy(() -> failureRate(101, 1)).hasMessageContaining("not 101");
        assertThatThrownBy(() -> failureRate(50, 0))
                .hasMessage("A circuit breaker needs a window of at least one call, not 0");
        assertThatThrownBy(() -> failures(1).staysOpenFor(ZERO))
                .hasMessage("A circuit breaker must stay open for some time, not for PT0S");
        assertThatThrownBy(() -> failures(1).withTrials(0))
                .hasMessage("A circuit breaker needs at least one trial, not 0");
        assertThat(failures(1)).hasToString("1 failure, for 30 s");
        assertThat(failureRate(50, 20)).hasToString("50 % failures among 20 calls, for 30 s");
    }
}
