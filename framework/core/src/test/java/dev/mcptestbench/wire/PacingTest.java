package dev.mcptestbench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames that wait, on a clock that stands still: nothing here depends on how fast the machine is. */
class PacingTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock();
    private final Scripted script = Scripted.silent();
    private final WireServer server = WireServer.start(WireSettings.defaults(), clock, script);
    private final WireClient client = WireClient.open(WireClientSettings.defaults());
    private final Reply reply = new Reply();
    private Exchange exchange;
    private int read;

    @BeforeEach
    void begin() throws Exception {
        clock.restsWith(client.restProbe());
        clock.advance(Duration.ZERO);
        client.call(server.url("/"), HttpRequest.of("GET", "/", List.of(), new byte[0]), reply);
        exchange = script.nextExchange();
        push(Frame.Head.of(200).with("Content-Length", "100000"));
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
        clock.close();
    }

    private void push(Frame... frames) {
        List.of(frames).forEach(exchange.reply()::push);
    }

    private static Frame data(String text) {
        return Frame.Data.text(text);
    }

    /** What has come since the last time, without waiting: the clock has let all come to rest. */
    private String readNow() {
        String body = reply.bodySoFar();
        String news = body.substring(read);
        read = body.length();
        return news;
    }

    @Test
    void aPauseHoldsAllThatComesAfterUntilItsTime() {
        push(data("a"), new Frame.Pause(SECOND), data("b"));
        push(data("c"), new Frame.Pause(SECOND), data("d"));

        clock.advance(Duration.ofMillis(999));
        assertThat(readNow()).isEqualTo("a");
        clock.advance(Duration.ofMillis(1));
        assertThat(readNow()).isEqualTo("bc");
        push(data("e"));
        clock.advance(Duration.ofMillis(999));
        assertThat(readNow()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(readNow()).isEqualTo("de");
    }

    @Test
    void oneAdvanceRunsThroughManyPauses() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            push(new Frame.Pause(SECOND), data(i + ";"));
            expected.append(i).append(';');
        }
        clock.advance(Duration.ofSeconds(50));
        assertThat(readNow()).isEqualTo(expected.toString());
    }

    @Test
    void aPauseOfNoTimeHoldsNothing() {
        push(data("a"), new Frame.Pause(Duration.ZERO), data("b"), new Frame.Pause(SECOND.negated()), data("c"));
        clock.advance(Duration.ZERO);
        assertThat(readNow()).isEqualTo("abc");
    }

    @Test
    void aGateHoldsAllThatComesAfterUntilItOpens() {
        Gate first = new Gate();
        Gate second = new Gate();
        push(data("a"), new Frame.Wait(first), data("b"), new Frame.Wait(second), data("c"));
        clock.advance(SECOND);
        assertThat(readNow()).isEqualTo("a");

        second.open();
        clock.advance(SECOND);
        assertThat(readNow()).as("the first gate is still closed").isEmpty();

        first.open();
        clock.advance(Duration.ZERO);
        assertThat(readNow()).isEqualTo("bc");
    }

    @Test
    void aThrottleLetsSoManyBytesThroughInASecond() {
        push(
                new Frame.Throttle(1000),
                data("x".repeat(2000)),
                data("y".repeat(2000)),
                new Frame.Throttle(0),
                data("z"));
        clock.advance(SECOND);
        int first = readNow().length();
        clock.advance(SECOND);
        int second = readNow().length();
        // The first slice goes out at once.
        assertThat(first).isBetween(1000, 1050);
        assertThat(second).isEqualTo(1000);

        clock.advance(SECOND.multipliedBy(2));
        assertThat(readNow()).hasSize(4000 - first - second + 1).endsWith("yz");
    }

    @Test
    void twiceTheRateTakesHalfTheTime() throws Exception {
        long slow = stepsFor(2_000);
        long fast = stepsFor(4_000);
        assertThat((double) slow / fast).isBetween(1.9, 2.1);
    }

    private long stepsFor(long bytesPerSecond) {
        push(new Frame.Throttle(bytesPerSecond), data("x".repeat(19_999)), data("!"));
        long steps = 0;
        String read = "";
        while (!read.endsWith("!")) {
            clock.advance(Duration.ofMillis(10));
            read = readNow();
            steps++;
            assertThat(steps).as("steps of 10 ms").isLessThan(5_000);
        }
        return steps;
    }

    @Test
    void aThrottleBelowOneByteASliceIsKeptToo() {
        push(new Frame.Throttle(2), data("abcdef"));
        clock.advance(Duration.ofMillis(10));
        assertThat(readNow()).isEqualTo("a");
        clock.advance(Duration.ofMillis(500));
        assertThat(readNow()).isEqualTo("b");
        clock.advance(Duration.ofSeconds(2));
        assertThat(readNow()).isEqualTo("cdef");
    }

    @Test
    void aThrottledFrameIsToldOnceOrAsFarAsItCame() throws Exception {
        push(new Frame.Throttle(1000), data("x".repeat(100)), data("y".repeat(500)));
        clock.advance(Duration.ofMillis(100));
        clock.advance(Duration.ofMillis(100));
        client.close();
        script.awaitEvent("closed");
        assertThat(script.events())
                .containsOnlyOnce("sent Data " + "x".repeat(100))
                .filteredOn(event -> event.startsWith("sent Data y"))
                .singleElement()
                .asString()
                .hasSizeBetween(110, 170);
    }

    @Test
    void aPeerThatGoesTakesItsTimersAlong() throws Exception {
        push(new Frame.Pause(SECOND), data("never"));
        client.close();
        script.awaitEvent("ended CLOSED_BY_PEER");
        clock.advance(SECOND.multipliedBy(2));
        assertThat(script.events()).noneMatch(event -> event.contains("never"));
    }

    @Test
    void afterAPauseTheConnectionMayBeReset() throws Exception {
        push(new Frame.Pause(SECOND), new Frame.Reset());
        clock.advance(SECOND);
        script.awaitEvent("closed RESET");
    }
}
