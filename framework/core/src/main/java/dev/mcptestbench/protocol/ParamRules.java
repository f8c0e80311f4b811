package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;
import static dev.mcptestbench.protocol.Revision.V2025_03_26;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;
import static dev.mcptestbench.protocol.Revision.V2025_11_25;
import static dev.mcptestbench.protocol.Revision.V2026_07_28;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which parameters a method takes: a table of requests and notifications. */
final class ParamRules {

    private static final Map<String, List<ParamRules>> TABLE = new HashMap<>();

    static {
        put(
                Methods.INITIALIZE,
                FeatureRequirements.INITIALIZE_PARAMS,
                must("protocolVersion", Shape.STRING),
                must("capabilities", Shape.OBJECT, capabilities())
                        .with(Field.Part.object(List.of(sessionCapabilities()))),
                must("clientInfo", Shape.OBJECT, implementation()));
        put(
                Methods.TOOLS_CALL,
                FeatureRequirements.TOOLS_CALL_PARAMS,
                must("name", Shape.STRING),
                may("arguments", Shape.OBJECT));
        put(Methods.RESOURCES_READ, FeatureRequirements.RESOURCES_READ_PARAMS, must("uri", Shape.STRING));
        put(Methods.RESOURCES_SUBSCRIBE, FeatureRequirements.SUBSCRIPTION_PARAMS, must("uri", Shape.STRING));
        put(Methods.RESOURCES_UNSUBSCRIBE, FeatureRequirements.SUBSCRIPTION_PARAMS, must("uri", Shape.STRING));
        put(
                Methods.PROMPTS_GET,
                FeatureRequirements.PROMPTS_GET_PARAMS,
                must("name", Shape.STRING),
                may("arguments", Shape.STRINGS));
        put(
                Methods.COMPLETION_COMPLETE,
                FeatureRequirements.COMPLETION_PARAMS,
                must("ref", Shape.COMPLETION_REFERENCE),
                must("argument", Shape.OBJECT, must("name", Shape.STRING), must("value", Shape.STRING)),
                may("context", Shape.OBJECT, may("arguments", Shape.STRINGS)).since(V2025_06_18));
        put(Methods.LOGGING_SET_LEVEL, FeatureRequirements.SET_LEVEL_PARAMS, must("level", Shape.LOG_LEVEL));
        for (String list : List.of(
                Methods.TOOLS_LIST,
                Methods.RESOURCES_LIST,
                Methods.RESOURCES_TEMPLATES_LIST,
                Methods.PROMPTS_LIST,
                Methods.TASKS_LIST)) {
            put(list, FeatureRequirements.CURSOR_TYPE, may("cursor", Shape.STRING));
        }
        for (String task : List.of(Methods.TASKS_GET, Methods.TASKS_RESULT, Methods.TASKS_CANCEL)) {
            put(task, FeatureRequirements.TASK_PARAMS, must("taskId", Shape.STRING));
        }
        put(
                Methods.CANCELLED,
                FeatureRequirements.CANCELLED_PARAMS,
                must("requestId", Shape.ID),
                may("reason", Shape.STRING));
        put(
                Methods.PROGRESS,
                FeatureRequirements.PROGRESS_PARAMS,
                must("progressToken", Shape.ID),
                must("progress", Shape.NUMBER),
                may("total", Shape.NUMBER),
                may("message", Shape.STRING).since(V2025_03_26));
        put(Methods.TASKS_STATUS, FeatureRequirements.TASK_SHAPE, ResultRules.TASK.toArray(Field[]::new));
        put(
                Methods.MESSAGE,
                AnswerRequirements.LOG_MESSAGE_PARAMS,
                must("level", Shape.LOG_LEVEL),
                must("data", Shape.ANYTHING),
                may("logger", Shape.STRING));
        put(Methods.RESOURCES_UPDATED, AnswerRequirements.RESOURCE_UPDATED_PARAMS, must("uri", Shape.STRING));
        put(Methods.SUBSCRIPTIONS_LISTEN, StatelessRequirements.LISTEN_PARAMS, filter());
        put(Methods.SUBSCRIPTIONS_ACKNOWLEDGED, AnswerRequirements.ACKNOWLEDGED_PARAMS, filter());
        put(Methods.TASKS_GET, StatelessRequirements.TASK_ID, must("taskId", Shape.STRING));
        put(Methods.TASKS_CANCEL, StatelessRequirements.TASK_ID, must("taskId", Shape.STRING));
        put(
                Methods.TASKS_UPDATE,
                StatelessRequirements.TASK_UPDATE,
                must("taskId", Shape.STRING),
                must("inputResponses", Shape.OBJECT));
    }

    private final Requirement requirement;
    private final List<Field> fields;

    private ParamRules(Requirement requirement, List<Field> fields) {
        this.requirement = requirement;
        this.fields = fields;
    }

    static void check(String method, Map<String, @Nullable Object> params, Findings findings) {
        for (ParamRules rules : TABLE.getOrDefault(method, List.of())) {
            if (rules.requirement.appliesTo(findings.revision())) {
                Field.check(rules.fields, params, "params", rules.requirement, findings);
            }
        }
    }

    private static void put(String method, Requirement requirement, Field... fields) {
        TABLE.computeIfAbsent(method, name -> new ArrayList<>(1)).add(new ParamRules(requirement, List.of(fields)));
    }

    private static Field filter() {
        return must(
                "notifications",
                Shape.OBJECT,
                may("toolsListChanged", Shape.BOOLEAN),
                may("promptsListChanged", Shape.BOOLEAN),
                may("resourcesListChanged", Shape.BOOLEAN),
                may("resourceSubscriptions", Shape.STRING_ARRAY),
                may("taskIds", Shape.STRING_ARRAY));
    }

    /** What a client says it can do, whatever the revision. */
    static Field[] capabilities() {
        return new Field[] {
            may("experimental", Shape.OBJECTS),
            may("roots", Shape.OBJECT),
            may(
                    "sampling",
                    Shape.OBJECT,
                    may("context", Shape.OBJECT).since(V2025_11_25),
                    may("tools", Shape.OBJECT).since(V2025_11_25)),
            may(
                            "elicitation",
                            Shape.OBJECT,
                            may("form", Shape.OBJECT).since(V2025_11_25),
                            may("url", Shape.OBJECT).since(V2025_11_25))
                    .since(V2025_06_18),
            may("extensions", Shape.OBJECTS).since(V2026_07_28)
        };
    }

    /** What a client says besides at the beginning of a session. */
    private static Field[] sessionCapabilities() {
        Field taskRequests = may(
                "requests",
                Shape.OBJECT,
                may("sampling", Shape.OBJECT, may("createMessage", Shape.OBJECT)),
                may("elicitation", Shape.OBJECT, may("create", Shape.OBJECT)));
        return new Field[] {
            may("roots", Shape.ANYTHING, may("listChanged", Shape.BOOLEAN)),
            may("tasks", Shape.OBJECT, may("list", Shape.OBJECT), may("cancel", Shape.OBJECT), taskRequests)
                    .since(V2025_11_25)
        };
    }

    /** What a party says of itself. */
    static Field[] implementation() {
        return new Field[] {
            must("name", Shape.STRING),
            must("version", Shape.STRING),
            may("title", Shape.STRING).since(V2025_06_18),
            may("description", Shape.STRING).since(V2025_11_25),
            may("websiteUrl", Shape.STRING).since(V2025_11_25),
            ContentRules.ICONS
        };
    }
}
