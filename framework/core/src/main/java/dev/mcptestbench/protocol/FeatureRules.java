package dev.mcptestbench.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a request or notification of the legacy era says, by its method. */
final class FeatureRules {

    private FeatureRules() {}

    static void check(Message message, Direction direction, Findings findings) {
        String method = message.method();
        if (method == null) {
            MetaRules.check(message.result(), "result", findings);
            return;
        }
        Map<String, @Nullable Object> params = message.params();
        MetaRules.check(params, "params", findings);
        Method known = Methods.find(method);
        if (known == null) {
            checkToken(params, findings);
            return;
        }
        if (!known.isSentBy(direction.sender())) {
            findings.add(
                    FeatureRequirements.METHOD_DIRECTION,
                    method + " is not sent by a " + (direction.sender() == Party.CLIENT ? "client" : "server"),
                    "method");
            return;
        }
        Revision revision = findings.revision();
        if (!known.isIn(revision)) {
            String detail = revision + " has no " + method;
            findings.add(FeatureRequirements.METHOD_OF_REVISION, detail, "method");
            findings.add(FeatureRequirements.METHOD_OF_REVISION_ADVISED, detail, "method");
            return;
        }
        checkToken(params, findings);
        ParamRules.check(method, params, findings);
        if (params.containsKey("task") && revision.hasCoreTasks() && canBeTask(method)) {
            checkAugmentation(params.get("task"), findings);
        }
    }

    /** Tells whether a request of the given method may run as a task. */
    static boolean canBeTask(String method) {
        return switch (method) {
            case Methods.TOOLS_CALL, Methods.SAMPLING_CREATE_MESSAGE, Methods.ELICITATION_CREATE -> true;
            default -> false;
        };
    }

    private static void checkToken(Map<String, @Nullable Object> params, Findings findings) {
        if (params.get("_meta") instanceof Map<?, ?> meta) {
            Object token = meta.get("progressToken");
            if (!Shape.ID.fits(token) && meta.containsKey("progressToken")) {
                findings.add(
                        FeatureRequirements.PROGRESS_TOKEN_TYPE,
                        "is " + Findings.show(token),
                        "params._meta.progressToken");
            }
        }
    }

    private static void checkAugmentation(@Nullable Object task, Findings findings) {
        if (!(task instanceof Map<?, ?> map)) {
            findings.add(FeatureRequirements.TASK_AUGMENTATION, "is " + Findings.show(task), "params.task");
        } else if (map.containsKey("ttl") && !Shape.INTEGER.fits(map.get("ttl"))) {
            findings.add(
                    FeatureRequirements.TASK_AUGMENTATION, "is " + Findings.show(map.get("ttl")), "params.task.ttl");
        }
    }
}
