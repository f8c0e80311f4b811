package dev.mcptestbench.conformance;

import static dev.mcptestbench.Mcp.elicitation;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.roots;
import static dev.mcptestbench.Mcp.sampling;
import static dev.mcptestbench.Mcp.text;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.script.ToolCall;
import dev.mcptestbench.script.ToolSteps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the suite of 2026-07-28 has ask for input: tools that need it in one round or several, and a prompt. */
final class InputTools {

    private static final String PREFIX = "test_input_required_result_";

    private InputTools() {}

    static void offer(Scriptable<?> server) {
        asking(server, "elicitation", "user_name", name())
                .answers(call -> text("Hello, " + Json.at(call.ask("user_name", name()), "content.name") + "!"));
        asking(server, "sampling", "capital_question", capital())
                .answers(call -> text("" + Json.at(call.ask("capital_question", capital()), "content.text")));
        asking(server, "list_roots", "client_roots", roots())
                .answers(call ->
                        text(Json.write(call.ask("client_roots", roots()).get("roots"))));
        asking(server, "request_state", "confirm", confirmation()).answers(call -> {
            call.ask("confirm", confirmation());
            return text("state-ok");
        });
        asking(server, "tampered_state", "confirm", confirmation()).answers(call -> {
            call.ask("confirm", confirmation());
            return text("Confirmed.");
        });
        server.tool(PREFIX + "multiple_inputs")
                .describedAs("Asks for three things at once")
                .answers(call -> text(Json.write(call.askAll(threeThings()))));
        server.tool(PREFIX + "multi_round").describedAs("Asks in two rounds").answers(InputTools::inTwoRounds);
        server.tool(PREFIX + "capabilities")
                .describedAs("Asks for what the client can give")
                .answers(InputTools::whatItCan);
        Question context = form("What context should the prompt use?", "context", "string");
        server.offers(new Feature.Prompt(
                PREFIX + "prompt",
                Map.of("description", "Asks for its context"),
                List.of(),
                call -> text("Context: " + Json.at(call.ask("user_context", context), "content.context"))));
        server.tool("test_missing_capability")
                .describedAs("Needs a client that samples")
                .answers(call -> text(Json.write(call.ask("question", capital()))));
        server.tool("test_streaming_elicitation")
                .describedAs("Tells progress, then asks its user")
                .answers(call -> {
                    call.send(progress(0.5));
                    return text(Json.write(call.ask("user_name", name())));
                });
    }

    private static ToolSteps asking(Scriptable<?> server, String tool, String key, Question question) {
        return server.tool(PREFIX + tool).describedAs("Asks for " + key + " by " + question.method());
    }

    private static Question name() {
        return form("What is your name?", "name", "string");
    }

    private static Question confirmation() {
        return form("Please confirm", "ok", "boolean");
    }

    private static Question capital() {
        return sampling("What is the capital of France?", 100);
    }

    private static Question form(String message, String property, String type) {
        return elicitation(
                message,
                Map.of(
                        "type", "object",
                        "properties", Map.of(property, Map.of("type", type)),
                        "required", List.of(property)));
    }

    private static Map<String, Question> threeThings() {
        Map<String, Question> questions = new LinkedHashMap<>();
        questions.put("user_name", name());
        questions.put("greeting", sampling("Generate a greeting", 50));
        questions.put("client_roots", roots());
        return questions;
    }

    private static Reply inTwoRounds(ToolCall call) {
        Object name = Json.at(call.ask("step1", form("Step 1: What is your name?", "name", "string")), "content.name");
        Object color = Json.at(
                call.ask("step2", form("Step 2: What is your favorite color?", "color", "string")), "content.color");
        return text(name + " likes " + color);
    }

    private static Reply whatItCan(ToolCall call) {
        Map<String, Question> questions = new LinkedHashMap<>();
        if (call.clientDeclares("elicitation")) {
            questions.put("user_name", name());
        }
        if (call.clientDeclares("sampling")) {
            questions.put("capital_question", capital());
        }
        return text(questions.isEmpty() ? "Nothing to ask." : Json.write(call.askAll(questions)));
    }
}
