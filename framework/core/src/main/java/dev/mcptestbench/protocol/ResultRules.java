package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a client of the legacy era answers to a request of the server, by the method of that request. */
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
    private static final List<Field> SAMPLED =
            List.of(must("role", Shape.ROLE), must("model", Shape.STRING), may("stopReason", Shape.STRING));
    private static final List<Field> ROOTS =
            List.of(must("roots", Shape.ARRAY, must("uri", Shape.STRING), may("name", Shape.STRING)));

    private static final List<Field> TEXT = List.of(must("text", Shape.STRING));
    private static final List<Field> DATA = List.of(must("data", Shape.STRING), must("mimeType", Shape.STRING));
    private static final List<Field> TOOL_USE =
            List.of(must("id", Shape.STRING), must("name", Shape.STRING), must("input", Shape.OBJECT));
    private static final List<Field> TOOL_RESULT =
            List.of(must("toolUseId", Shape.STRING), must("content", Shape.ARRAY));

    private ResultRules() {}

    /**
     * Checks a result.
     *
     * @param method the method of the request
     * @param params the params of the request
     */
    static void check(
            String method,
            Map<String, @Nullable Object> params,
            Map<String, @Nullable Object> result,
            Findings findings) {
        if (result.containsKey("task")
                && params.containsKey("task")
                && findings.revision().hasCoreTasks()
                && FeatureRules.canBeTask(method)) {
            Field.check(CREATED_TASK, result, "result", FeatureRequirements.TASK_SHAPE, findings);
            return;
        }
        switch (method) {
            case Methods.PING -> checkEmpty(result, findings);
            case Methods.SAMPLING_CREATE_MESSAGE -> checkSampled(result, findings);
            case Methods.ROOTS_LIST -> checkRoots(result, findings);
            case Methods.ELICITATION_CREATE -> ElicitationRules.check(params, result, findings);
            case Methods.TASKS_GET, Methods.TASKS_CANCEL ->
                Field.check(TASK, result, "result", FeatureRequirements.TASK_SHAPE, findings);
            case Methods.TASKS_LIST ->
                Field.check(TASKS, result, "result", FeatureRequirements.TASKS_LIST_RESULT, findings);
            default -> {
                // Nothing is known of the answers to other methods.
            }
        }
    }

    private static void checkEmpty(Map<String, @Nullable Object> result, Findings findings) {
        for (String name : result.keySet()) {
            if (!name.equals("_meta")) {
                findings.add(FeatureRequirements.PING_RESULT, "has the member " + Findings.show(name), "result");
            }
        }
    }

    private static void checkRoots(Map<String, @Nullable Object> result, Findings findings) {
        Field.check(ROOTS, result, "result", FeatureRequirements.ROOTS_RESULT, findings);
        if (result.get("roots") instanceof List<?> roots) {
            for (int i = 0; i < roots.size(); i++) {
                if (roots.get(i) instanceof Map<?, ?> root
                        && root.get("uri") instanceof String uri
                        && !uri.regionMatches(true, 0, "file://", 0, "file://".length())) {
                    findings.add(
                            FeatureRequirements.ROOT_URI, "is " + Findings.show(uri), "result.roots[" + i + "].uri");
                }
            }
        }
    }

    private static void checkSampled(Map<String, @Nullable Object> result, Findings findings) {
        Field.check(SAMPLED, result, "result", FeatureRequirements.SAMPLING_RESULT, findings);
        Object content = result.get("content");
        if (content instanceof List<?> blocks && findings.revision().isAtLeast(Revision.V2025_11_25)) {
            for (int i = 0; i < blocks.size(); i++) {
                checkContent(blocks.get(i), "result.content[" + i + "]", findings);
            }
        } else {
            checkContent(content, "result.content", findings);
        }
    }

    private static void checkContent(@Nullable Object content, String path, Findings findings) {
        if (!(content instanceof Map<?, ?> block)) {
            findings.add(FeatureRequirements.SAMPLING_RESULT, "is " + Findings.show(content) + ", no content", path);
            return;
        }
        List<Field> fields = block.get("type") instanceof String type ? fields(type, findings.revision()) : null;
        if (fields == null) {
            findings.add(
                    FeatureRequirements.SAMPLING_RESULT,
                    "is " + Findings.show(block.get("type")) + ", which is no type of content here",
                    path + ".type");
        } else {
            Field.check(fields, block, path, FeatureRequirements.SAMPLING_RESULT, findings);
        }
    }

    private static @Nullable List<Field> fields(String type, Revision revision) {
        boolean tools = revision.isAtLeast(Revision.V2025_11_25);
        return switch (type) {
            case "text" -> TEXT;
            case "image" -> DATA;
            case "audio" -> revision.hasAudio() ? DATA : null;
            case "tool_use" -> tools ? TOOL_USE : null;
            case "tool_result" -> tools ? TOOL_RESULT : null;
            default -> null;
        };
    }
}
