package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;

import dev.mcptestbench.protocol.Field.Part;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the schema of a form that a user is to fill in (client/elicitation#requested-schema). */
final class FormRules {

    private static final Set<Object> FORMATS = Set.of("email", "uri", "date", "date-time");
    private static final List<Field> TITLES = List.of(may("title", Shape.STRING), may("description", Shape.STRING));
    private static final List<Field> FLAG = List.of(may("default", Shape.BOOLEAN));
    private static final List<Field> NUMBER =
            List.of(may("default", Shape.NUMBER), may("minimum", Shape.NUMBER), may("maximum", Shape.NUMBER));
    private static final List<Field> TEXT = List.of(may("default", Shape.STRING));
    private static final List<Field> LENGTHS =
            List.of(may("minLength", Shape.INTEGER), may("maxLength", Shape.INTEGER));
    private static final List<Field> CHOICE = List.of(
            may("default", Shape.STRING_ARRAY),
            may("minItems", Shape.INTEGER),
            may("maxItems", Shape.INTEGER),
            must("items", Shape.OBJECT));

    static final Field SCHEMA = must(
            "requestedSchema",
            Shape.OBJECT,
            must("type", Shape.OBJECT_TYPE),
            must("properties", Shape.OBJECT).with(Part.each(FormRules::checkProperty)),
            may("required", Shape.STRING_ARRAY),
            may("$schema", Shape.STRING));

    private FormRules() {}

    private static void checkProperty(@Nullable Object value, String path, Requirement requirement, Findings findings) {
        if (!(value instanceof Map<?, ?> property)) {
            findings.add(requirement, "is " + Findings.show(value) + ", not an object", path);
            return;
        }
        Field.check(TITLES, property, path, requirement, findings);
        switch (String.valueOf(property.get("type"))) {
            case "boolean" -> Field.check(FLAG, property, path, requirement, findings);
            case "number", "integer" -> Field.check(NUMBER, property, path, requirement, findings);
            case "string" -> checkText(property, path, requirement, findings);
            case "array" -> {
                Field.check(CHOICE, property, path, requirement, findings);
                if (property.get("items") instanceof Map<?, ?> items && !isChoice(items)) {
                    findings.add(requirement, "has no choices", path + ".items");
                }
            }
            default ->
                findings.add(
                        requirement,
                        "is " + Findings.show(property.get("type")) + ", which no field of a form is",
                        path + ".type");
        }
    }

    private static void checkText(Map<?, ?> property, String path, Requirement requirement, Findings findings) {
        Field.check(TEXT, property, path, requirement, findings);
        if (Shape.STRING_ARRAY.fits(property.get("enum")) || areTitled(property.get("oneOf"))) {
            return;
        }
        Field.check(LENGTHS, property, path, requirement, findings);
        if (property.containsKey("format") && !FORMATS.contains(String.valueOf(property.get("format")))) {
            findings.add(requirement, "is " + Findings.show(property.get("format")), path + ".format");
        }
    }

    private static boolean isChoice(Map<?, ?> items) {
        return ("string".equals(items.get("type")) && Shape.STRING_ARRAY.fits(items.get("enum")))
                || areTitled(items.get("anyOf"));
    }

    private static boolean areTitled(@Nullable Object choices) {
        return choices instanceof List<?> list
                && list.stream()
                        .allMatch(choice -> choice instanceof Map<?, ?> map
                                && map.get("const") instanceof String
                                && map.get("title") instanceof String);
    }
}
