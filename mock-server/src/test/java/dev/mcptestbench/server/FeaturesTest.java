package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.WARNING;
import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.image;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.structured;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.ToolCall;
import dev.mcptestbench.time.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the mock server offers while nothing goes wrong. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class FeaturesTest {

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(names = "V2026_07_28", mode = EnumSource.Mode.EXCLUDE)
    void negotiatesEachLegacyRevision(Revision revision) {
        Peer.Reply reply = new Peer(server).initialize("peer", revision.text());

        assertThat(reply.at("protocolVersion")).isEqualTo(revision.text());
        assertThat(reply.at("capabilities.completions") != null).isEqualTo(revision.hasCompletionCapability());
        assertThat(reply.http().headers().firstValue("Mcp-Session-Id")).isPresent();
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void answersAnUnknownRevisionWithTheNewestItHas() {
        server.revisions(Revision.V2025_03_26, Revision.V2025_06_18);

        assertThat(new Peer(server).initialize("peer", "1999-01-01").at("protocolVersion"))
                .isEqualTo("2025-06-18");
    }

    @Test
    void negotiatesTheNewestWithAHandshakeForAClientThatInitializesTheModernOne() {
        assertThat(new Peer(server).initialize("peer", "2026-07-28").at("protocolVersion"))
                .isEqualTo("2025-11-25");
    }

    @Test
    void givesInstructions() {
        server.instructs("Ask nicely.");

        assertThat(new Peer(server).initialize("peer", "2025-11-25").at("instructions"))
                .isEqualTo("Ask nicely.");
    }

    @Test
    void callsATool() {
        server.tool("forecast").returns(text("sunny in {arguments.city}"));

        Peer.Reply reply = Peer.connected(server).call("forecast", Map.of("city", "Oslo"));

        assertThat(reply.isStream()).isFalse();
        assertThat(reply.at("content.0.text")).isEqualTo("sunny in Oslo");
        assertThat(reply.http().headers().firstValue("Content-Length")).isPresent();
    }

    @Test
    void returnsEveryKindOfContent() {
        server.tool("all")
                .returns(text("a").and(image(new byte[] {1, 2}, "image/png")).and(structured(Map.of("n", 1))));
        server.tool("bad").returns(toolError("no"));
        Peer peer = Peer.connected(server);

        Message all = peer.call("all", Map.of()).last();
        assertThat(all.at("content.1.data")).isEqualTo("AQI=");
        assertThat(all.at("content.2.text")).isEqualTo("{\"n\":1}");
        assertThat(all.at("structuredContent.n")).isEqualTo(1);
        assertThat(peer.call("bad", Map.of()).at("isError")).isEqualTo(true);
    }

    @Test
    void sendsNotificationsOnTheStreamOfTheCallBeforeTheReply() {
        server.tool("index")
                .sends(progress(0.5), logging(INFO, "half"), progress(1, 1))
                .returns(text("done"));

        Peer.Reply reply = Peer.connected(server).call("index", Map.of());

        assertThat(reply.isStream()).isTrue();
        assertThat(reply.messages())
                .extracting(Message::method)
                .containsExactly("notifications/progress", "notifications/message", "notifications/progress", null);
        assertThat(reply.messages().get(0).at("progressToken")).isEqualTo("t2");
        assertThat(reply.messages().get(2).at("total")).isEqualTo(1.0);
        assertThat(reply.eventIds()).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    void sendsNoProgressToWhomAskedForNone() {
        server.tool("index").sends(progress(0.5)).returns(text("done"));

        Peer.Reply reply = Peer.connected(server).request("tools/call", Map.of("name", "index"));

        assertThat(reply.messages()).hasSize(1);
    }

    @Test
    void streamsNotificationsFromTemplates() {
        server.tool("tick")
                .streams(logging(INFO, "tick {n} for {arguments.who}"))
                .every("{arguments.every}")
                .times("{arguments.count}")
                .returns(text("done"));

        Peer.Reply reply = Peer.connected(server).call("tick", Map.of("who", "me", "every", "2ms", "count", 3));

        assertThat(reply.messages().subList(0, 3))
                .extracting(message -> message.at("data"))
                .containsExactly("tick 1 for me", "tick 2 for me", "tick 3 for me");
    }

    @Test
    void tellsWhichTemplateCannotBeFilled() {
        server.tool("tick")
                .streams(logging(INFO, "x"))
                .times("{arguments.count}")
                .returns(text("done"));

        Peer.Reply reply = Peer.connected(server).call("tick", Map.of("count", "many"));

        assertThat(reply.last().errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(reply.at("message").toString()).contains("{arguments.count}").contains("\"many\"");
    }

    @Test
    void takesItsTimeOnTheClock() {
        server.tool("slow").takes(fixed(Duration.ofMillis(30))).returns(text("done"));
        Peer peer = Peer.connected(server);

        long before = System.nanoTime();
        assertThat(peer.call("slow", Map.of()).at("content.0.text")).isEqualTo("done");
        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
    }

    @Test
    void computesRepliesOffTheEventLoop() throws Exception {
        Gate gate = new Gate();
        CompletableFuture<Void> opened = new CompletableFuture<>();
        gate.whenOpen(() -> opened.complete(null));
        server.tool("blocking").answers(call -> {
            opened.get(20, TimeUnit.SECONDS);
            return text(Thread.currentThread().getName() + call.string("x"));
        });
        server.tool("quick").returns(text("quick"));
        Peer peer = Peer.connected(server);

        List<CompletableFuture<Peer.Reply>> blocked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            blocked.add(peer.callAsync("blocking", Map.of("x", "!")));
        }
        assertThat(peer.call("quick", Map.of()).at("content.0.text")).isEqualTo("quick");
        gate.open();
        for (CompletableFuture<Peer.Reply> reply : blocked) {
            assertThat(reply.get(20, TimeUnit.SECONDS).at("content.0.text").toString())
                    .doesNotContain("-io-");
        }
    }

    @Test
    void tellsOfCodeThatFails() {
        server.tool("broken").answers(call -> text(call.string("missing")));

        Message error = Peer.connected(server).call("broken", Map.of()).last();

        assertThat(error.errorCode()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(error.at("message").toString()).contains("\"broken\"").contains("\"missing\"");
    }

    @Test
    void asksTheClientDuringACall() throws Exception {
        server.tool("poet")
                .answers(call -> text("It said "
                        + call.ask("sampling/createMessage", sampling()).get("model")));
        Peer peer = Peer.connected(server);
        try (EventLines call = peer.callStream("poet")) {
            Message asked = call.next();
            assertThat(asked.method()).isEqualTo("sampling/createMessage");
            Map<String, Object> result =
                    Map.of("role", "assistant", "content", Map.of("type", "text", "text", "Oh"), "model", "bard");

            assertThat(peer.send(Message.result(asked.id(), result)).status()).isEqualTo(202);

            assertThat(call.next().at("content.0.text")).isEqualTo("It said bard");
        }
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void tellsTheToolThatTheClientRefused() throws Exception {
        server.tool("poet").answers(FeaturesTest::orRefusal);
        Peer peer = Peer.connected(server);
        try (EventLines call = peer.callStream("poet")) {
            peer.send(Message.error(call.next().id(), ErrorCode.USER_REJECTED, "No poems today", null));

            assertThat(call.next().at("content.0.text").toString()).contains("No poems today");
        }
    }

    private static dev.mcptestbench.script.Reply orRefusal(ToolCall call) {
        try {
            return text(call.ask("sampling/createMessage", sampling()).toString());
        } catch (ClientRefusedException refused) {
            return text(refused.getMessage());
        }
    }

    private static Map<String, Object> sampling() {
        return Map.of("messages", List.of(), "maxTokens", 10);
    }

    @Test
    void stopsACallThatIsCancelled() throws Exception {
        server.tool("endless")
                .streams(logging(INFO, "{n}"))
                .every(Duration.ofMillis(1))
                .times(1_000_000);
        Peer peer = Peer.connected(server);
        try (EventLines call = peer.callStream("endless")) {
            assertThat(call.next().method()).isEqualTo("notifications/message");

            peer.send(Message.notification("notifications/cancelled", Map.of("requestId", peer.lastId())));

            Message last = null;
            for (Message next = call.next(); next != null; next = call.next()) {
                last = next;
            }
            assertThat(last == null || last.kind() == Message.Kind.NOTIFICATION).isTrue();
        }
    }

    @Test
    void listsInPages() {
        for (int i = 1; i <= 5; i++) {
            server.tool("tool" + i).describedAs("number " + i);
        }
        server.listsInPagesOf(2);
        Peer peer = Peer.connected(server);

        List<Object> names = new ArrayList<>();
        Peer.Reply page = peer.request("tools/list", Map.of());
        for (int pages = 1; ; pages++) {
            ((List<?>) page.at("tools")).forEach(tool -> names.add(((Map<?, ?>) tool).get("name")));
            if (page.at("nextCursor") == null) {
                assertThat(pages).isEqualTo(3);
                break;
            }
            page = peer.request("tools/list", Map.of("cursor", page.at("nextCursor")));
        }

        assertThat(names).containsExactly("tool1", "tool2", "tool3", "tool4", "tool5");
        assertThat(peer.request("tools/list", Map.of("cursor", "nonsense"))
                        .last()
                        .errorCode())
                .isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void readsResourcesAndTemplates() {
        server.resource("test://a/readme", "hello")
                .resource("test://blob", Map.of("mimeType", "image/png"), List.of(Map.of("blob", "AQI=")))
                .resourceTemplate("test://users/{id}/{part}", "user {arguments.id}: {arguments.part}");
        Peer peer = Peer.connected(server);

        assertThat(peer.request("resources/list", Map.of()).at("resources.0.name"))
                .isEqualTo("readme");
        assertThat(peer.request("resources/templates/list", Map.of()).at("resourceTemplates.0.uriTemplate"))
                .isEqualTo("test://users/{id}/{part}");
        assertThat(peer.request("resources/read", Map.of("uri", "test://a/readme"))
                        .at("contents.0.text"))
                .isEqualTo("hello");
        assertThat(peer.request("resources/read", Map.of("uri", "test://blob")).at("contents.0.blob"))
                .isEqualTo("AQI=");
        assertThat(peer.request("resources/read", Map.of("uri", "test://users/7/name"))
                        .at("contents.0.text"))
                .isEqualTo("user 7: name");
        Message missing = peer.request("resources/read", Map.of("uri", "test://a/readmee"))
                .last();
        assertThat(missing.errorCode()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
        assertThat(missing.at("message").toString()).endsWith("Did you mean \"test://a/readme\"?");
    }

    @Test
    void tellsSubscribersAndNobodyElseOfAChangedResource() throws Exception {
        server.resource("test://a", "one");
        Peer subscriber = Peer.connected(server, "subscriber");
        Peer other = Peer.connected(server, "other");
        subscriber.request("resources/subscribe", Map.of("uri", "test://a"));
        try (EventLines heard = subscriber.stand();
                EventLines notHeard = other.stand()) {
            server.resourceUpdated("test://a");
            server.send(logging(INFO, "end"));

            assertThat(heard.next().at("uri")).isEqualTo("test://a");
            assertThat(heard.next().at("data")).isEqualTo("end");
            assertThat(notHeard.next().at("data")).isEqualTo("end");
        }
        subscriber.request("resources/unsubscribe", Map.of("uri", "test://a"));
        server.resourceUpdated("test://a");
        assertThat(server)
                .sent(dev.mcptestbench.Mcp.resourceUpdated("test://a"))
                .times(1);
    }

    @Test
    void getsPrompts() {
        server.prompt("greet", "Say hello to {arguments.who}", "who");
        Peer peer = Peer.connected(server);

        assertThat(peer.request("prompts/list", Map.of()).at("prompts.0.arguments.0.name"))
                .isEqualTo("who");
        assertThat(peer.request("prompts/get", Map.of("name", "greet", "arguments", Map.of("who", "Ann")))
                        .at("messages.0.content.text"))
                .isEqualTo("Say hello to Ann");
        assertThat(peer.request("prompts/get", Map.of("name", "greet"))
                        .at("message")
                        .toString())
                .contains("\"who\"");
        assertThat(peer.request("prompts/get", Map.of("name", "gret"))
                        .at("message")
                        .toString())
                .contains("Did you mean \"greet\"?");
    }

    @Test
    void completes() {
        server.prompt("greet", "hi", "who").completes("greet", "who", "Ann", "Anton", "Bert");

        Peer.Reply reply = Peer.connected(server)
                .request(
                        "completion/complete",
                        Map.of(
                                "ref", Map.of("type", "ref/prompt", "name", "greet"),
                                "argument", Map.of("name", "who", "value", "an")));

        assertThat(reply.at("completion.values")).isEqualTo(List.of("Ann", "Anton"));
        assertThat(reply.at("completion.total")).isEqualTo(2);
    }

    @Test
    void keepsQuietBelowTheLogLevel() {
        server.tool("loud")
                .sends(logging(INFO, "low"), logging(WARNING, "high"))
                .returns(text("done"));
        Peer peer = Peer.connected(server);

        peer.request("logging/setLevel", Map.of("level", "warning"));

        assertThat(peer.call("loud", Map.of()).messages())
                .extracting(message -> message.at("data"))
                .containsExactly("high", null);
        assertThat(peer.request("logging/setLevel", Map.of("level", "loud"))
                        .last()
                        .errorCode())
                .isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void tellsOfChangedLists() throws Exception {
        server.tool("first");
        Peer peer = Peer.connected(server);
        try (EventLines standing = peer.stand()) {
            server.tool("second").returns(text("x"));
            server.withoutTool("first");
            server.prompt("p", "hi");
            server.resource("test://r", "r");

            assertThat(List.of(standing.next(), standing.next(), standing.next(), standing.next()))
                    .extracting(Message::method)
                    .containsExactly(
                            "notifications/tools/list_changed",
                            "notifications/tools/list_changed",
                            "notifications/prompts/list_changed",
                            "notifications/resources/list_changed");
        }
        assertThat(peer.call("first", Map.of()).last().errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void answersPingAndRefusesWhatItDoesNotKnow() {
        Peer peer = Peer.connected(server);

        assertThat(peer.request("ping", Map.of()).last().result()).isEmpty();
        assertThat(peer.request("no/such", Map.of()).last().errorCode()).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(peer.call("nothing", Map.of()).last().errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void keepsForLaterWhatItCannotSendYet() throws Exception {
        Peer peer = Peer.connected(server);
        server.send(logging(INFO, "early"));

        try (EventLines standing = peer.stand()) {
            assertThat(standing.next().at("data")).isEqualTo("early");
        }
        assertThat(server).neverReceived(toolCall());
    }
}
