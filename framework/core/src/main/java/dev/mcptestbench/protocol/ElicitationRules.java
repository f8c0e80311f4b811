package dev.mcptestbench.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a user is said to have answered to an elicitation (client/elicitation#response-actions). */
final class ElicitationRules {

    private ElicitationRules() {}

    /**
     * Checks an answer.
     *
     * @param request the params of the elicitation
     * @param path where the answer is, such as {@code result}
     */
    static void check(Map<String, @Nullable Object> request, Map<?, ?> result, String path, Findings findings) {
        Object action = result.get("action");
        boolean accepted = "accept".equals(action);
        if (!accepted && !"decline".equals(action) && !"cancel".equals(action)) {
            findings.add(FeatureRequirements.ELICITATION_RESULT, "is " + Findings.show(action), path + ".action");
        }
        boolean form = !"url".equals(request.get("mode"));
        Object content = result.get("content");
        if (content == null && !result.containsKey("content")) {
            if (accepted && form) {
                checkContent(request, Map.of(), path, findings);
            }
            return;
        }
        if (!(content instanceof Map<?, ?> values)) {
            findings.add(
                    FeatureRequirements.ELICITATION_RESULT,
                    "is " + Findings.show(content) + ", not an object",
                    path + ".content");
            return;
        }
        if (!accepted || !form) {
            findings.add(
                    FeatureRequirements.ELICITATION_CONTENT_ACCEPTED,
                    form ? "is there beside the action " + Findings.show(action) : "is there, though no form was sent",
                    path + ".content");
        }
        for (Map.Entry<?, ?> value : values.entrySet()) {
            if (!isFlat(value.getValue(), findings.revision())) {
                findings.add(
                        FeatureRequirements.ELICITATION_RESULT,
                        "is " + Findings.show(value.getValue()),
                        path + ".content." + value.getKey());
            }
        }
        if (accepted && form) {
            checkContent(request, values, path, findings);
        }
    }

    private static boolean isFlat(@Nullable Object value, Revision revision) {
        if (value instanceof List<?> items && revision.isAtLeast(Revision.V2025_11_25)) {
            return items.stream().allMatch(String.class::isInstance);
        }
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    private static void checkContent(
            Map<String, @Nullable Object> request, Map<?, ?> content, String path, Findings findings) {
        if (!(request.get("requestedSchema") instanceof Map<?, ?> schema)) {
            return;
        }
        if (schema.get("required") instanceof List<?> required) {
            for (Object name : required) {
                if (!content.containsKey(name)) {
                    findings.add(
                            FeatureRequirements.ELICITATION_CONTENT_VALID, "is missing", path + ".content." + name);
                }
            }
        }
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            for (Map.Entry<?, ?> property : properties.entrySet()) {
                Object value = content.get(property.getKey());
                if (value != null && property.getValue() instanceof Map<?, ?> rules) {
                    String problem = problem(value, rules);
                    if (problem != null) {
                        findings.add(
                                FeatureRequirements.ELICITATION_CONTENT_VALID,
                                Findings.show(value) + " " + problem,
                                path + ".content." + property.getKey());
                    }
                }
            }
        }
    }

    /** Returns what is wrong with a value, or null; formats are left to those who parse them. */
    private static @Nullable String problem(Object value, Map<?, ?> rules) {
        if (rules.get("type") instanceof String type && !isOfType(value, type)) {
            return "is not of the type " + type;
        }
        if (value instanceof List<?> items) {
            return problemOfItems(items, rules);
        }
        if (!isAmong(value, rules.get("enum"), rules.get("oneOf"))) {
            return "is not among the choices";
        }
        if (value instanceof String text) {
            int length = text.codePointCount(0, text.length());
            return isWithin(length, rules.get("minLength"), rules.get("maxLength")) ? null : "is too short or too long";
        }
        if (value instanceof Number number) {
            return isWithin(number.doubleValue(), rules.get("minimum"), rules.get("maximum"))
                    ? null
                    : "is out of range";
        }
        return null;
    }

    private static @Nullable String problemOfItems(List<?> items, Map<?, ?> rules) {
        if (!isWithin(items.size(), rules.get("minItems"), rules.get("maxItems"))) {
            return "has too few or too many items";
        }
        if (rules.get("items") instanceof Map<?, ?> choice) {
            for (Object item : items) {
                if (!isAmong(item, choice.get("enum"), choice.get("anyOf"))) {
                    return "has an item that is not among the choices";
                }
            }
        }
        return null;
    }

    private static boolean isOfType(Object value, String type) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "number" -> value instanceof Number;
            case "integer" -> Shape.INTEGER.fits(value);
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List;
            default -> true;
        };
    }

    private static boolean isAmong(@Nullable Object value, @Nullable Object plain, @Nullable Object titled) {
        if (plain instanceof List<?> choices) {
            return choices.contains(value);
        }
        if (titled instanceof List<?> choices) {
            return choices.stream()
                    .anyMatch(choice ->
                            choice instanceof Map<?, ?> map && value != null && value.equals(map.get("const")));
        }
        return true;
    }

    private static boolean isWithin(double value, @Nullable Object least, @Nullable Object most) {
        return !(least instanceof Number low && value < low.doubleValue())
                && !(most instanceof Number high && value > high.doubleValue());
    }
}
