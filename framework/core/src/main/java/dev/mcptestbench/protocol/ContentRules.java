package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Field.may;
import static dev.mcptestbench.protocol.Field.must;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;
import static dev.mcptestbench.protocol.Revision.V2025_11_25;

import dev.mcptestbench.protocol.Field.Part;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the blocks that messages, tools and prompts are made of (server/tools#tool-result, client/sampling). */
final class ContentRules {

    /** What a block may be that a tool or a prompt brings. */
    static final Set<String> OFFERED = Set.of("text", "image", "audio", "resource_link", "resource");

    /** What a block may be in a message to or from a model. */
    static final Set<String> SAMPLED = Set.of("text", "image", "audio", "tool_use", "tool_result");

    static final Field META = may("_meta", Shape.OBJECT).since(V2025_06_18);

    static final Field ANNOTATIONS = may(
            "annotations",
            Shape.OBJECT,
            may("audience", Shape.ROLES),
            may("priority", Shape.RATIO),
            may("lastModified", Shape.STRING).since(V2025_06_18));

    static final Field ICONS = may(
                    "icons",
                    Shape.ARRAY,
                    must("src", Shape.STRING),
                    may("mimeType", Shape.STRING),
                    may("sizes", Shape.STRING_ARRAY),
                    may("theme", Shape.THEME))
            .since(V2025_11_25);

    /** What a resource says of itself besides where it is. */
    static final List<Field> RESOURCE = List.of(
            must("name", Shape.STRING),
            may("title", Shape.STRING).since(V2025_06_18),
            may("description", Shape.STRING),
            may("mimeType", Shape.STRING),
            ANNOTATIONS,
            ICONS,
            META);

    private static final List<Field> TEXT = List.of(must("text", Shape.STRING), ANNOTATIONS, META);
    private static final List<Field> DATA =
            List.of(must("data", Shape.STRING), must("mimeType", Shape.STRING), ANNOTATIONS, META);
    private static final List<Field> LINK = List.of(must("uri", Shape.STRING), may("size", Shape.INTEGER));
    private static final List<Field> EMBEDDED =
            List.of(must("resource", Shape.OBJECT).with(ContentRules::checkContents), ANNOTATIONS, META);
    private static final List<Field> CONTENTS = List.of(must("uri", Shape.STRING), may("mimeType", Shape.STRING), META);
    private static final List<Field> TOOL_USE =
            List.of(must("id", Shape.STRING), must("name", Shape.STRING), must("input", Shape.OBJECT), META);
    private static final List<Field> TOOL_RESULT = List.of(
            must("toolUseId", Shape.STRING),
            must("content", Shape.ARRAY).with(Part.each(blockOf(OFFERED))),
            may("isError", Shape.BOOLEAN),
            META);

    private ContentRules() {}

    /** Returns what looks at one block that may be of the given types. */
    static Part blockOf(Set<String> types) {
        return (value, path, requirement, findings) -> check(value, types, path, requirement, findings);
    }

    /** Looks at one block of a message to or from a model, or, where the revision allows it, at an array of them. */
    static void checkSampled(@Nullable Object content, String path, Requirement requirement, Findings findings) {
        if (content instanceof List<?> && findings.revision().isAtLeast(V2025_11_25)) {
            Part.each(blockOf(SAMPLED)).check(content, path, requirement, findings);
        } else {
            check(content, SAMPLED, path, requirement, findings);
        }
    }

    /** Looks at what a resource contains: text, or bytes in base64. */
    static void checkContents(@Nullable Object value, String path, Requirement requirement, Findings findings) {
        Part.object(CONTENTS).check(value, path, requirement, findings);
        if (value instanceof Map<?, ?> map
                && !(map.get("text") instanceof String)
                && !(map.get("blob") instanceof String)) {
            findings.add(requirement, "has neither a text nor a blob", path);
        }
    }

    private static void check(
            @Nullable Object value, Set<String> types, String path, Requirement requirement, Findings findings) {
        if (!(value instanceof Map<?, ?> block)) {
            findings.add(requirement, "is " + Findings.show(value) + ", no content", path);
            return;
        }
        if (!(block.get("type") instanceof String type) || !types.contains(type) || !isIn(type, findings.revision())) {
            findings.add(
                    requirement,
                    "is " + Findings.show(block.get("type")) + ", which is no type of content here",
                    path + ".type");
            return;
        }
        for (List<Field> fields : fields(type)) {
            Field.check(fields, block, path, requirement, findings);
        }
    }

    private static boolean isIn(String type, Revision revision) {
        return switch (type) {
            case "audio" -> revision.hasAudio();
            case "resource_link" -> revision.hasStructuredToolOutput();
            case "tool_use", "tool_result" -> revision.isAtLeast(V2025_11_25);
            default -> true;
        };
    }

    private static List<List<Field>> fields(String type) {
        return switch (type) {
            case "text" -> List.of(TEXT);
            case "image", "audio" -> List.of(DATA);
            case "resource_link" -> List.of(RESOURCE, LINK);
            case "resource" -> List.of(EMBEDDED);
            case "tool_use" -> List.of(TOOL_USE);
            default -> List.of(TOOL_RESULT);
        };
    }
}
