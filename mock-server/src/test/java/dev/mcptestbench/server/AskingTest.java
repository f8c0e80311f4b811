package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.elicitation;
import static dev.mcptestbench.Mcp.internalError;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.roots;
import static dev.mcptestbench.Mcp.sampling;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.ToolCall;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tools, prompts and resources that ask their client: the same code in both eras. */
class AskingTest {

    private static final Map<String, Object> FORM =
            Map.of("type", "object", "properties", Map.of("name", Map.of("type", "string")));
    private static final Map<String, Object> ALL =
            Map.of("elicitation", Map.of(), "sampling", Map.of(), "roots", Map.of());

    private final TestClock clock = new TestClock();
    private final MockMcpServer server = MockMcpServer.builder().clock(clock).start();

    @AfterEach
    void close() {
        server.close();
    }

    private static Reply greet(ToolCall call) {
        Map<String, Object> user = call.ask("user", elicitation("Who are you?", FORM));
        return text("Hello " + Json.at(user, "content.name"));
    }

    private static Map<String, Object> accepted(String name) {
        return Map.of("action", "accept", "content", Map.of("name", name));
    }

    /** The retry of a request that needed input. */
    private static Map<String, Object> retry(Message first, Message needy, Map<String, Object> answers) {
        Map<String, Object> params = new LinkedHashMap<>(first.params());
        params.remove("_meta");
        params.put("inputResponses", answers);
        params.put("requestState", needy.at("requestState"));
        return params;
    }

