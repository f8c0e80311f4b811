package dev.mcptestbench.conformance;

import static dev.mcptestbench.Mcp.elicitation;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolError;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.script.ToolCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The tools by which the suite tries the tasks extension of 2026-07-28. */
final class TaskTools {

    private TaskTools() {}

    static void offer(Scriptable<?> server) {
        server.tool("greet").describedAs("Greets at once").returns(text("Hello, {arguments.name}!"));
        server.tool("slow_compute")
                .describedAs("Works for some seconds")
                .runsAsTask()
                .answers(TaskTools::compute);
        server.tool("failing_job")
                .describedAs("Fails, and says so in its content")
                .runsAsTaskOnly()
                .returns(toolError("The job has failed."));
        server.tool("protocol_error_job")
                .describedAs("Fails with an error of the protocol")
                .runsAsTask()
                .answers(call -> {
                    throw new IllegalStateException("The job broke.");
                });
        server.tool("confirm_delete")
                .describedAs("Asks before it deletes")
                .runsAsTask()
                .answers(call -> text("Deleted: " + Json.write(call.ask("confirm", confirmation()))));
        server.tool("multi_input")
                .describedAs("Asks for two things at once")
                .runsAsTask()
                .answers(call -> {
                    Map<String, Question> questions = new LinkedHashMap<>();
                    questions.put("first", confirmation());
                    questions.put("second", confirmation());
                    return text(Json.write(call.askAll(questions)));
                });
        server.tool("test_tool_with_task")
                .describedAs("Asks first, then goes on as a task")
                .answers(TaskTools::askAndGoOn);
    }

    private static Reply compute(ToolCall call) throws InterruptedException {
        long seconds = call.arguments().get("seconds") instanceof Number number ? number.longValue() : 1;
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
        return text("Computed for " + seconds + " s.");
    }

    private static Reply askAndGoOn(ToolCall call) {
        Object name = Json.at(
                call.ask(
                        "user_name",
                        elicitation(
                                "What is your name?",
                                Map.of("type", "object", "properties", Map.of("name", Map.of("type", "string"))))),
                "content.name");
        call.becomeTask();
        return text("Done for " + name + ".");
    }

    private static Question confirmation() {
        return elicitation(
                "Are you sure?",
                Map.of(
                        "type", "object",
                        "properties", Map.of("confirm", Map.of("type", "boolean")),
                        "required", List.of("confirm")));
    }
}
