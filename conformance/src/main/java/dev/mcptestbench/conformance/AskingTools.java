package dev.mcptestbench.conformance;

import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolError;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.script.ToolCall;
import java.util.List;
import java.util.Map;

/** The tools that ask the client while they work: for a text of its model, for values of its user. */
final class AskingTools {

    private static final String DEFAULTS = """
            {
              "type": "object",
              "properties": {
                "name": {"type": "string", "default": "John Doe"},
                "age": {"type": "integer", "default": 30},
                "score": {"type": "number", "default": 95.5},
                "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
                "verified": {"type": "boolean", "default": true}
              },
              "required": []
            }""";

    private static final String ENUMS = """
            {
              "type": "object",
              "properties": {
                "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
                "titledSingle": {
                  "type": "string",
                  "oneOf": [
                    {"const": "value1", "title": "First Option"},
                    {"const": "value2", "title": "Second Option"},
                    {"const": "value3", "title": "Third Option"}
                  ]
                },
                "legacyEnum": {
                  "type": "string",
                  "enum": ["opt1", "opt2", "opt3"],
                  "enumNames": ["Option One", "Option Two", "Option Three"]
                },
                "untitledMulti": {
                  "type": "array",
                  "items": {"type": "string", "enum": ["option1", "option2", "option3"]}
                },
                "titledMulti": {
                  "type": "array",
                  "items": {
                    "anyOf": [
                      {"const": "value1", "title": "First Choice"},
                      {"const": "value2", "title": "Second Choice"},
                      {"const": "value3", "title": "Third Choice"}
                    ]
                  }
                }
              },
              "required": []
            }""";

    private static final String USER = """
            {
              "type": "object",
              "properties": {
                "username": {"type": "string", "description": "User's response"},
                "email": {"type": "string", "description": "User's email address"}
              },
              "required": ["username", "email"]
            }""";

    private AskingTools() {}

    static void offer(Scriptable<?> server) {
        server.tool("test_sampling")
                .describedAs("Has the client's model answer a prompt")
                .takesArguments(argument("prompt", "The prompt to send to the model"))
                .answers(AskingTools::sample);
        server.tool("test_elicitation")
                .describedAs("Has the client's user say who they are")
                .takesArguments(argument("message", "The message to show the user"))
                .answers(call -> elicit(call, "User response: ", call.string("message"), USER));
        server.tool("test_elicitation_sep1034_defaults")
                .describedAs("Asks the client's user with a default for each type of value")
                .answers(call -> elicit(call, "Elicitation completed: ", "Please review these values", DEFAULTS));
        server.tool("test_elicitation_sep1330_enums")
                .describedAs("Asks the client's user with each kind of choice")
                .answers(call -> elicit(call, "Elicitation completed: ", "Please choose", ENUMS));
    }

    private static Map<String, Object> argument(String name, String description) {
        return Map.of(
                "type", "object",
                "properties", Map.of(name, Map.of("type", "string", "description", description)),
                "required", List.of(name));
    }

    private static Reply sample(ToolCall call) {
        Map<String, Object> message =
                Map.of("role", "user", "content", Map.of("type", "text", "text", call.string("prompt")));
        try {
            Map<String, Object> answer =
                    call.ask(Methods.SAMPLING_CREATE_MESSAGE, Map.of("messages", List.of(message), "maxTokens", 100));
            Object said = Json.at(answer, "content.text");
            return text("LLM response: " + (said == null ? Json.write(answer.get("content")) : said));
        } catch (ClientRefusedException refused) {
            return toolError(String.valueOf(refused.getMessage()));
        }
    }

    private static Reply elicit(ToolCall call, String before, String message, String schema) {
        try {
            Map<String, Object> answer = call.ask(
                    Methods.ELICITATION_CREATE,
                    Map.of("message", message, "requestedSchema", JsonObjects.json(schema)));
            return text(before + "action=" + answer.get("action") + ", content=" + Json.write(answer.get("content")));
        } catch (ClientRefusedException refused) {
            return toolError(String.valueOf(refused.getMessage()));
        }
    }
}
