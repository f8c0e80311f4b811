package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;

import java.util.ArrayList;
import java.util.List;

/** What a server says of what it offers. */
final class Offers {

    static final List<Field> TOOL = List.of(
            must("name", Shape.STRING),
            may("title", Shape.STRING),
            may("description", Shape.STRING),
            must("inputSchema", Shape.OBJECT, must("type", Shape.OBJECT_TYPE), may("$schema", Shape.STRING)),
            may("outputSchema", Shape.OBJECT, may("$schema", Shape.STRING)),
            may(
                    "annotations",
                    Shape.OBJECT,
                    may("title", Shape.STRING),
                    may("readOnlyHint", Shape.BOOLEAN),
                    may("destructiveHint", Shape.BOOLEAN),
                    may("idempotentHint", Shape.BOOLEAN),
                    may("openWorldHint", Shape.BOOLEAN)),
            ContentRules.ICONS,
            ContentRules.META);

    static final List<Field> RESOURCE =
            with(ContentRules.RESOURCE, must("uri", Shape.STRING), may("size", Shape.INTEGER));

    static final List<Field> TEMPLATE = with(ContentRules.RESOURCE, must("uriTemplate", Shape.STRING));

    static final List<Field> PROMPT = List.of(
            must("name", Shape.STRING),
            may("title", Shape.STRING),
            may("description", Shape.STRING),
            may(
                    "arguments",
                    Shape.ARRAY,
                    must("name", Shape.STRING),
                    may("title", Shape.STRING),
                    may("description", Shape.STRING),
                    may("required", Shape.BOOLEAN)),
            ContentRules.ICONS,
            ContentRules.META);

    static final Field CAPABILITIES = must(
            "capabilities",
            Shape.OBJECT,
            may("completions", Shape.OBJECT),
            may("experimental", Shape.OBJECTS),
            may("extensions", Shape.OBJECTS),
            may("logging", Shape.OBJECT),
            may("prompts", Shape.OBJECT, may("listChanged", Shape.BOOLEAN)),
            may("resources", Shape.OBJECT, may("listChanged", Shape.BOOLEAN), may("subscribe", Shape.BOOLEAN)),
            may("tools", Shape.OBJECT, may("listChanged", Shape.BOOLEAN)));

    private Offers() {}

    private static List<Field> with(List<Field> common, Field... more) {
        List<Field> all = new ArrayList<>(common);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }
}
