package dev.mcptestbench.protocol;

import dev.mcptestbench.protocol.Message.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a request or notification of the legacy era says, by its method. */
final class FeatureRules {

    private FeatureRules() {}

    static void check(Message message, Direction direction, Findings findings) {
        String method = message.method();
        boolean modern = findings.revision().era() == Era.MODERN;
        if (method == null) {
            MetaRules.check(message.result(), "result", findings);
            if (modern && direction.sender() == Party.SERVER) {
                AnswerRules.check(message, findings);
            }
            return;
        }
        Map<String, @Nullable Object> params = message.params();
        MetaRules.check(params, "params", findings);
        if (modern && direction.sender() == Party.SERVER && message.kind() == Kind.REQUEST) {
            findings.add(AnswerRequirements.NO_REQUESTS, "is the request " + method, "method");
            return;
        }
        Method known = Methods.find(method);
        if (known != null && !isSendable(known, direction.sender(), findings)) {
            return;
        }
        checkToken(params, findings);
        if (modern) {
            MetaRules.checkSubscription(message, findings);
            RoundTripRules.check(method, params, findings);
        }
        ParamRules.check(method, params, findings);
        if (method.equals(Methods.TASKS_CHANGED)) {
            TaskRules.check(params, "params", findings);
        }
        if (params.containsKey("task") && findings.revision().hasCoreTasks() && canBeTask(method)) {
            checkAugmentation(params.get("task"), findings);
        }
    }

    private static boolean isSendable(Method method, Party sender, Findings findings) {
        Revision revision = findings.revision();
        if (method.isSentBy(sender) && !method.isIn(revision)) {
            String detail = revision + " has no " + method.name();
            findings.add(FeatureRequirements.METHOD_OF_REVISION, detail, "method");
            findings.add(FeatureRequirements.METHOD_OF_REVISION_ADVISED, detail, "method");
            return false;
        }
        if (!method.isSentBy(sender, revision)) {
            findings.add(
                    FeatureRequirements.METHOD_DIRECTION,
                    method.name() + " is not sent by a " + (sender == Party.CLIENT ? "client" : "server"),
                    "method");
            return false;
        }
        return true;
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
