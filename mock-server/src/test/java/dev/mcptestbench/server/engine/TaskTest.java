package dev.mcptestbench.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.RoundTrips;
import dev.mcptestbench.script.TaskSupport;
import dev.mcptestbench.time.TestClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only meets by chance over a wire: code that ends in the moment in which its task is cancelled. */
class TaskTest {

    private final TestClock clock = new TestClock();
    private final List<Map<String, Object>> told = new ArrayList<>();
    private final Task task = new Task(
            "t",
            new ModernErrand(
                    Message.request(1, "tools/call", Map.of("name", "slow")),
                    1,
                    new Silence(),
                    new Self("server"),
                    new StateSeal("server", clock),
                    new RoundTrips(),
                    new Tasks(clock, List.of())),
            TaskSupport.OPTIONAL,
            clock,
            changed -> told.add(changed.detailed()));

    static Stream<Consumer<Task>> ends() {
        return Stream.of(
                task -> task.succeed(Map.of("content", List.of())),
                task -> task.fail(ErrorCode.INTERNAL_ERROR, "boom", null),
                task -> task.respond(Message.result(1, Map.of("content", List.of()))),
                task -> task.respond(Message.error(1, ErrorCode.INTERNAL_ERROR, "boom", null)));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void staysCancelledWhateverItsCodeSaysLater(Consumer<Task> end) {
        task.cancel();
        Map<String, Object> cancelled = task.detailed();

        end.accept(task);

        assertThat(cancelled).containsEntry("status", "cancelled");
        assertThat(task.detailed()).isEqualTo(cancelled);
        assertThat(told).containsExactly(cancelled);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void staysAsItEndedWhoeverCancelsItLater(Consumer<Task> end) {
        end.accept(task);
        Map<String, Object> ended = task.detailed();

        task.cancel();

        assertThat(ended.get("status")).isIn("completed", "failed");
        assertThat(task.detailed()).isEqualTo(ended);
        assertThat(told).containsExactly(ended);
    }

    private static final class Silence implements Outlet {

        @Override
        public void send(Message message) {}

        @Override
        public void respond(Message response) {}

        @Override
        public void abandon() {}

        @Override
        public void closeConnection() {}
    }
}
