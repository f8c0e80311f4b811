package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.WARNING;
import static dev.mcptestbench.Mcp.connected;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.notification;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.promptsChanged;
import static dev.mcptestbench.Mcp.resourceUpdated;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolsChanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.journal.Timeline;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.RequestMeta;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.Caching;
import dev.mcptestbench.script.ToolCall;
import dev.mcptestbench.time.Gate;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the mock server offers to clients of revision 2026-07-28 while nothing goes wrong. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class ModernFeaturesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void servesBothErasOnOneEndpoint() {
        server.tool("echo").returns(text("{arguments.x} to {client}"));

        assertThat(Peer.connected(server, "old").call("echo", Map.of("x", "a")).at("content.0.text"))
                .isEqualTo("a to old");
        Peer.Reply reply = new ModernPeer(server, "new").call("echo", Map.of("x", "b"));
        assertThat(reply.at("content.0.text")).isEqualTo("b to new");
        assertThat(reply.at("resultType")).isEqualTo("complete");
        assertThat(reply.at("_meta"))
                .isEqualTo(Map.of(RequestMeta.SERVER_INFO, Map.of("name", "server", "version", "1.0")));
        assertThat(reply.isStream()).isFalse();
        assertThat(reply.http().headers().firstValue("Mcp-Session-Id")).isEmpty();
        assertThat(server.violations()).isEmpty();
        server.assertThat().received(toolCall("echo")).times(2);
        server.assertThat().received(toolCall("echo").with("x", "b")).once().from("new");
    }

    @Test
    void tellsWhatItIs() {
        server.instructs("Ask nicely.");

        Message result =
                new ModernPeer(server).request("server/discover", Map.of()).last();

        assertThat(result.at("supportedVersions"))
                .isEqualTo(List.of("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"));
        assertThat(result.at("capabilities.tools.listChanged")).isEqualTo(true);
        assertThat(result.at("capabilities.resources.subscribe")).isEqualTo(true);
        assertThat(result.at("instructions")).isEqualTo("Ask nicely.");
        assertThat(result.at("ttlMs")).isEqualTo(0);
        assertThat(result.at("cacheScope")).isEqualTo("private");
        assertThat(result.at("resultType")).isEqualTo("complete");
    }

    @Test
    void listsReadsGetsAndCompletes() {
        server.tool("a");
        server.resource("file:///x.txt", "x").resourceTemplate("file:///{name}.log", "log of {arguments.name}");
        server.prompt("greet", "Hello {arguments.who}", "who").completes("greet", "who", "Ann", "Bob");
        server.letsClientsCache(Duration.ofSeconds(5), Caching.Scope.PUBLIC).listsInPagesOf(1);
        ModernPeer peer = new ModernPeer(server);

        for (String list : List.of("tools", "resources", "resources/templates", "prompts")) {
            Message result = peer.request(list + "/list", Map.of()).last();
            assertThat(result.at("ttlMs")).as(list).isEqualTo(5000);
            assertThat(result.at("cacheScope")).isEqualTo("public");
        }
        Message read =
                peer.request("resources/read", Map.of("uri", "file:///a.log")).last();
        assertThat(read.at("contents.0.text")).isEqualTo("log of a");
        assertThat(read.at("ttlMs")).isEqualTo(5000);
        Message prompt = peer.request("prompts/get", Map.of("name", "greet", "arguments", Map.of("who", "Ann")))
                .last();
        assertThat(prompt.at("messages.0.content.text")).isEqualTo("Hello Ann");
        assertThat(prompt.at("ttlMs")).isNull();
        Message completion = peer.request(
                        "completion/complete",
                        Map.of(
                                "ref", Map.of("type", "ref/prompt", "name", "greet"),
                                "argument", Map.of("name", "who", "value", "B")))
                .last();
        assertThat(completion.at("completion.values")).isEqualTo(List.of("Bob"));
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void saysWhichResourceIsUnknown() {
        Peer.Reply reply = new ModernPeer(server).request("resources/read", Map.of("uri", "file:///nothing"));

        assertThat(reply.last().errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(reply.at("data.uri")).isEqualTo("file:///nothing");
        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initialize",
                "ping",
                "logging/setLevel",
                "resources/subscribe",
                "resources/unsubscribe",
                "tasks/list",
                "no/such"
            })
    void hasNoMethodButItsOwn(String method) {
        Peer.Reply reply = new ModernPeer(server).request(method, Map.of());

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.last().errorCode()).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(reply.last().id()).isEqualTo(1);
    }

    // ── notifications ───────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void sendsProgressAndLogsOnlyToWhomAskedForThem() {
        server.tool("index")
                .sends(progress(0.5), logging(INFO, "half"), logging(WARNING, "nearly"))
                .returns(text("done"));
        ModernPeer peer = new ModernPeer(server);

        assertThat(peer.call("index", Map.of()).isStream()).isFalse();
        Peer.Reply tracked = peer.track("index");
        assertThat(tracked.isStream()).isTrue();
        assertThat(tracked.http().headers().firstValue("X-Accel-Buffering")).hasValue("no");
        assertThat(tracked.messages()).extracting(Message::method).containsExactly("notifications/progress", null);
        assertThat(tracked.messages().get(0).at("progressToken")).isEqualTo("t");
        assertThat(tracked.http().body()).doesNotContain("id: ");
        peer.saying(RequestMeta.LOG_LEVEL, "warning");
        assertThat(peer.call("index", Map.of()).messages())
                .extracting(message -> message.at("data"))
                .containsExactly("nearly", null);
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void closingTheStreamCancelsTheCall() throws Exception {
        CompletableFuture<ToolCall> started = new CompletableFuture<>();
        CountDownLatch cancelled = new CountDownLatch(1);
        Gate gate = new Gate();
        server.tool("slow").answers(call -> {
            call.send(progress(0.5));
            started.complete(call);
            CountDownLatch opened = new CountDownLatch(1);
            gate.whenOpen(opened::countDown);
            opened.await(20, TimeUnit.SECONDS);
            if (call.isCancelled()) {
                cancelled.countDown();
            }
            return text("too late");
        });
        ModernPeer peer = new ModernPeer(server);
        Message call = peer.message("tools/call", Map.of("name", "slow", "_meta", Map.of("progressToken", 1)));

        try (RawCall raw = new RawCall(server)) {
            raw.send(peer.bytesOf(call)).readUntil("notifications/progress");
        }
        ToolCall running = started.get(20, TimeUnit.SECONDS);
        assertThat(server.journal().await(running::isCancelled, SOON)).isTrue();
        gate.open();

        assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
        server.assertThat().sent(progress(0.5)).times(1);
    }

    // ── subscriptions ───────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void acknowledgesFirstAndThenTellsWhatWasAskedFor() {
        server.resource("file:///a", "a").resource("file:///b", "b");
        ModernPeer peer = new ModernPeer(server);
        try (EventLines stream = peer.listen(Map.of(
                "toolsListChanged",
                true,
                "promptsListChanged",
                false,
                "resourceSubscriptions",
                List.of("file:///a")))) {
            Message acknowledged = stream.next();
            assertThat(acknowledged.method()).isEqualTo("notifications/subscriptions/acknowledged");
            assertThat(acknowledged.at("notifications"))
                    .isEqualTo(Map.of("toolsListChanged", true, "resourceSubscriptions", List.of("file:///a")));
            assertThat(subscriptionId(acknowledged)).isEqualTo(1);

            server.prompt("p", "not asked for");
            server.resourceUpdated("file:///b");
            server.send(promptsChanged());
            server.send(logging(INFO, "never on this stream"));
            server.send(notification("acme/own", Map.of()));
            server.tool("new");
            Message changed = stream.next();
            assertThat(changed.method()).isEqualTo("notifications/tools/list_changed");
            assertThat(subscriptionId(changed)).isEqualTo(1);

            server.resourceUpdated("file:///a");
            assertThat(stream.next().at("uri")).isEqualTo("file:///a");
            server.send(resourceUpdated("file:///a"));
            assertThat(stream.next().at("uri")).isEqualTo("file:///a");
            server.sendTo("somebody else", toolsChanged());
            server.sendTo("peer", toolsChanged());
            assertThat(stream.next().method()).isEqualTo("notifications/tools/list_changed");

            server.endSubscriptions();
            Message end = stream.next();
            assertThat(end.id()).isEqualTo(1);
            assertThat(end.at("resultType")).isEqualTo("complete");
            assertThat(((Map<?, ?>) end.at("_meta")).get(RequestMeta.SUBSCRIPTION_ID))
                    .isEqualTo(1);
            assertThat(stream.next()).isNull();
        }
        assertThat(server.violations()).isEmpty();
    }

    private static Object subscriptionId(Message notification) {
        return ((Map<?, ?>) notification.at("_meta")).get(RequestMeta.SUBSCRIPTION_ID);
    }

    @Test
    void endsSubscriptionsInGoodOrderWhenItCloses() {
        EventLines stream = new ModernPeer(server).listen(Map.of("toolsListChanged", true));
        stream.next();

        server.close();

        assertThat(stream.next().at("resultType")).isEqualTo("complete");
        assertThat(stream.next()).isNull();
    }

    @Test
    void wantsToKnowWhatToListenTo() {
        Peer.Reply reply = new ModernPeer(server).request("subscriptions/listen", Map.of());

        assertThat(reply.last().errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void rulesKnowListeningAsTheStandingStream() {
        server.on(standingStream().from("peer")).send(logging(INFO, "for {client}"));
        server.on(connected()).send(notification("acme/welcome", Map.of()));
        ModernPeer peer = new ModernPeer(server);
        peer.request("tools/list", Map.of());
        peer.request("tools/list", Map.of());

        try (EventLines stream = peer.listen(Map.of())) {
            assertThat(stream.next().method()).isEqualTo("notifications/subscriptions/acknowledged");
            assertThat(stream.next().method()).isEqualTo("acme/welcome");
            assertThat(stream.next().at("data")).isEqualTo("for peer");
        }
        new ModernPeer(server, "other").request("tools/list", Map.of());
        server.assertThat().received(standingStream()).once().from("peer");
        server.assertThat().received(connected()).times(2);
        server.assertThat().received(connected().from("peer")).once();
    }

    // ── one era only ────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void servedAloneItHasNothingButPost() throws Exception {
        server.revisions(Revision.V2026_07_28);
        HttpClient http = HttpClient.newHttpClient();

        for (String method : List.of("GET", "DELETE", "PUT")) {
            HttpRequest request = HttpRequest.newBuilder(server.url())
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .header("Mcp-Session-Id", "s")
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).hasValue("POST");
        }
        Peer.Reply reply = new Peer(server).initialize("old", "2025-11-25");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("message").toString()).contains("2026-07-28");
        ModernPeer peer = new ModernPeer(server).heading("Mcp-Session-Id", "s").heading("Last-Event-ID", "1-1");
        assertThat(peer.request("server/discover", Map.of()).at("supportedVersions"))
                .isEqualTo(List.of("2026-07-28"));
    }

    @Test
    void withoutTheModernEraItIsAServerThatHasNeverHeardOfIt() {
        server.revisions(Revision.V2025_11_25);

        Peer.Reply reply = new ModernPeer(server).request("server/discover", Map.of());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.last().errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aCutStreamIsTheEndOfItsCall() throws Exception {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        server.tool("slow").answers(call -> {
            call.send(progress(0.1));
            call.send(progress(0.2));
            cancelled.complete(server.journal().await(call::isCancelled, Duration.ofSeconds(20)));
            return text("never seen");
        });
        server.on(toolCall("slow")).first().after(progressEvents(1)).closeConnection();
        ModernPeer peer = new ModernPeer(server);

        assertThatThrownBy(() -> peer.track("slow")).isInstanceOf(java.io.UncheckedIOException.class);

        assertThat(cancelled.get(20, TimeUnit.SECONDS)).isTrue();
        server.assertThat().sent(progress(0.1)).times(1);
    }

    @Test
    void theTimelineAndTheNearMissTellOfModernCalls() {
        server.tool("forecast").returns(text("sunny"));
        new ModernPeer(server, "weather")
                .request("tools/call", Map.of("name", "forecast", "arguments", Map.of("city", "oslo")));

        assertThat(Timeline.of(server.journal()).toText())
                .contains("weather")
                .contains("tools/call")
                .contains("\"forecast\" {city: \"oslo\"}");
        assertThatThrownBy(
                        () -> server.assertThat().received(toolCall("forecast").with("city", "Oslo")))
                .hasMessageContaining("expected \"Oslo\"");
    }
}
