package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.elicitationRequest;
import static dev.mcptestbench.Mcp.endSubscriptions;
import static dev.mcptestbench.Mcp.events;
import static dev.mcptestbench.Mcp.pingRequest;
import static dev.mcptestbench.Mcp.promptGet;
import static dev.mcptestbench.Mcp.resourceRead;
import static dev.mcptestbench.Mcp.rootsRequest;
import static dev.mcptestbench.Mcp.samplingRequest;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules that ask, at servers of the modern era. */
class ScriptedQuestionsTest {

    private static final Map<String, Object> ROOTS = Map.of("roots", List.of());
    private static final Map<String, Object> SAMPLED =
            Map.of("role", "assistant", "model", "m", "content", Map.of("type", "text", "text", "hi"));

    private final MockMcpServer server = MockMcpServer.start();
    private final ModernPeer peer =
            new ModernPeer(server).able(Map.of("sampling", Map.of(), "elicitation", Map.of(), "roots", Map.of()));

    @AfterEach
    void close() {
        server.close();
    }

    private Message again(String method, Map<String, Object> params, Message asked, Map<String, Object> answers) {
        Map<String, Object> retry = new LinkedHashMap<>(params);
        retry.put("inputResponses", answers);
        retry.put("requestState", asked.at("requestState"));
        return peer.request(method, retry).last();
    }

    private long firings() {
        return server.journal().entries(JournalEntry.RuleFired.class).size();
    }

    @Test
    void oneRuleAsksInBothErasAndOfAllThatMayBeAskedOn() {
        server.tool("book").returns(text("booked"));
        server.prompt("greet", call -> text("hello"));
        server.resource("file:///a.txt", "a");
        server.on(toolCall("book")).ask(rootsRequest());
        server.on(promptGet("greet")).ask(rootsRequest());
        server.on(resourceRead("file:///a.txt")).ask(rootsRequest());

        Map<String, Map<String, Object>> all = Map.of(
                "tools/call", Map.of("name", "book"),
                "prompts/get", Map.of("name", "greet"),
                "resources/read", Map.of("uri", "file:///a.txt"));
        Map<String, String> keys = Map.of("tools/call", "rule-1", "prompts/get", "rule-2", "resources/read", "rule-3");
        all.forEach((method, params) -> {
            Message asked = peer.request(method, params).last();
            assertThat(asked.at("resultType")).isEqualTo("input_required");
            assertThat(asked.at("inputRequests"))
                    .isEqualTo(Map.of(keys.get(method), Map.of("method", "roots/list", "params", Map.of())));
            assertThat(again(method, params, asked, Map.of(keys.get(method), ROOTS))
                            .at("resultType"))
                    .isEqualTo("complete");
        });
        // Once each: what was answered is not asked again.
        assertThat(firings()).isEqualTo(3);
        assertThat(server.violations()).isEmpty();

        assertThat(Peer.connected(server).call("book", Map.of()).messages())
                .extracting(Message::kind)
                .containsExactly(Message.Kind.REQUEST, Message.Kind.RESULT);
        assertThat(firings()).isEqualTo(4);
    }

    @Test
    void severalRulesAskAtOnceAndForWhatIsMissingOnceMore() {
        server.tool("book").returns(text("booked"));
        server.on(toolCall("book")).ask(rootsRequest());
        server.on(toolCall("book")).ask(samplingRequest("a word for {arguments.who}"));
        Map<String, Object> params = Map.of("name", "book", "arguments", Map.of("who", "Ann"));

        Message asked = peer.request("tools/call", params).last();
        assertThat(((Map<?, ?>) asked.at("inputRequests")).keySet().toString()).isEqualTo("[rule-1, rule-2]");
        assertThat(asked.toJson()).contains("a word for Ann");

        Message rest = again("tools/call", params, asked, Map.of("rule-1", ROOTS));
        assertThat(((Map<?, ?>) rest.at("inputRequests")).keySet().toString()).isEqualTo("[rule-2]");
        assertThat(again("tools/call", params, rest, Map.of("rule-2", SAMPLED)).at("content.0.text"))
                .isEqualTo("booked");
    }

    @Test
    void whatTheEraForbidsIsRefusedWhenItIsScripted() {
        server.revisions(Revision.V2026_07_28);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.on(toolCall("book")).ask(pingRequest()))
                .withMessageContaining("a client is asked for elicitation, sampling and roots alone");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.on(toolCall("book")).after(events(1)).ask(rootsRequest()))
                .withMessageContaining("leave out the position");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> server.on(toolCall("book")).ask(rootsRequest()).toAll())
                .withMessageContaining("asks nobody but whose request it answers");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        server.on(dev.mcptestbench.Mcp.method("tools/list")).ask(elicitationRequest("Who?")))
                .withMessageContaining("do requireInput(…)");
    }

    @Test
    void endsEverySubscriptionOnACall() {
        server.tool("book").returns(text("booked"));
        server.on(toolCall("book")).does(endSubscriptions());
        try (EventLines own = peer.listen(Map.of("toolsListChanged", true));
                EventLines others = new ModernPeer(server, "other").listen(Map.of())) {
            assertThat(own.next().method()).isEqualTo("notifications/subscriptions/acknowledged");
            assertThat(others.next().method()).isEqualTo("notifications/subscriptions/acknowledged");

            assertThat(peer.call("book", Map.of()).at("content.0.text")).isEqualTo("booked");

            assertThat(own.next().at("resultType")).isEqualTo("complete");
            assertThat(others.next().at("resultType")).isEqualTo("complete");
            assertThat(own.next()).isNull();
        }
    }
}
