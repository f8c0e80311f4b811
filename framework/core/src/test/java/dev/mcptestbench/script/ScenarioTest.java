package dev.mcptestbench.script;

import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ScenarioTest {

    private static Scenario read(String name) {
        return Samples.withoutSources(
                ScenarioReader.create().read(Resources.scenario(name)).orThrow().get(0));
    }

    @Test
    void allFeaturesAreTheSameInJavaAndInAFile() {
        Scenario.Builder scenario = Scenario.named("everything that a server can offer")
                .revisions(
                        dev.mcptestbench.protocol.Revision.V2025_06_18, dev.mcptestbench.protocol.Revision.V2025_11_25)
                .sendsNoEventIds()
                .streamsReplies()
                .retriesAfter(Duration.ofSeconds(3))
                .listsInPagesOf(2)
                .instructs("Ask for the weather.")
                .letsClientsCache(Duration.ofMinutes(5), Caching.Scope.PUBLIC)
                .resource("file:///notes.txt", "Buy milk.")
                .resource(
                        "file:///page.html",
                        Map.of("title", "A page", "mimeType", "text/html"),
                        List.of(Map.of("mimeType", "text/html", "text", "<p>Hello</p>")))
                .resource(
                        "file:///dot.png",
                        Map.of("mimeType", "image/png"),
                        List.of(Map.of("mimeType", "image/png", "blob", "AAAA")))
                .completes("greet", "city", "Oslo", "Rome", "Rosenheim")
                .completes("greet", "tone", "formal", "friendly")
                .completes("file:///logs/{day}.log", "day", "monday", "tuesday")
                .prompt("hello", "Say hello.");
        scenario.tool("ping");
        scenario.tool("time").returns(text("it is noon"));

        Scenario fromFile = read("features.mcp.yaml");
        Scenario fromJava = scenario.build();

        assertThat(fromJava.settings()).isEqualTo(fromFile.settings());
        assertThat(fromFile.features()).containsAll(fromJava.features());
        assertThat(fromFile.features()).hasSize(15);
    }

    @Test
    void repliesAreHeldThenGivenInReverse() {
        Scenario.Builder scenario = Scenario.named("held");
        scenario.on(toolCall("echo")).holdUntilArrived(3).thenReplyInReverse();

        assertThat(scenario.build().rules())
                .extracting(Rule::action)
                .containsExactly(new Action.HoldUntilArrived(3, Action.Order.REVERSED));
    }

    @Test
    void aToolIsDescribedAnewAndTakenOffTheList() {
        Scenario.Builder scenario = Scenario.named("tools");
        scenario.tool("a").returns(text("first"));
        scenario.tool("b").streams(progress(1)).every("{arguments.interval}").times(3);
        scenario.tool("a").returns(text("second"));
        scenario.tool("c");
        scenario.withoutTool("c");

        assertThat(scenario.build().features())
                .containsExactly(
                        Feature.Tool.named("a").answering(new Answer.Fixed(text("second"))),
                        Feature.Tool.named("b")
                                .streaming(new NotificationStream(progress(1), "{arguments.interval}", "3")));
    }

    @Test
    void featuresAreGroupedByKindInTheOrderOfWriting() {
        Scenario.Builder scenario = Scenario.named("order")
                .completes("p", "y", "1")
                .prompt("p", "text")
                .completes("p", "x", "1")
                .resourceTemplate("file:///{a}", "a")
                .resource("file:///b", "b");
        scenario.tool("z");
        scenario.tool("a");

        assertThat(scenario.build().features())
                .extracting(feature -> feature.getClass().getSimpleName() + " " + feature.name())
                .containsExactly(
                        "Tool z",
                        "Tool a",
                        "Resource file:///b",
                        "ResourceTemplate file:///{a}",
                        "Prompt p",
                        "Completion p",
                        "Completion p");
    }

    @Test
    void aScenarioIsPlayedPartByPart() {
        Scenario scenario = read("lost-reply.mcp.yaml");
        List<Object> played = new ArrayList<>();

        scenario.playInto(new ScriptSink() {
            @Override
            public void put(Feature feature) {
                played.add(feature);
            }

            @Override
            public void remove(Class<? extends Feature> kind, String name) {
                throw new AssertionError(name);
            }

            @Override
            public void reply(CannedReply reply) {
                played.add(reply);
            }

            @Override
            public void add(Rule rule) {
                played.add(rule);
            }

            @Override
            public void replace(Rule rule, Rule by) {
                throw new AssertionError(rule);
            }

            @Override
            public void change(UnaryOperator<ServerSettings> change) {
                played.add(change.apply(ServerSettings.DEFAULT.withPageSize(9)));
            }
        });

        assertThat(played)
                .containsExactly(
                        scenario.settings(),
                        scenario.features().get(0),
                        scenario.rules().get(0));
    }
}
