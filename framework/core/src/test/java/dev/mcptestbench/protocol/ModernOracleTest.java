package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds our rules for the modern era against the specification's own examples and schema: each example is found faultless,
 * and each variation of it is judged as the schema judges it. What is no message of its own stands in one that has it.
 */
class ModernOracleTest {

    private static final Revision REVISION = Revision.V2026_07_28;

    private static final Map<String, Object> META = Map.of(
            "io.modelcontextprotocol/protocolVersion",
            "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities",
            Map.of());

    /** An example from before a result that may be cached had to say so (server/utilities/caching#cacheable-results). */
    private static final Path WITHOUT_HINTS =
            Path.of("ReadResourceResultResponse", "read-resource-result-response.json");

    /** What the prose asks for and the schema does not express. */
    private static final Set<Requirement> PROSE_ALONE = Set.of(
            FeatureRequirements.META_KEY,
            FeatureRequirements.ROOT_URI,
            FeatureRequirements.TRACE_CONTEXT,
            JsonRpcRequirements.NOTIFICATION_ID,
            StatelessRequirements.INPUT_PLACE);

    @Test
    void judgesAsTheSchemaDoes() throws IOException {
        Schemas schema = Schemas.of(REVISION);
        List<String> differences = new ArrayList<>();
        String last = "";
        int examples = 0;
        int judged = 0;
        for (Path file : files(schema.examples())) {
            String definition = file.getParent().getFileName().toString();
            Object example = Json.parse(Files.readAllBytes(file));
            examples++;
            if (!file.endsWith(WITHOUT_HINTS)) {
                assertThat(breaches(definition, example))
                        .as("breaches of the example %s", file)
                        .isEmpty();
            }
            if (definition.endsWith("Response") || definition.equals(last)) {
                continue; // what is within it has its turn, or had it
            }
            last = definition;
            for (Object variation : Variations.of(example, path -> isOfOthers(definition, path))) {
                judged++;
                boolean theirs = schema.accepts(defining(definition), variation);
                List<Breach> ours = breaches(definition, variation);
                if (theirs != ours.isEmpty() && !isKnownToDiffer(definition, Json.write(variation))) {
                    differences.add((theirs ? "only we refuse " : "only the schema refuses ") + definition + " "
                            + Json.write(variation) + " " + ours);
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(examples).isGreaterThan(100);
        assertThat(judged).isGreaterThan(5000);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    /** What other rules than those of content see to, and what a definition has for its name alone. */
    private static boolean isOfOthers(String definition, String path) {
        boolean method = path.equals("method") || path.endsWith(".method");
        boolean code = definition.endsWith("Error") && (path.equals("code") || path.equals("error.code"));
        boolean perRequest = path.matches("(params\\.)?\\[io.*")
                || path.matches("(params\\.)?_meta\\.?\\[?io\\.modelcontextprotocol/(protocolVersion|client).*");
        return method || code || perRequest;
    }

    private static boolean isKnownToDiffer(String definition, String variation) {
        // JSON-RPC 2.0, section 5: an error has the id null if the id of the request could not be read.
        boolean unreadId = variation.contains("\"id\":null,\"error\":{");
        // The type number of TypeScript became integer.
        boolean decimalContent = variation.contains("\"content\":{\"name\":1.5}");
        return unreadId || decimalContent || lacksWhatEveryRequestHas(definition, variation);
    }

    /** What every request carries in its metadata is seen to by the rules of the transport. */
    private static boolean lacksWhatEveryRequestHas(String definition, String variation) {
        return definition.matches("(?!CreateMessage|Elicit|ListRoots).*Request(Params)?")
                && !variation.contains("io.modelcontextprotocol/clientCapabilities");
    }

    /** A field of a form may be of any kind, so that the name of one kind says nothing. */
    private static String defining(String definition) {
        return definition.endsWith("Schema") ? "PrimitiveSchemaDefinition" : definition;
    }

    private static List<Breach> breaches(String definition, Object value) {
        List<Breach> breaches = new ArrayList<>(judge(definition, value));
        breaches.removeIf(breach -> PROSE_ALONE.contains(breach.requirement())
                || !breach.requirement().level().isBinding());
        return breaches;
    }

    private static List<Breach> judge(String definition, Object value) {
        return switch (definition) {
            case "CallToolRequest",
                    "CompleteRequest",
                    "DiscoverRequest",
                    "GetPromptRequest",
                    "ListPromptsRequest",
                    "ListResourceTemplatesRequest",
                    "ListResourcesRequest",
                    "ListToolsRequest",
                    "ReadResourceRequest",
                    "SubscriptionsListenRequest",
                    "CancelledNotification" -> message(value, Direction.CLIENT_TO_SERVER);
            case "CallToolRequestParams" -> request("tools/call", value);
            case "CompleteRequestParams" -> request("completion/complete", value);
            case "GetPromptRequestParams" -> request("prompts/get", value);
            case "PaginatedRequestParams" -> request("tools/list", value);
            case "InputResponses" -> request("tools/call", Map.of("_meta", META, "name", "a", "inputResponses", value));
            case "CreateMessageResult", "ListRootsResult", "ElicitResult" -> answer(definition, value);
            case "Root" -> answer("ListRootsResult", Map.of("roots", List.of(value)));
            case "ToolUseContent", "ToolResultContent" -> answer("CreateMessageResult", sampled(value));
            case "CancelledNotificationParams" -> notification(Methods.CANCELLED, value);
            case "ProgressNotificationParams" -> notification(Methods.PROGRESS, value);
            case "LoggingMessageNotificationParams" -> notification(Methods.MESSAGE, value);
            case "ResourceUpdatedNotificationParams" -> notification(Methods.RESOURCES_UPDATED, value);
            case "LoggingMessageNotification",
                    "ProgressNotification",
                    "PromptListChangedNotification",
                    "ResourceListChangedNotification",
                    "ResourceUpdatedNotification",
                    "SubscriptionsAcknowledgedNotification",
                    "ToolListChangedNotification",
                    "HeaderMismatchError",
                    "MissingRequiredClientCapabilityError",
                    "UnsupportedProtocolVersionError" -> message(value, Direction.SERVER_TO_CLIENT);
            case "InternalError", "InvalidParamsError", "MethodNotFoundError", "ParseError" ->
                message(members("jsonrpc", "2.0", "id", 1, "error", value), Direction.SERVER_TO_CLIENT);
            case "CallToolResultResponse" -> response("tools/call", value);
            case "CompleteResultResponse" -> response("completion/complete", value);
            case "DiscoverResultResponse" -> response("server/discover", value);
            case "GetPromptResultResponse" -> response("prompts/get", value);
            case "ListPromptsResultResponse" -> response("prompts/list", value);
            case "ListResourceTemplatesResultResponse" -> response("resources/templates/list", value);
            case "ListResourcesResultResponse" -> response("resources/list", value);
            case "ListToolsResultResponse" -> response("tools/list", value);
            case "ReadResourceResultResponse" -> response("resources/read", value);
            case "SubscriptionsListenResultResponse" -> response("subscriptions/listen", value);
            case "CallToolResult", "InputRequiredResult" -> result("tools/call", value);
            case "CompleteResult" -> result("completion/complete", value);
            case "DiscoverResult" -> result("server/discover", value);
            case "GetPromptResult" -> result("prompts/get", value);
            case "ListPromptsResult" -> result("prompts/list", value);
            case "ListResourceTemplatesResult" -> result("resources/templates/list", value);
            case "ListResourcesResult" -> result("resources/list", value);
            case "ListToolsResult" -> result("tools/list", value);
            case "ReadResourceResult" -> result("resources/read", value);
            case "SubscriptionsListenResult" -> result("subscriptions/listen", value);
            case "AudioContent", "ImageContent", "TextContent", "EmbeddedResource", "ResourceLink" ->
                result("tools/call", members("resultType", "complete", "content", list(value)));
            case "Resource" -> result("resources/list", page("resources", list(value)));
            case "Tool" -> result("tools/list", page("tools", list(value)));
            case "TextResourceContents", "BlobResourceContents" ->
                result("resources/read", page("contents", list(value)));
            case "ServerCapabilities" ->
                result("server/discover", with(page("supportedVersions", List.of()), "capabilities", value));
            case "ClientCapabilities" ->
                message(
                        members(
                                "jsonrpc",
                                "2.0",
                                "id",
                                1,
                                "error",
                                members(
                                        "code",
                                        -32021,
                                        "message",
                                        "m",
                                        "data",
                                        members("requiredCapabilities", value))),
                        Direction.SERVER_TO_CLIENT);
            case "InputRequests" ->
                result("tools/call", members("resultType", "input_required", "inputRequests", value));
            case "CreateMessageRequest", "ElicitRequest", "ListRootsRequest" -> asked(value);
            case "CreateMessageRequestParams" -> asked("sampling/createMessage", value);
            case "ElicitRequestFormParams", "ElicitRequestURLParams" -> asked("elicitation/create", value);
            case "SamplingMessage" -> asked("sampling/createMessage", members("maxTokens", 1, "messages", list(value)));
            case "ModelPreferences" ->
                asked(
                        "sampling/createMessage",
                        members("maxTokens", 1, "messages", List.of(), "modelPreferences", value));
            case "BooleanSchema",
                    "NumberSchema",
                    "StringSchema",
                    "TitledMultiSelectEnumSchema",
                    "TitledSingleSelectEnumSchema",
                    "UntitledMultiSelectEnumSchema",
                    "UntitledSingleSelectEnumSchema" ->
                asked(
                        "elicitation/create",
                        members(
                                "message",
                                "m",
                                "requestedSchema",
                                members("type", "object", "properties", members("p", value))));
            default -> throw new AssertionError("No rule is held against the example of " + definition);
        };
    }

    @SuppressWarnings("unchecked")
    private static List<Breach> message(Object value, Direction direction) {
        return MessageRules.check(Message.of((Map<String, Object>) value), REVISION, direction);
    }

    private static List<Breach> request(String method, Object params) {
        return message(
                members("jsonrpc", "2.0", "id", 1, "method", method, "params", params), Direction.CLIENT_TO_SERVER);
    }

    private static List<Breach> notification(String method, Object params) {
        return message(members("jsonrpc", "2.0", "method", method, "params", params), Direction.SERVER_TO_CLIENT);
    }

    private static List<Breach> result(String method, Object result) {
        return response(method, members("jsonrpc", "2.0", "id", 1, "result", result));
    }

    @SuppressWarnings("unchecked")
    private static List<Breach> response(String method, Object value) {
        List<Breach> breaches = new ArrayList<>(message(value, Direction.SERVER_TO_CLIENT));
        Message request = Message.request(1, method, Map.of());
        breaches.addAll(MessageRules.checkAnswer(request, Message.of((Map<String, Object>) value), REVISION));
        return breaches;
    }

    private static List<Breach> asked(String method, Object params) {
        return asked(members("method", method, "params", params));
    }

    private static List<Breach> asked(Object request) {
        return result("tools/call", members("resultType", "input_required", "inputRequests", members("k", request)));
    }

    /** An answer of the client's in the light of what it was asked for. */
    private static List<Breach> answer(String definition, Object value) {
        if (!(value instanceof Map<?, ?> result)) {
            return request("tools/call", members("_meta", META, "name", "a", "inputResponses", members("k", value)));
        }
        String method = switch (definition) {
            case "CreateMessageResult" -> Methods.SAMPLING_CREATE_MESSAGE;
            case "ListRootsResult" -> Methods.ROOTS_LIST;
            default -> Methods.ELICITATION_CREATE;
        };
        Findings findings = new Findings(REVISION);
        ResultRules.check(method, Map.of(), result, "result", findings);
        return findings.toList();
    }

    private static Map<String, Object> sampled(Object content) {
        return members("role", "assistant", "model", "m", "content", content);
    }

    private static Map<String, Object> page(String name, Object value) {
        return members("resultType", "complete", "ttlMs", 0, "cacheScope", "public", name, value);
    }

    private static List<Object> list(Object value) {
        List<Object> list = new ArrayList<>();
        list.add(value);
        return list;
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }

    /** A map that takes null. */
    private static Map<String, Object> members(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }
}
