package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;

import dev.mcptestbench.protocol.Field.Part;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a server of the modern era asks for in its results, and what clients give (basic/patterns/mrtr). */
final class RoundTripRules {

    static final String RESPONSES = "inputResponses";
    static final String STATE = "requestState";

    private static final List<Field> MESSAGE = List.of(
            must("role", Shape.ROLE),
            must("content", Shape.ANYTHING).with(ContentRules::checkSampled),
            ContentRules.META);
    private static final List<Field> SAMPLING = List.of(
            must("maxTokens", Shape.INTEGER),
            must("messages", Shape.ARRAY).with(Part.each(Part.object(MESSAGE))),
            may("systemPrompt", Shape.STRING),
            may("includeContext", Shape.CONTEXT),
            may("temperature", Shape.NUMBER),
            may("stopSequences", Shape.STRING_ARRAY),
            may("metadata", Shape.OBJECT),
            may("tools", Shape.ARRAY).with(Part.each(Part.object(Offers.TOOL))),
            may("toolChoice", Shape.OBJECT, may("mode", Shape.TOOL_CHOICE)),
            may(
                    "modelPreferences",
                    Shape.OBJECT,
                    may("hints", Shape.ARRAY, may("name", Shape.STRING)),
                    may("costPriority", Shape.RATIO),
                    may("speedPriority", Shape.RATIO),
                    may("intelligencePriority", Shape.RATIO)));
    private static final List<Field> FORM = List.of(must("message", Shape.STRING), FormRules.SCHEMA);
    private static final List<Field> URL = List.of(must("message", Shape.STRING), must("url", Shape.STRING));
    private static final List<Field> ROOTS = List.of(ContentRules.META);

    private RoundTripRules() {}

    /** Tells whether a server may answer such a request by asking for input. */
    static boolean mayAsk(String method) {
        return switch (method) {
            case Methods.TOOLS_CALL, Methods.RESOURCES_READ, Methods.PROMPTS_GET -> true;
            default -> false;
        };
    }

    /** Looks at inputs and state in the params of a client's request. */
    static void check(String method, Map<String, @Nullable Object> params, Findings findings) {
        boolean update = method.equals(Methods.TASKS_UPDATE);
        if (!update && !mayAsk(method)) {
            // Methods that nobody knows may give these names a meaning of their own.
            if (Methods.find(method) != null) {
                refuse(params, RESPONSES, method, findings);
                refuse(params, STATE, method, findings);
            }
            return;
        }
        if (params.get(RESPONSES) instanceof Map<?, ?> responses) {
            responses.forEach(
                    (name, response) -> checkResponse(response, "params." + RESPONSES + "." + name, findings));
        } else if (params.containsKey(RESPONSES) && !update) {
            findings.add(
                    StatelessRequirements.INPUT_RESPONSES,
                    "are " + Findings.show(params.get(RESPONSES)),
                    "params." + RESPONSES);
        }
        if (params.containsKey(STATE) && !update && !(params.get(STATE) instanceof String)) {
            findings.add(ModernRequirements.REQUEST_STATE, "is " + Findings.show(params.get(STATE)), "params." + STATE);
        }
    }

    private static void refuse(Map<String, @Nullable Object> params, String name, String method, Findings findings) {
        if (params.containsKey(name)) {
            findings.add(StatelessRequirements.INPUT_PLACE, "goes with " + method, "params." + name);
        }
    }

    /** Looks at one response whose request is not at hand: what it is meant for shows in its members. */
    static void checkResponse(@Nullable Object response, String path, Findings findings) {
        String method = null;
        if (response instanceof Map<?, ?> map) {
            method = map.containsKey("action")
                    ? Methods.ELICITATION_CREATE
                    : map.containsKey("roots")
                            ? Methods.ROOTS_LIST
                            : map.containsKey("content") || map.containsKey("role")
                                    ? Methods.SAMPLING_CREATE_MESSAGE
                                    : null;
            if (method != null) {
                ResultRules.check(method, Map.of(), map, path, findings);
            }
        }
        if (method == null) {
            findings.add(
                    StatelessRequirements.INPUT_RESPONSES,
                    "is " + Findings.show(response) + ", the result of no such request",
                    path);
        }
    }

    /** Looks at one request among those that a server's result asks for. */
    static void checkRequest(@Nullable Object value, String path, Requirement requirement, Findings findings) {
        if (!(value instanceof Map<?, ?> request)) {
            findings.add(requirement, "is " + Findings.show(value) + ", not an object", path);
            return;
        }
        Object params = request.get("params");
        List<Field> fields = switch (String.valueOf(request.get("method"))) {
            case Methods.ELICITATION_CREATE ->
                params instanceof Map<?, ?> map && "url".equals(map.get("mode")) ? URL : FORM;
            case Methods.SAMPLING_CREATE_MESSAGE -> SAMPLING;
            case Methods.ROOTS_LIST -> ROOTS;
            default -> null;
        };
        if (fields == null) {
            findings.add(
                    requirement,
                    "is " + Findings.show(request.get("method")) + ", which asks for no input",
                    path + ".method");
            return;
        }
        if (params != null || request.containsKey("params") || fields != ROOTS) {
            Part.object(fields).check(params, path + ".params", requirement, findings);
        }
        if (fields == FORM
                && params instanceof Map<?, ?> map
                && map.containsKey("mode")
                && !"form".equals(map.get("mode"))) {
            findings.add(requirement, "is " + Findings.show(map.get("mode")), path + ".params.mode");
        }
    }
}
