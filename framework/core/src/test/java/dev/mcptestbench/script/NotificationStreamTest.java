package dev.mcptestbench.script;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mcptestbench.protocol.Message;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotificationStreamTest {

    private static final Notification TICK = logging(INFO, "tick {n} for {arguments.caller}");

    private static Template.Values arguments(Map<String, Object> arguments) {
        return new Template.Values(1, arguments, "fast");
    }

    @Test
    void intervalAndCountMayBePlain() {
        NotificationStream stream = new NotificationStream(TICK, "10ms", "5");

        assertThat(stream.interval(Template.Values.NONE)).isEqualTo(Duration.ofMillis(10));
        assertThat(stream.count(Template.Values.NONE)).isEqualTo(5);
        assertThat(stream).isEqualTo(new NotificationStream(TICK, "10 ms", " 05"));
        assertThat(stream).hasToString("logging \"tick {n} for {arguments.caller}\" every 10 ms, 5 times");
        assertThat(NotificationStream.once(TICK)).hasToString("logging \"tick {n} for {arguments.caller}\"");
    }

    @Test
    void intervalAndCountMayComeFromTheCall() {
        NotificationStream stream = new NotificationStream(TICK, "{arguments.interval}", "{arguments.count}");

        assertThat(stream.interval(arguments(Map.of("interval", "30ms")))).isEqualTo(Duration.ofMillis(30));
        assertThat(stream.interval(arguments(Map.of("interval", 30)))).isEqualTo(Duration.ofMillis(30));
        assertThat(stream.count(arguments(Map.of("count", 3)))).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.count(arguments(Map.of("count", "many"))))
                .withMessage(
                        "A stream of logging \"tick {n} for {arguments.caller}\" comes \"{arguments.count}\" times,"
                                + " and \"many\" is no whole number from 0 up");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.interval(arguments(Map.of("interval", "soon"))))
                .withMessageStartingWith("A stream of logging \"tick {n} for {arguments.caller}\" comes every"
                        + " \"{arguments.interval}\": \"soon\" is no duration");
    }

    @Test
    void whatIsNeitherNumberNorTemplateIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NotificationStream(progress(0.5), "soon", "5"))
                .withMessageStartingWith("A stream of progress 0.5 comes every \"soon\": \"soon\" is no duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NotificationStream(progress(0.5), "10ms", "-1"))
                .withMessage("A stream of progress 0.5 comes \"-1\" times, and \"-1\" is no whole number from 0 up");
    }

    @Test
    void messagesAreFilledInAndCarryTheProgressToken() {
        Message tick = TICK.toMessage(arguments(Map.of("caller", "fast")).at(3), null);
        Message half = progress(0.5, 1).toMessage(Template.Values.NONE, "token-1");

        assertThat(tick.params()).isEqualTo(Map.of("level", "info", "data", "tick 3 for fast"));
        assertThat(half.params()).isEqualTo(Map.of("progressToken", "token-1", "progress", 0.5, "total", 1.0));
        assertThat(progress(0.5).matches(half)).isTrue();
        assertThat(progress(0.6).matches(half)).isFalse();
    }
}
