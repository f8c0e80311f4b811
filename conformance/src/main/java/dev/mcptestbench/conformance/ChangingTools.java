package dev.mcptestbench.conformance;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.text;

import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Scriptable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The tools by which the suite of 2026-07-28 has lists change, and those that logs and headers are tried on. */
final class ChangingTools {

    private ChangingTools() {}

    static void offer(Scriptable<?> server) {
        AtomicInteger changes = new AtomicInteger();
        server.tool("test_trigger_tool_change")
                .describedAs("Changes the list of tools")
                .answers(call -> {
                    server.tool("test_changing_tool").describedAs("Change " + changes.incrementAndGet());
                    return text("Changed.");
                });
        server.tool("test_trigger_prompt_change")
                .describedAs("Changes the list of prompts")
                .answers(call -> {
                    server.offers(new Feature.Prompt(
                            "test_changing_prompt",
                            Map.of("description", "Change " + changes.incrementAndGet()),
                            List.of()));
                    return text("Changed.");
                });
        server.tool("test_logging_tool")
                .describedAs("Logs a message, to clients that want it")
                .sends(logging(INFO, "Working"))
                .returns(text("Logged."));
        server.tool("test_custom_header")
                .describedAs("Has its region repeated in a header")
                .takesArguments(Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("region", Map.of("type", "string", "x-mcp-header", "Region"))))
                .returns(text("Taken."));
    }
}