    @Test
    void theSameCodeAsksInBothEras() {
        server.tool("greet").answers(AskingTest::greet);

        Peer old = Peer.connected(server);
        try (EventLines stream = old.callStream("greet")) {
            Message asked = stream.next();
            assertThat(asked.method()).isEqualTo("elicitation/create");
            old.send(Message.result(asked.id(), accepted("Ann")));
            assertThat(stream.next().at("content.0.text")).isEqualTo("Hello Ann");
        }

        ModernPeer peer = new ModernPeer(server).able(ALL);
        Message call = peer.callMessage("greet", Map.of("x", 1));
        Message needy = peer.send(call).last();
        assertThat(needy.at("resultType")).isEqualTo("input_required");
        assertThat(needy.at("inputRequests.user.method")).isEqualTo("elicitation/create");
        assertThat(needy.at("inputRequests.user.params.message")).isEqualTo("Who are you?");
        assertThat(needy.at("requestState")).isInstanceOf(String.class);

        Message done = peer.request(
                        "tools/call",
                        retry(call, needy, Map.of("user", accepted("Bob"), "extra", Map.of("action", "decline"))))
                .last();
        assertThat(done.at("resultType")).isEqualTo("complete");
        assertThat(done.at("content.0.text")).isEqualTo("Hello Bob");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void asksAgainUntilItIsAnswered() {
        server.tool("greet").answers(AskingTest::greet);
        ModernPeer peer = new ModernPeer(server).able(ALL);
        Message call = peer.callMessage("greet", Map.of());
        Message needy = peer.send(call).last();

        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of(), Map.of("other", accepted("x")), Map.of("user", 7), Map.of("user", List.of()))) {
            Message again =
                    peer.request("tools/call", retry(call, needy, wrong)).last();
            assertThat(again.at("resultType")).as("%s", wrong).isEqualTo("input_required");
            assertThat(again.at("inputRequests.user")).isNotNull();
            assertThat(again.at("requestState")).isNotEqualTo(needy.at("requestState"));
            needy = again;
        }
        assertThat(peer.request("tools/call", retry(call, needy, Map.of("user", accepted("x"))))
                        .at("resultType"))
                .isEqualTo("complete");
    }

    @Test
    void goesRoundByRoundAndSendsItsProgressInEach() {
        server.tool("steps").answers(call -> {
            call.send(progress(0.5));
            Object first =
                    call.ask("elicitation/create", Map.of("message", "1")).get("action");
            Object second =
                    call.ask("elicitation/create", Map.of("message", "2")).get("action");
            return text(first + " " + second);
        });
        ModernPeer peer = new ModernPeer(server).able(ALL);
        Message call = peer.message("tools/call", Map.of("name", "steps", "_meta", Map.of("progressToken", 1)));

        Peer.Reply first = peer.send(call);
        assertThat(first.isStream()).isTrue();
        String key = ((Map<?, ?>) first.at("inputRequests"))
                .keySet()
                .iterator()
                .next()
                .toString();
        Peer.Reply second =
                peer.request("tools/call", retry(call, first.last(), Map.of(key, Map.of("action", "accept"))));
        String other = ((Map<?, ?>) second.at("inputRequests"))
                .keySet()
                .iterator()
                .next()
                .toString();
        assertThat(other).isNotEqualTo(key);
        assertThat(second.at("requestState")).isNotEqualTo(first.at("requestState"));
        Peer.Reply third =
                peer.request("tools/call", retry(call, second.last(), Map.of(other, Map.of("action", "decline"))));
        assertThat(third.at("content.0.text")).isEqualTo("accept decline");
        server.assertThat().received(toolCall("steps")).times(3);
    }

    @Test
    void asksSeveralThingsAtOnceInBothEras() {
        server.tool("all").answers(call -> {
            Map<String, Map<String, Object>> answers = call.askAll(
                    Map.of("user", elicitation("Who?", FORM), "model", sampling("Hi", 10), "roots", roots()));
            return text(Json.at(answers, "user.content.name") + " " + Json.at(answers, "model.content.text") + " "
                    + Json.at(answers, "roots.roots.0.uri"));
        });
        Map<String, Map<String, Object>> answers = Map.of(
                "elicitation/create", accepted("Ann"),
                "sampling/createMessage",
                        Map.of("role", "assistant", "model", "m", "content", Map.of("type", "text", "text", "hi")),
                "roots/list", Map.of("roots", List.of(Map.of("uri", "file:///r"))));

        Peer old = Peer.connected(server);
        try (EventLines stream = old.callStream("all")) {
            List<Message> asked = List.of(stream.next(), stream.next(), stream.next());
            asked.forEach(question -> old.send(Message.result(question.id(), answers.get(question.method()))));
            assertThat(stream.next().at("content.0.text")).isEqualTo("Ann hi file:///r");
        }

        ModernPeer peer = new ModernPeer(server).able(ALL);
        Message call = peer.callMessage("all", Map.of());
        Message needy = peer.send(call).last();
        assertThat((Map<?, ?>) needy.at("inputRequests")).hasSize(3);
        Map<String, Object> some =
                Map.of("user", answers.get("elicitation/create"), "roots", answers.get("roots/list"));
        Message rest = peer.request("tools/call", retry(call, needy, some)).last();
        assertThat((Map<?, ?>) rest.at("inputRequests")).hasSize(1);
        assertThat(peer.request("tools/call", retry(call, rest, Map.of("model", answers.get("sampling/createMessage"))))
                        .at("content.0.text"))
                .isEqualTo("Ann hi file:///r");
    }

    @Test
    void promptsAndResourcesAskToo() {
        server.prompt("hello", AskingTest::greet).resource("file:///hello", AskingTest::greet);
        ModernPeer peer = new ModernPeer(server).able(ALL);

        Message get = peer.message("prompts/get", Map.of("name", "hello"));
        Message needy = peer.send(get).last();
        assertThat(needy.at("resultType")).isEqualTo("input_required");
        assertThat(peer.request("prompts/get", retry(get, needy, Map.of("user", accepted("Ann"))))
                        .at("messages.0.content.text"))
                .isEqualTo("Hello Ann");

        Message read = peer.message("resources/read", Map.of("uri", "file:///hello"));
        needy = peer.send(read).last();
        assertThat(needy.at("ttlMs")).isNull();
        Message done = peer.request("resources/read", retry(read, needy, Map.of("user", accepted("Ann"))))
                .last();
        assertThat(done.at("contents.0.text")).isEqualTo("Hello Ann");
        assertThat(done.at("ttlMs")).isEqualTo(0);

        Peer old = Peer.connected(server);
        assertThat(old.request("prompts/list", Map.of()).at("prompts.0.name")).isEqualTo("hello");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void asksForNothingThatTheClientCannotDo() {
        server.tool("greet").answers(AskingTest::greet);
        server.tool("choosy").answers(call -> text("" + call.clientDeclares("elicitation")));
        server.tool("url").answers(call -> {
            call.ask(
                    "u",
                    new dev.mcptestbench.script.Question(
                            "elicitation/create", Map.of("mode", "url", "url", "http://x")));
            return text("");
        });
        ModernPeer peer = new ModernPeer(server).able(Map.of("sampling", Map.of()));

        Peer.Reply reply = peer.call("greet", Map.of());
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.last().errorCode()).isEqualTo(ErrorCode.MISSING_CLIENT_CAPABILITY);
        assertThat(reply.at("data.requiredCapabilities")).isEqualTo(Map.of("elicitation", Map.of()));
        assertThat(peer.call("choosy", Map.of()).at("content.0.text")).isEqualTo("false");
        peer.able(ALL);
        assertThat(peer.call("choosy", Map.of()).at("content.0.text")).isEqualTo("true");
        assertThat(peer.call("url", Map.of()).at("data.requiredCapabilities"))
                .isEqualTo(Map.of("elicitation", Map.of("url", Map.of())));
    }

    @Test
    void takesNoStateButItsOwn() {
        server.tool("greet").answers(AskingTest::greet);
        server.tool("other").answers(AskingTest::greet);
        ModernPeer peer = new ModernPeer(server).able(ALL);
        Message call = peer.callMessage("greet", Map.of());
        Message needy = peer.send(call).last();
        Map<String, Object> good = retry(call, needy, Map.of("user", accepted("x")));

        Map<String, Object> tampered = new LinkedHashMap<>(good);
        tampered.put("requestState", needy.at("requestState") + "-TAMPERED");
        Peer.Reply refused = peer.request("tools/call", tampered);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.last().errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
        server.assertThat().hasViolationOf("request-state");

        Map<String, Object> elsewhere = new LinkedHashMap<>(good);
        elsewhere.put("name", "other");
        assertThat(peer.request("tools/call", elsewhere).at("message").toString())
                .contains("another request");
        server.assertThat().hasViolationOf("request-state-own");

        assertThat(peer.request("tools/call", good).at("content.0.text")).isEqualTo("Hello x");
        assertThat(server.violations()).hasSize(2);
        clock.advance(Duration.ofMinutes(11));
        assertThat(peer.request("tools/call", good).at("message").toString()).contains("expired");
        assertThat(server.violations()).hasSize(2);
    }

    @Test
    void aStateIsForOneRequestHoweverItsMembersAreOrdered() {
        server.tool("greet").answers(AskingTest::greet);
        ModernPeer peer = new ModernPeer(server).able(ALL);
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("a", List.of(1, Map.of("x", "Aa")));
        arguments.put("b", 2.5);
        Message call = peer.callMessage("greet", arguments);
        Map<String, Object> again = retry(call, peer.send(call).last(), Map.of("user", accepted("x")));

        Map<String, Object> turned = new LinkedHashMap<>();
        turned.put("b", 2.5);
        turned.put("a", List.of(1, Map.of("x", "Aa")));
        again.put("arguments", turned);
        assertThat(peer.request("tools/call", again).at("content.0.text")).isEqualTo("Hello x");

        // A string with the same hash code in Java.
        again.put("arguments", Map.of("a", List.of(1, Map.of("x", "BB")), "b", 2.5));
        assertThat(peer.request("tools/call", again).at("message").toString()).contains("another request");
    }

    @Test
    void aServerOfTheSameNameGoesOnWhereTheOtherStopped() {
        server.tool("greet").answers(AskingTest::greet);
        ModernPeer before = new ModernPeer(server).able(ALL);
        Message call = before.callMessage("greet", Map.of());
        Message needy = before.send(call).last();

        try (MockMcpServer anew = MockMcpServer.builder().clock(clock).start();
                MockMcpServer stranger =
                        MockMcpServer.builder().name("stranger").start()) {
            anew.tool("greet").answers(AskingTest::greet);
            stranger.tool("greet").answers(AskingTest::greet);
            Map<String, Object> retry = retry(call, needy, Map.of("user", accepted("x")));
            assertThat(new ModernPeer(anew)
                            .able(ALL)
                            .request("tools/call", retry)
                            .at("content.0.text"))
                    .isEqualTo("Hello x");
            assertThat(new ModernPeer(stranger)
                            .able(ALL)
                            .request("tools/call", retry)
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void faultsActOnEachRound() {
        server.tool("greet").answers(AskingTest::greet);
        server.on(toolCall("greet")).nth(2).failWith(internalError("boom"));
        ModernPeer peer = new ModernPeer(server).able(ALL);
        Message call = peer.callMessage("greet", Map.of());
        Message needy = peer.send(call).last();
        Map<String, Object> retry = retry(call, needy, Map.of("user", accepted("x")));

        assertThat(peer.request("tools/call", retry).at("message")).isEqualTo("boom");
        assertThat(peer.request("tools/call", retry).at("content.0.text")).isEqualTo("Hello x");
    }
}
