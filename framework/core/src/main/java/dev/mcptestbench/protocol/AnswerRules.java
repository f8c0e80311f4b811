package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;

import dev.mcptestbench.protocol.Field.Part;
import dev.mcptestbench.protocol.Message.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a server of the modern era answers, by the method of the request. */
final class AnswerRules {

    /** Codes that the specification defines in the range that it keeps for itself. */
    private static final Set<ErrorCode> DEFINED =
            Set.of(ErrorCode.HEADER_MISMATCH, ErrorCode.MISSING_CLIENT_CAPABILITY, ErrorCode.UNSUPPORTED_VERSION);

    private static final List<Field> CACHE_HINTS =
            List.of(must("ttlMs", Shape.COUNT), must("cacheScope", Shape.CACHE_SCOPE));
    private static final List<Field> INFO =
            List.of(may(RequestMeta.SERVER_INFO, Shape.OBJECT, ParamRules.implementation()));
    private static final List<Field> SUBSCRIPTION =
            List.of(must("_meta", Shape.OBJECT, must(RequestMeta.SUBSCRIPTION_ID, Shape.ID)));
    private static final List<Field> INPUT = List.of(
            may("inputRequests", Shape.OBJECT).with(Part.each(RoundTripRules::checkRequest)),
            may("requestState", Shape.STRING));
    private static final List<Field> UNSUPPORTED =
            List.of(must("data", Shape.OBJECT, must("supported", Shape.STRING_ARRAY), must("requested", Shape.STRING)));
    private static final List<Field> MISSING =
            List.of(must("data", Shape.OBJECT, must("requiredCapabilities", Shape.OBJECT, ParamRules.capabilities())));

    private static final Field NEXT = may("nextCursor", Shape.STRING);
    private static final List<Field> DISCOVERED = List.of(
            must("supportedVersions", Shape.STRING_ARRAY), Offers.CAPABILITIES, may("instructions", Shape.STRING));
    private static final List<Field> TOOLS = page("tools", Offers.TOOL);
    private static final List<Field> RESOURCES = page("resources", Offers.RESOURCE);
    private static final List<Field> TEMPLATES = page("resourceTemplates", Offers.TEMPLATE);
    private static final List<Field> PROMPTS = page("prompts", Offers.PROMPT);
    private static final List<Field> CALLED = List.of(
            must("content", Shape.ARRAY).with(Part.each(ContentRules.blockOf(ContentRules.OFFERED))),
            may("isError", Shape.BOOLEAN));
    private static final List<Field> READ =
            List.of(must("contents", Shape.ARRAY).with(Part.each(ContentRules::checkContents)));
    private static final List<Field> PROMPT_MESSAGE = List.of(
            must("role", Shape.ROLE), must("content", Shape.ANYTHING).with(ContentRules.blockOf(ContentRules.OFFERED)));
    private static final List<Field> PROMPT = List.of(
            must("messages", Shape.ARRAY).with(Part.each(Part.object(PROMPT_MESSAGE))),
            may("description", Shape.STRING));
    private static final List<Field> COMPLETED = List.of(must(
            "completion",
            Shape.OBJECT,
            must("values", Shape.UP_TO_100_STRINGS),
            may("total", Shape.INTEGER),
            may("hasMore", Shape.BOOLEAN)));

    private AnswerRules() {}

    private static List<Field> page(String name, List<Field> item) {
        return List.of(must(name, Shape.ARRAY).with(Part.each(Part.object(item))), NEXT);
    }

    /** Looks at a response for what any response is to have. */
    static void check(Message response, Findings findings) {
        if (response.kind() == Kind.ERROR) {
            checkError(response, findings);
        } else if (response.members().get("result") instanceof Map<?, ?> result) {
            if (!(result.get("resultType") instanceof String)) {
                findings.add(
                        AnswerRequirements.RESULT_TYPE,
                        result.containsKey("resultType")
                                ? "is " + Findings.show(result.get("resultType"))
                                : "is missing",
                        "result.resultType");
            }
            if (result.get("_meta") instanceof Map<?, ?> meta) {
                Field.check(INFO, meta, "result._meta", AnswerRequirements.SERVER_INFO, findings);
            }
        }
    }

