package dev.mcptestbench.protocol;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The schema that the specification publishes for a revision, and its examples, if they lie beside the project. */
final class Schemas {

    private static final String ABSENT = "The specification's schemas are not at ../shared/spec beside the project";

    private final Path folder;
    private final Map<?, ?> document;
    private final Validator validator = new ValidatorFactory()
            .withJsonNodeFactory(new JacksonNode.Factory())
            .createValidator();
    private final Map<String, URI> known = new HashMap<>();

    private Schemas(Path folder, Map<?, ?> document) {
        this.folder = folder;
        this.document = document;
    }

    /** Returns the schema of a revision; where there is none, the test is skipped. */
    static Schemas of(Revision revision) throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path spec = folder.resolveSibling("shared/spec").resolve(revision.text());
            if (Files.exists(spec.resolve("schema.json"))) {
                return new Schemas(spec, (Map<?, ?>) Json.parse(Files.readAllBytes(spec.resolve("schema.json"))));
            }
        }
        assumeTrue(false, ABSENT);
        throw new AssertionError();
    }

    Path examples() {
        return folder.resolve("examples");
    }

    boolean defines(String definition) {
        return definitions().containsKey(definition);
    }

    boolean accepts(String definition, Object value) {
        URI uri = known.computeIfAbsent(definition, this::register);
        return validator.validate(uri, Json.write(value)).isValid();
    }

    private URI register(String definition) {
        URI whole = URI.create("urn:spec");
        if (known.isEmpty()) {
            validator.registerSchema(whole, Json.write(document));
        }
        String schema = Json.write(Map.of(
                "$schema", document.get("$schema"), "$ref", whole + "#/" + definitionsName() + "/" + definition));
        return validator.registerSchema(URI.create(whole + ":" + definition), schema);
    }

    /** Returns the methods of all alternatives of a definition. */
    List<String> methods(String definition) {
        List<String> methods = new ArrayList<>();
        if (definitions().get(definition) instanceof Map<?, ?> found) {
            if (Json.at(found, "properties.method.const") instanceof String method) {
                methods.add(method);
            }
            if (found.get("anyOf") instanceof List<?> alternatives) {
                for (Object alternative : alternatives) {
                    String reference = String.valueOf(((Map<?, ?>) alternative).get("$ref"));
                    methods.addAll(methods(reference.substring(reference.lastIndexOf('/') + 1)));
                }
            }
        }
        return methods;
    }

    private String definitionsName() {
        return document.containsKey("definitions") ? "definitions" : "$defs";
    }

    private Map<?, ?> definitions() {
        return (Map<?, ?>) document.get(definitionsName());
    }
}
