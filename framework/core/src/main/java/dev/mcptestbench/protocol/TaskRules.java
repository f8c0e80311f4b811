package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a server of the modern era says of a task (SEP 2663, the tasks extension). */
final class TaskRules {

    /** What is there whatever the status. */
    static final List<Field> TASK = List.of(
            must("taskId", Shape.STRING),
            must("status", Shape.TASK_STATUS),
            must("createdAt", Shape.STRING),
            must("lastUpdatedAt", Shape.STRING),
            must("ttlMs", Shape.INTEGER_OR_NULL),
            may("pollIntervalMs", Shape.INTEGER),
            may("statusMessage", Shape.STRING));

    private static final List<Field> INPUT_REQUIRED =
            List.of(must("inputRequests", Shape.OBJECT).with(Field.Part.each(RoundTripRules::checkRequest)));
    private static final List<Field> COMPLETED = List.of(must("result", Shape.OBJECT));
    private static final List<Field> FAILED = List.of(must("error", Shape.OBJECT));

    private TaskRules() {}

    /** Looks at a task that is told in full: with what its status brings along. */
    static void check(Map<?, ?> task, String path, Findings findings) {
        Field.check(TASK, task, path, AnswerRequirements.TASK, findings);
        Field.check(ofStatus(task.get("status")), task, path, AnswerRequirements.TASK, findings);
    }

    private static List<Field> ofStatus(@Nullable Object status) {
        return switch (String.valueOf(status)) {
            case "input_required" -> INPUT_REQUIRED;
            case "completed" -> COMPLETED;
            case "failed" -> FAILED;
            default -> List.of();
        };
    }
}