    private static void checkError(Message response, Findings findings) {
        ErrorCode code = response.errorCode();
        if (code == null) {
            return;
        }
        boolean gone = code.equals(ErrorCode.RESOURCE_NOT_FOUND) || code.equals(ErrorCode.URL_ELICITATION_REQUIRED);
        boolean reserved = code.value() <= -32020 && code.value() >= -32099;
        if (gone || (reserved && !DEFINED.contains(code))) {
            findings.add(AnswerRequirements.ERROR_CODE_RESERVED, "is " + code.value(), "error.code");
        } else if (code.equals(ErrorCode.UNSUPPORTED_VERSION)) {
            Field.check(UNSUPPORTED, response.error(), "error", AnswerRequirements.UNSUPPORTED_VERSION_DATA, findings);
        } else if (code.equals(ErrorCode.MISSING_CLIENT_CAPABILITY)) {
            Field.check(MISSING, response.error(), "error", AnswerRequirements.MISSING_CAPABILITY_DATA, findings);
        }
    }

    /** Looks at a result in the light of what was asked. */
    static void check(String method, Map<String, @Nullable Object> result, Findings findings) {
        // Nothing said counts as complete; what an extension says is left to those who know it.
        switch (String.valueOf(result.getOrDefault("resultType", "complete"))) {
            case "complete" -> checkComplete(method, result, findings);
            case "input_required" -> checkInputRequired(method, result, findings);
            case "task" -> {
                if (method.equals(Methods.TOOLS_CALL)) {
                    Field.check(TaskRules.TASK, result, "result", AnswerRequirements.TASK, findings);
                } else {
                    findings.add(AnswerRequirements.TASK_RESULT_PLACE, "answers " + method, "result.resultType");
                }
            }
            default -> {
                // An extension's.
            }
        }
    }

    private static void checkInputRequired(String method, Map<?, ?> result, Findings findings) {
        if (!RoundTripRules.mayAsk(method)) {
            findings.add(AnswerRequirements.INPUT_REQUIRED_PLACE, "answers " + method, "result.resultType");
            return;
        }
        Field.check(INPUT, result, "result", AnswerRequirements.INPUT_REQUIRED_RESULT, findings);
        if (!result.containsKey("inputRequests") && !result.containsKey("requestState")) {
            findings.add(
                    AnswerRequirements.INPUT_REQUIRED_RESULT, "has neither inputRequests nor requestState", "result");
        }
    }

    private static void checkComplete(String method, Map<String, @Nullable Object> result, Findings findings) {
        switch (method) {
            case Methods.SERVER_DISCOVER ->
                checkCacheable(DISCOVERED, AnswerRequirements.DISCOVER_RESULT, result, findings);
            case Methods.TOOLS_LIST -> checkCacheable(TOOLS, AnswerRequirements.TOOLS_LIST_RESULT, result, findings);
            case Methods.RESOURCES_LIST ->
                checkCacheable(RESOURCES, AnswerRequirements.RESOURCES_LIST_RESULT, result, findings);
            case Methods.RESOURCES_TEMPLATES_LIST ->
                checkCacheable(TEMPLATES, AnswerRequirements.TEMPLATES_LIST_RESULT, result, findings);
            case Methods.PROMPTS_LIST ->
                checkCacheable(PROMPTS, AnswerRequirements.PROMPTS_LIST_RESULT, result, findings);
            case Methods.RESOURCES_READ ->
                checkCacheable(READ, AnswerRequirements.RESOURCES_READ_RESULT, result, findings);
            case Methods.TOOLS_CALL ->
                Field.check(CALLED, result, "result", AnswerRequirements.TOOLS_CALL_RESULT, findings);
            case Methods.PROMPTS_GET ->
                Field.check(PROMPT, result, "result", AnswerRequirements.PROMPTS_GET_RESULT, findings);
            case Methods.COMPLETION_COMPLETE ->
                Field.check(COMPLETED, result, "result", AnswerRequirements.COMPLETION_RESULT, findings);
            case Methods.SUBSCRIPTIONS_LISTEN ->
                Field.check(SUBSCRIPTION, result, "result", AnswerRequirements.LISTEN_RESULT, findings);
            case Methods.TASKS_GET -> TaskRules.check(result, "result", findings);
            default -> {
                // Nothing is known of the answers to other methods.
            }
        }
    }

    private static void checkCacheable(
            List<Field> fields, Requirement requirement, Map<String, @Nullable Object> result, Findings findings) {
        Field.check(CACHE_HINTS, result, "result", AnswerRequirements.CACHE_HINTS, findings);
        Field.check(fields, result, "result", requirement, findings);
    }
}
