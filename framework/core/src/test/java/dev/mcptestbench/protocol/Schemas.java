package dev.mcptestbench.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The schemas that the specification publishes, if they lie beside the project. */
final class Schemas {

    static final String ABSENT = "The specification's schemas are not at ../shared/spec beside the project";

    private Schemas() {}

    /** Returns the schema of a revision, or null. */
    static Map<?, ?> of(Revision revision) throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolveSibling("shared/spec")
                    .resolve(revision.text())
                    .resolve("schema.json");
            if (Files.exists(file)) {
                return (Map<?, ?>) Json.parse(Files.readAllBytes(file));
            }
        }
        return null;
    }

    static String definitionsName(Map<?, ?> schema) {
        return schema.containsKey("definitions") ? "definitions" : "$defs";
    }

    static Map<?, ?> definitions(Map<?, ?> schema) {
        return (Map<?, ?>) schema.get(definitionsName(schema));
    }

    /** Returns the methods of all alternatives of a definition. */
    static List<String> methods(Map<?, ?> schema, String definition) {
        List<String> methods = new ArrayList<>();
        if (definitions(schema).get(definition) instanceof Map<?, ?> found) {
            if (Json.at(found, "properties.method.const") instanceof String method) {
                methods.add(method);
            }
            if (found.get("anyOf") instanceof List<?> alternatives) {
                for (Object alternative : alternatives) {
                    String reference = String.valueOf(((Map<?, ?>) alternative).get("$ref"));
                    methods.addAll(methods(schema, reference.substring(reference.lastIndexOf('/') + 1)));
                }
            }
        }
        return methods;
    }
}
