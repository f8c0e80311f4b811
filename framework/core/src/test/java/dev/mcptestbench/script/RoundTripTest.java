package dev.mcptestbench.script;

import static dev.mcptestbench.script.Samples.leavesOf;
import static dev.mcptestbench.script.Samples.typesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.Mcp;
import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

    static final List<Trigger> TRIGGERS = Samples.TRIGGERS;

    private static void assertReadBack(Scenario scenario) {
        assertThat(Samples.readBack(scenario))
                .as(() -> ScenarioWriter.write(scenario))
                .isEqualTo(Samples.withoutSources(scenario));
    }

    @Test
    void aRuleMayBeNarrowedToCarriers() {
        for (Set<Carrier> carriers :
                List.of(Set.of(Carrier.STDIO), Set.of(Carrier.SSE, Carrier.STREAMABLE_HTTP), Carrier.all())) {
            Rule rule = new Rule(
                    Mcp.toolCall("a"),
                    new Occurrence.Always(),
                    new Position.BeforeReply(),
                    new Fault.Hang(),
                    carriers,
                    null);

            assertReadBack(Samples.scenario(List.of(), List.of(rule)));
        }
    }

    @Test
    void everyFaultHasAWord() {
        Set<Class<?>> worded = new HashSet<>(FaultWords.types());
        worded.add(Fault.Named.class);

        assertThat(worded).isEqualTo(leavesOf(Fault.class));
        assertThat(FaultWords.words()).doesNotHaveDuplicates();
    }

    @Test
    void theSamplesLeaveNothingOut() {
        Set<Class<?>> actions = typesOf(Samples.ACTIONS);
        actions.add(Action.Hold.class); // cannot stand in a file

        assertThat(actions).isEqualTo(leavesOf(Action.class));
        assertThat(typesOf(Samples.FAULTS)).isEqualTo(leavesOf(Fault.class));
        assertThat(typesOf(Samples.POSITIONS)).isEqualTo(leavesOf(Position.class));
        assertThat(typesOf(Samples.OCCURRENCES)).isEqualTo(leavesOf(Occurrence.class));
        assertThat(typesOf(Samples.LATENCIES)).isEqualTo(leavesOf(Latency.class));
        assertThat(typesOf(Samples.TRIGGERS)).isEqualTo(leavesOf(Trigger.class));
    }

    @ParameterizedTest
    @FieldSource("TRIGGERS")
    void rulesOfEveryTriggerAndActionAreReadAsTheyWereWritten(Trigger trigger) {
        // Those that share keys with a stream of notifications, and one that does not.
        List<Occurrence> occurrences = List.of(
                new Occurrence.Always(), new Occurrence.Times(2), new Occurrence.Every(3), new Occurrence.Nth(1));
        List<Rule> rules =
                Samples.rules(List.of(trigger), occurrences, List.of(new Position.BeforeReply()), Samples.ACTIONS);

        assertReadBack(Samples.scenario(List.of(), rules));
    }

    @Test
    void rulesOfEveryOccurrenceAndPositionAreReadAsTheyWereWritten() {
        List<Action> actions = List.of(
                new Fault.CloseStream(),
                new Action.Delay(new Latency.Fixed(Duration.ofMillis(3))),
                new Action.Send(new NotificationStream(Mcp.toolsChanged(), "10ms", "5")));

        assertReadBack(Samples.scenario(
                List.of(), Samples.rules(List.of(Mcp.toolCall("a")), Samples.OCCURRENCES, Samples.POSITIONS, actions)));
    }

    static List<Feature> features() {
        Map<String, Object> nothing = new LinkedHashMap<>();
        nothing.put("title", null);
        nothing.put("icons", Arrays.asList(1, null));
        List<NotificationStream> streams =
                Samples.NOTIFICATIONS.stream().map(NotificationStream::once).toList();
        List<NotificationStream> repeated = Samples.NOTIFICATIONS.stream()
                .map(notification -> new NotificationStream(notification, "{arguments.interval}", "3"))
                .toList();
        Map<String, Object> schema =
                Map.of("type", "object", "properties", Map.of("a", Map.of("type", "string")), "required", List.of("a"));
        List<Feature> features = new ArrayList<>(List.of(
                Feature.Tool.named("plain"),
                Feature.Tool.named("task").running(TaskSupport.OPTIONAL),
                Feature.Tool.named("only").running(new TaskSupport(true, Duration.ZERO, null)),
                Feature.Tool.named("8"),
                Feature.Tool.named("null"),
                Feature.Tool.named("weird: \"name\" # 😀"),
                tool(Map.of(), List.of(), null, Mcp.text("no schema")),
                tool(Map.of("inputSchema", 5, "outputSchema", "x"), List.of(), null, Mcp.text("odd schemas")),
                tool(
                        Map.of(
                                "inputSchema",
                                schema,
                                "outputSchema",
                                schema,
                                "title",
                                "T",
                                "description",
                                "D: d",
                                "annotations",
                                Map.of("readOnlyHint", true),
                                "_meta",
                                Map.of("a/b", 1)),
                        streams,
                        new Latency.Fixed(Duration.ofMillis(20)),
                        Mcp.text("all")),
                tool(nothing, repeated, Samples.LATENCIES.get(3), Mcp.text("")),
                new Feature.Resource("file:///a.txt", Map.of("name", "a.txt"), List.of()),
                new Feature.Resource("file:///b.txt", Map.of("mimeType", 3), List.of(Map.of("text", "b"))),
                new Feature.Resource(
                        "file:///c.png",
                        Map.of("name", "picture", "mimeType", "image/png", "title", "C", "size", 3),
                        List.of(Map.of("mimeType", "image/png", "blob", "AAAA"), Map.of("text", "odd"))),
                new Feature.Resource(
                        "file:///d.html",
                        Map.of("name", "d.html", "mimeType", "text/html"),
                        List.of(Map.of("mimeType", "text/html", "text", "<p>d</p>"))),
                new Feature.ResourceTemplate("file:///{path}", nothing, List.of(Map.of("text", "{arguments.path}"))),
                new Feature.Prompt("empty", Map.of(), List.of()),
                new Feature.Prompt(
                        "greet",
                        Map.of(
                                "arguments",
                                List.of(
                                        Map.of("name", "city", "required", true),
                                        Map.of("name", "unit", "description", "C or F"))),
                        List.of(
                                message("user", Map.of("type", "text", "text", "Hello")),
                                message("assistant", Map.of("type", "image", "data", "AA", "mimeType", "image/png")),
                                message("system", Map.of("type", "text", "text", "no such role")),
                                message("user", Map.of("no", "type")),
                                Map.of("role", "user", "content", "a text"))),
                new Feature.Prompt("odd", Map.of("arguments", List.of("city"), "title", "T"), List.of()),
                new Feature.Completion("greet", "city", List.of("Oslo", "Rome")),
                new Feature.Completion("greet", "unit", List.of()),
                new Feature.Completion("file:///{path}", "path", List.of("a", "1", "true"))));
        for (Reply reply : replies()) {
            features.add(tool(Map.of(), List.of(), null, reply));
        }
        return features;
    }

    private static Map<String, Object> message(String role, Map<String, Object> content) {
        return Map.of("role", role, "content", content);
    }

    private static Feature.Tool tool(
            Map<String, Object> definition, List<NotificationStream> streams, Latency takes, Reply reply) {
        return new Feature.Tool("tool", definition, streams, takes, new Answer.Fixed(reply));
    }

    private static List<Reply> replies() {
        Map<String, Object> value = Map.of("temperature", 21.5, "unit", "C");
        return List.of(
                new Reply(List.of(), false, null),
                new Reply(List.of(), true, null),
                new Reply(List.of(), false, Map.of()),
                Mcp.text("3 hits for {{arguments.query}}"),
                Mcp.text("several\nlines: # with\ttabs").and(Mcp.image(new byte[] {1, 2}, "image/png")),
                Mcp.toolError("no such city"),
                Mcp.text("a").and(Mcp.text("b")).asError(),
                Mcp.structured(value),
                Mcp.structured(value).asError(),
                Mcp.text("other").withStructured(value),
                Mcp.toolError("other").withStructured(value),
                Mcp.embedded("file:///a", "text/plain", "x"),
                Reply.of(Map.of("text", "no type")),
                Reply.of(Map.of("type", "text")),
                Reply.of(Map.of("type", "text", "text", "annotated", "annotations", Map.of("priority", 1))),
                Reply.of(Map.of()));
    }

    @ParameterizedTest
    @MethodSource("features")
    void featuresAreReadAsTheyWereWritten(Feature feature) {
        assertReadBack(Samples.scenario(List.of(feature), List.of()));
    }

    @Test
    void everyFeatureIsAmongTheSamples() {
        assertThat(typesOf(features())).isEqualTo(leavesOf(Feature.class));
    }

    static List<ServerSettings> settings() {
        ServerSettings defaults = ServerSettings.DEFAULT;
        return List.of(
                defaults,
                defaults.withSessionIds(false),
                defaults.withEventIds(false),
                defaults.withStreamsReplies(true),
                defaults.withRetry(Duration.ofMillis(1500)),
                defaults.withPageSize(2),
                defaults.withInstructions("yes: \"no\"\n"),
                defaults.withCaching(new Caching(Duration.ofSeconds(5), Caching.Scope.PRIVATE)),
                defaults.withCaching(new Caching(Duration.ZERO, Caching.Scope.PUBLIC)),
                defaults.withRevisions(Set.of(Revision.V2024_11_05, Revision.V2026_07_28)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsAreReadAsTheyWereWritten(ServerSettings settings) {
        assertReadBack(new Scenario("a: \"name\" # 1", Long.MIN_VALUE, settings, List.of(), List.of()));
    }

    @Test
    void whatAScenarioSaysOfItselfIsReadAsItWasWritten() {
        assertThat(Samples.readBack(Scenario.named("a")
                        .describedAs("What: \"it\" does.\nAnd why.")
                        .build()))
                .isEqualTo(Scenario.named("a")
                        .describedAs("What: \"it\" does.\nAnd why.")
                        .build());
    }

    @Test
    void termsOfAnAuthorizationServerAreReadAsTheyWereWritten() {
        Scenario scenario = Scenario.named("a")
                .authorization(new OAuthTerms(
                        Set.of(OAuthTrait.REQUIRES_DPOP, OAuthTrait.OPENID_METADATA_INSERTED),
                        Set.of(OAuthTrait.OAUTH_METADATA),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(2),
                        Duration.ofHours(3),
                        Set.of("mcp:read", "mcp:write")))
                .build();

        assertThat(Samples.readBack(scenario)).isEqualTo(scenario);
        assertThat(ScenarioWriter.write(Scenario.named("a").build())).doesNotContain("auth");
    }

    @Test
    void whatWasWrittenIsWrittenTheSameOnceRead() {
        String text = ScenarioWriter.write(Samples.scenario(
                List.of(Feature.Tool.named("a")),
                Samples.rules(
                        Samples.TRIGGERS,
                        Samples.OCCURRENCES,
                        List.of(Samples.POSITIONS.get(0)),
                        Samples.ACTIONS.subList(0, 9))));

        List<Scenario> read =
                ScenarioReader.create().read(text, "again.mcp.yaml").orThrow();

        assertThat(ScenarioWriter.write(read)).isEqualTo(text);
    }
}
