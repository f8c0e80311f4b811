package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a client answers to what the server asks of it, by the method that the server asks with. */
final class ResultRules {

    static final List<Field> TASK = List.of(
            must("taskId", Shape.STRING),
            must("status", Shape.TASK_STATUS),
            must("createdAt", Shape.STRING),
            must("lastUpdatedAt", Shape.STRING),
            must("ttl", Shape.INTEGER_OR_NULL),
            may("pollInterval", Shape.INTEGER),
            may("statusMessage", Shape.STRING));

    private static final List<Field> CREATED_TASK = List.of(must("task", Shape.OBJECT, TASK.toArray(Field[]::new)));
    private static final List<Field> TASKS =
            List.of(must("tasks", Shape.ARRAY, TASK.toArray(Field[]::new)), may("nextCursor", Shape.STRING));
    private static final List<Field> SAMPLED = List.of(
            must("role", Shape.ROLE), must("model", Shape.STRING), may("stopReason", Shape.STRING), ContentRules.META);
    private static final List<Field> ROOTS = List.of(
            must("roots", Shape.ARRAY, must("uri", Shape.STRING), may("name", Shape.STRING), ContentRules.META));

    private ResultRules() {}

    /**
     * Checks a result.
     *
     * @param method the method of the request
     * @param params the params of the request
     * @param path where the result is, such as {@code result}
     */
    static void check(
            String method, Map<String, @Nullable Object> params, Map<?, ?> result, String path, Findings findings) {
        if (result.containsKey("task")
                && params.containsKey("task")
                && findings.revision().hasCoreTasks()
                && FeatureRules.canBeTask(method)) {
            Field.check(CREATED_TASK, result, path, FeatureRequirements.TASK_SHAPE, findings);
            return;
        }
        switch (method) {
            case Methods.PING -> checkEmpty(result, path, findings);
            case Methods.SAMPLING_CREATE_MESSAGE -> checkSampled(result, path, findings);
            case Methods.ROOTS_LIST -> checkRoots(result, path, findings);
            case Methods.ELICITATION_CREATE -> ElicitationRules.check(params, result, path, findings);
            case Methods.TASKS_GET, Methods.TASKS_CANCEL ->
                Field.check(TASK, result, path, FeatureRequirements.TASK_SHAPE, findings);
            case Methods.TASKS_LIST ->
                Field.check(TASKS, result, path, FeatureRequirements.TASKS_LIST_RESULT, findings);
            default -> {
                // Nothing is known of the answers to other methods.
            }
        }
    }

    private static void checkEmpty(Map<?, ?> result, String path, Findings findings) {
        for (Object name : result.keySet()) {
            if (!name.equals("_meta")) {
                findings.add(FeatureRequirements.PING_RESULT, "has the member " + Findings.show(name), path);
            }
        }
    }

    private static void checkRoots(Map<?, ?> result, String path, Findings findings) {
        Field.check(ROOTS, result, path, FeatureRequirements.ROOTS_RESULT, findings);
        if (result.get("roots") instanceof List<?> roots) {
            for (int i = 0; i < roots.size(); i++) {
                if (roots.get(i) instanceof Map<?, ?> root
                        && root.get("uri") instanceof String uri
                        && !uri.regionMatches(true, 0, "file://", 0, "file://".length())) {
                    findings.add(
                            FeatureRequirements.ROOT_URI, "is " + Findings.show(uri), path + ".roots[" + i + "].uri");
                }
            }
        }
    }

    private static void checkSampled(Map<?, ?> result, String path, Findings findings) {
        Requirement requirement = FeatureRequirements.SAMPLING_RESULT;
        Field.check(SAMPLED, result, path, requirement, findings);
        ContentRules.checkSampled(result.get("content"), path + ".content", requirement, findings);
    }
}
