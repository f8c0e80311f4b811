package dev.mcptestbench.conformance;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.audio;
import static dev.mcptestbench.Mcp.embedded;
import static dev.mcptestbench.Mcp.image;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolError;

import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.Scriptable;
import dev.mcptestbench.script.ToolCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The tools that answer by themselves: every kind of content, notifications on the way, a stream that breaks. */
final class SpeakingTools {

    private SpeakingTools() {}

    static void offer(Scriptable<?> server) {
        server.tool("test_simple_text")
                .describedAs("Returns a text")
                .returns(text("This is a simple text response for testing."));
        server.tool("test_image_content")
                .describedAs("Returns a picture of one pixel")
                .returns(image(Media.pixel(), Media.PNG));
        server.tool("test_audio_content")
                .describedAs("Returns a sound of one sample")
                .returns(audio(Media.silence(), Media.WAV));
        server.tool("test_embedded_resource")
                .describedAs("Returns a resource within its content")
                .returns(embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."));
        server.tool("test_multiple_content_types")
                .describedAs("Returns a text, a picture and a resource")
                .returns(text("Multiple content types test:")
                        .and(image(Media.pixel(), Media.PNG))
                        .and(embedded(
                                "test://mixed-content-resource",
                                "application/json",
                                "{\"test\":\"data\",\"value\":123}")));
        server.tool("test_error_handling")
                .describedAs("Fails, and says so in its content")
                .returns(toolError("This tool intentionally returns an error for testing"));
        server.tool("test_tool_with_logging")
                .describedAs("Logs three messages while it works")
                .answers(SpeakingTools::logThrice);
        server.tool("test_tool_with_progress")
                .describedAs("Tells its progress three times while it works")
                .answers(SpeakingTools::tellProgress);
        server.tool("test_reconnection")
                .describedAs("Breaks the stream of its reply, which the client has to resume")
                .answers(SpeakingTools::breakStream);
        server.tool("json_schema_2020_12_tool")
                .describedAs("Takes arguments of a schema that makes use of JSON Schema 2020-12")
                .takesArguments(JsonObjects.json("""
                        {
                          "$schema": "https://json-schema.org/draft/2020-12/schema",
                          "type": "object",
                          "$defs": {
                            "address": {
                              "$anchor": "addressDef",
                              "type": "object",
                              "properties": {"street": {"type": "string"}, "city": {"type": "string"}}
                            }
                          },
                          "properties": {
                            "name": {"type": "string"},
                            "address": {"$ref": "#/$defs/address"},
                            "contactMethod": {"type": "string", "enum": ["phone", "email"]},
                            "phone": {"type": "string"},
                            "email": {"type": "string"}
                          },
                          "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
                          "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
                          "then": {"required": ["phone"]},
                          "else": {"required": ["email"]},
                          "additionalProperties": false
                        }"""))
                .returns(text("Taken."));
    }

    private static Reply logThrice(ToolCall call) {
        call.send(logging(INFO, "Tool execution started"));
        shortlyAfter(() -> call.send(logging(INFO, "Tool processing data")));
        shortlyAfter(() -> call.send(logging(INFO, "Tool execution completed")));
        return text("Logged three messages.");
    }

    private static Reply tellProgress(ToolCall call) {
        call.send(progress(0, 100));
        shortlyAfter(() -> call.send(progress(50, 100)));
        shortlyAfter(() -> call.send(progress(100, 100)));
        return text("Told progress three times.");
    }

    private static Reply breakStream(ToolCall call) {
        call.closeStream();
        return text("Delivered on the stream that was resumed.");
    }

    /** Does something a moment from now, so that what is sent does not arrive in one piece; returns when it is done. */
    private static void shortlyAfter(Runnable step) {
        CompletableFuture.runAsync(step, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                .join();
    }
}
