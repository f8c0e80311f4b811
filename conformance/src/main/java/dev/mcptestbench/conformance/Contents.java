package dev.mcptestbench.conformance;

import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Scriptable;
import java.util.List;
import java.util.Map;

/** The resources, the prompts and what completes their arguments. */
final class Contents {

    private Contents() {}

    static void offer(Scriptable<?> server) {
        offerResources(server);
        offerPrompts(server);
        server.completes("test_prompt_with_arguments", "arg1", "test", "testing", "paris", "park", "party");
        server.completes("test_prompt_with_arguments", "arg2", "test", "value");
    }

    private static void offerResources(Scriptable<?> server) {
        server.resource(
                "test://static-text",
                listed("Static text", "A text that never changes", "text/plain"),
                List.of(Map.of("mimeType", "text/plain", "text", "This is the content of the static text resource.")));
        server.resource(
                "test://static-binary",
                listed("Static binary", "A picture that never changes", Media.PNG),
                List.of(Map.of("mimeType", Media.PNG, "blob", Media.PIXEL)));
        server.resource(
                "test://watched-resource",
                listed("Watched resource", "A text to subscribe to", "text/plain"),
                List.of(Map.of("mimeType", "text/plain", "text", "Watched resource content.")));
        server.offers(new Feature.ResourceTemplate(
                "test://template/{id}/data",
                listed("Template", "Data for any id", "application/json"),
                List.of(Map.of("mimeType", "application/json", "text", """
                        {"id":"{arguments.id}","templateTest":true,"data":"Data for ID: {arguments.id}"}"""))));
    }

    private static Map<String, Object> listed(String name, String description, String mimeType) {
        return Map.of("name", name, "description", description, "mimeType", mimeType);
    }

    private static void offerPrompts(Scriptable<?> server) {
        prompt(
                server,
                "test_simple_prompt",
                "A prompt without arguments",
                List.of(),
                List.of(text("This is a simple prompt for testing.")));
        prompt(
                server,
                "test_prompt_with_arguments",
                "A prompt that repeats its arguments",
                List.of(argument("arg1", "First test argument"), argument("arg2", "Second test argument")),
                List.of(text("Prompt with arguments: arg1='{arguments.arg1}', arg2='{arguments.arg2}'")));
        Map<String, Object> resource = Map.of(
                "uri",
                "{arguments.resourceUri}",
                "mimeType",
                "text/plain",
                "text",
                "Embedded resource content for testing.");
        prompt(
                server,
                "test_prompt_with_embedded_resource",
                "A prompt with a resource in it",
                List.of(argument("resourceUri", "URI of the resource to embed")),
                List.of(
                        Map.of("type", "resource", "resource", resource),
                        text("Please process the embedded resource above.")));
        prompt(
                server,
                "test_prompt_with_image",
                "A prompt with a picture in it",
                List.of(),
                List.of(
                        Map.of("type", "image", "data", Media.PIXEL, "mimeType", Media.PNG),
                        text("Please analyze the image above.")));
    }

    private static void prompt(
            Scriptable<?> server,
            String name,
            String description,
            List<Map<String, Object>> arguments,
            List<Map<String, Object>> contents) {
        List<Map<String, Object>> messages = contents.stream()
                .<Map<String, Object>>map(content -> Map.of("role", "user", "content", content))
                .toList();
        server.offers(new Feature.Prompt(
                name,
                arguments.isEmpty()
                        ? Map.of("description", description)
                        : Map.of("description", description, "arguments", arguments),
                messages));
    }

    private static Map<String, Object> argument(String name, String description) {
        return Map.of("name", name, "description", description, "required", true);
    }

    private static Map<String, Object> text(String text) {
        return Map.of("type", "text", "text", text);
    }
}
