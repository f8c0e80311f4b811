package dev.mcptestbench.server.engine;

import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.script.Feature;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the arguments of calls against what their tools ask for (server/tools#security-considerations). References that
 * lead out of a schema are not followed. A schema that is none, is endless, or of a dialect that nobody here speaks, asks for
 * nothing: it was scripted for those who list tools. Thread-safe; keeps as many compiled schemas as are in use, {@value #MOST} at most.
 */
final class ToolArguments {

    private static final int MOST = 500;
    private static final int MOST_TOLD = 5;
    private static final int LONGEST_TOLD = 500;

    private final Map<String, Compiled> compiled = new LinkedHashMap<>();

    /** A schema, compiled when it is first needed: in a new JVM that takes half a second. */
    private static final class Compiled {

        private final Object schema;
        private volatile @Nullable Function<String, Validator.@Nullable Result> judge;

        Compiled(Object schema) {
            this.schema = schema;
        }

        boolean isDone() {
            return judge != null;
        }

        /** Judges, or says {@code null} where nobody can. */
        Validator.@Nullable Result judge(Object arguments) {
            try {
                return judge().apply(Json.write(arguments));
            } catch (RuntimeException | StackOverflowError endless) {
                return null;
            }
        }

        private synchronized Function<String, Validator.@Nullable Result> judge() {
            Function<String, Validator.@Nullable Result> made = judge;
            if (made == null) {
                made = compile(schema);
                judge = made;
            }
            return made;
        }

        private static Function<String, Validator.@Nullable Result> compile(Object schema) {
            try {
                Validator validator = new ValidatorFactory()
                        .withJsonNodeFactory(new JacksonNode.Factory())
                        .createValidator();
                URI uri = validator.registerSchema(Json.write(schema));
                return arguments -> validator.validate(uri, arguments);
            } catch (RuntimeException | StackOverflowError unusable) {
                return arguments -> null;
            }
        }
    }

    /** Whether the first call of a tool is still to be judged, for which an event loop has no time. */
    boolean areNewFor(Feature.Tool tool) {
        Compiled known = compiled(tool);
        return known != null && !known.isDone();
    }

    /**
     * Answers a call whose arguments its tool does not take, each by its path and what is expected there: to the model
     * itself where the revision has it so (server/tools#error-handling).
     *
     * @return whether the call has been answered
     */
    boolean refuse(Feature.Tool tool, Errand errand) {
        String problem = problem(tool, errand.request().params());
        if (problem == null) {
            return false;
        }
        if (errand.revision().tellsModelsOfInvalidArguments()) {
            errand.succeed(Map.of("content", List.of(Map.of("type", "text", "text", problem)), "isError", true));
        } else {
            errand.fail(ErrorCode.INVALID_PARAMS, problem, null);
        }
        return true;
    }

    private @Nullable String problem(Feature.Tool tool, Map<String, ? extends @Nullable Object> params) {
        Compiled known = compiled(tool);
        Validator.Result result = known == null
                ? null
                : known.judge(params.containsKey("arguments") ? params.get("arguments") : Map.of());
        if (result == null || result.isValid()) {
            return null;
        }
        return "Invalid arguments of tool \"" + tool.name() + "\": " + tell(result.getErrors());
    }

    private @Nullable Compiled compiled(Feature.Tool tool) {
        Object schema = tool.definition().get("inputSchema");
        if (!(schema instanceof Map<?, ?> map) || Map.of("type", "object").equals(map)) {
            return null;
        }
        synchronized (compiled) {
            Compiled known = compiled.remove(tool.name());
            if (known == null || known.schema != schema) {
                known = new Compiled(schema);
            }
            compiled.put(tool.name(), known);
            if (compiled.size() > MOST) {
                compiled.remove(compiled.keySet().iterator().next());
            }
            return known;
        }
    }

    private static String tell(List<Error> errors) {
        // Of alternatives that all fail, that they fail is said once, not each on its own.
        List<Error> whole = errors.stream()
                .filter(error -> !error.getEvaluationPath().matches(".*/(anyOf|oneOf)/.*"))
                .toList();
        String told = (whole.isEmpty() ? errors : whole)
                .stream()
                        .sorted(Comparator.comparing(Error::getInstanceLocation)
                                .thenComparing(Error::getEvaluationPath))
                        .limit(MOST_TOLD)
                        .map(error -> path(error.getInstanceLocation()) + ": " + expected(error))
                        .collect(Collectors.joining("; "));
        return told.length() <= LONGEST_TOLD ? told : told.substring(0, LONGEST_TOLD) + "…";
    }

    /** A JSON pointer as a dotted path. */
    private static String path(String pointer) {
        StringBuilder path = new StringBuilder("arguments");
        for (String step : pointer.split("/", -1)) {
            if (!step.isEmpty()) {
                path.append('.').append(step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return path.toString();
    }

    private static String expected(Error error) {
        String keyword = error.getKeyword();
        return keyword == null ? "is not expected" : error.getError() + " (" + keyword + ")";
    }
}
