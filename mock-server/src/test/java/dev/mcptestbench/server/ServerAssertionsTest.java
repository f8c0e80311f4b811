package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.LOGGING;
import static dev.mcptestbench.Mcp.anyRequest;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.notification;
import static dev.mcptestbench.Mcp.ping;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.BDDAssertions.then;

import dev.mcptestbench.plugin.TestSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each assertion once as it passes and once as it fails; the texts of failure stand in golden files. */
class ServerAssertionsTest {

    private final MockMcpServer server = MockMcpServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private void weather() {
        server.tool("forecast").sends(logging(INFO, "looking")).returns(text("sunny"));
        Peer peer = Peer.connected(server, "weather");
        peer.call("forecast", new TreeMap<>(Map.of("city", "oslo", "unit", "C")));
        peer.call("forecast", new TreeMap<>(Map.of("city", "Bergen", "unit", "K")));
    }

    @Test
    void received() {
        weather();

        assertThat(server)
                .received(toolCall("forecast").with("city", "oslo"))
                .once()
                .from("weather");
        assertThat(server).received(toolCall()).times(2).atLeast(2).atMost(2).withDistinctRequestIds();
        assertThat(server).received(initialize()).once();
        then(server).received(toolCall("forecast"));
        fails(
                "received-nothing",
                () -> assertThat(server).received(toolCall("forecast").with("city", "Oslo")));
        fails("received-nothing-near", () -> assertThat(server).received(ping()));
        fails(
                "received-too-often",
                () -> assertThat(server).received(toolCall("forecast")).once());
        fails(
                "received-at-least",
                () -> assertThat(server).received(toolCall("forecast")).atLeast(3));
        fails(
                "received-at-most",
                () -> assertThat(server).received(toolCall("forecast")).atMost(1));
        fails(
                "received-from",
                () -> assertThat(server).received(toolCall("forecast")).from("nobody"));
    }

    @Test
    void neverReceived() {
        weather();

        assertThat(server).neverReceived(ping()).neverReceived(streamResumption());
        fails("never-received", () -> assertThat(server).neverReceived(toolCall("forecast")));
    }

    @Test
    void sent() {
        weather();

        assertThat(server).sent(notification(LOGGING)).times(2).onTheStreamOf(toolCall("forecast"));
        assertThat(server).sent(logging(INFO, "looking"));
        fails("sent-nothing", () -> assertThat(server).sent(progress(0.5)));
        fails("sent-times", () -> assertThat(server).sent(notification(LOGGING)).times(3));
        fails(
                "sent-elsewhere",
                () -> assertThat(server)
                        .sent(notification(LOGGING))
                        .onTheStreamOf(toolCall("forecast").with("city", "oslo")));
    }

    @Test
    void overlapping() throws Exception {
        server.tool("echo").returns(text("hi"));
        server.on(toolCall("echo")).times(3).holdUntilArrived(3);
        Peer peer = Peer.connected(server);
        List<CompletableFuture<Peer.Reply>> calls = List.of(
                peer.callAsync("echo", Map.of()), peer.callAsync("echo", Map.of()), peer.callAsync("echo", Map.of()));
        for (CompletableFuture<Peer.Reply> call : calls) {
            call.get(20, TimeUnit.SECONDS);
        }

        assertThat(server).received(toolCall("echo")).overlapping(3);
        fails("overlapping", () -> assertThat(server).received(toolCall("echo")).overlapping(4));
    }

    @Test
    void distinctRequestIds() {
        Peer peer = Peer.connected(server);
        for (int i = 0; i < 2; i++) {
            peer.send(dev.mcptestbench.protocol.Message.request("same", "ping", Map.of()));
        }

        fails("distinct-ids", () -> assertThat(server).received(ping()).withDistinctRequestIds());
    }

    @Test
    void lastEventId() {
        server.tool("index").sends(progress(0.25), progress(0.5)).returns(text("done"));
        Peer peer = Peer.connected(server);
        peer.call("index", Map.of());
        peer.resume("2-3");

        assertThat(server).received(streamResumption()).withLastEventIdOf(progress(0.5));
        fails(
                "last-event-id",
                () -> assertThat(server).received(streamResumption()).withLastEventIdOf(progress(0.25)));
    }

    @Test
    void violations() {
        Peer.connected(server);
        assertThat(server).hasNoProtocolViolations();
        fails("no-violation", () -> assertThat(server).hasViolationOf("post-accept"));
        Peer peer = new Peer(server);
        peer.exchange(peer.request()
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}"))
                .build());

        assertThat(server).hasViolationOf("post-accept");
        fails("violations", () -> assertThat(server).hasNoProtocolViolations());
        TestSettings strict = new TestSettings(
                TestSettings.DEFAULT.revision(),
                false,
                TestSettings.STREAMABLE_HTTP,
                true,
                false,
                false,
                42,
                Duration.ofSeconds(5));
        assertThat(server.unmetExpectations(strict)).hasSize(1);
        assertThat(server.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @Test
    void eventually() {
        Peer peer = Peer.connected(server);
        CompletableFuture<Void> later = CompletableFuture.runAsync(() -> peer.request("ping", Map.of()));

        assertThat(server).eventually(Duration.ofSeconds(20)).received(ping()).once();
        later.join();
        fails(
                "eventually",
                () -> assertThat(server)
                        .as("while waiting")
                        .eventually(Duration.ofMillis(20))
                        .received(anyRequest())
                        .times(5));
    }

    @Test
    void unfiredRules() {
        server.on(toolCall("search")).nth(3).resetConnection();
        server.tool("search").returns(text("found"));
        Peer peer = Peer.connected(server);
        peer.call("search", Map.of());
        peer.call("search", Map.of());

        assertThat(server.unmetExpectations(TestSettings.DEFAULT))
                .singleElement()
                .asString()
                .satisfies(text ->
                        assertThat(text.replaceFirst("java:\\d+", "java:LINE")).isEqualTo(golden("unfired-rule")));
    }

    static void fails(String golden, ThrowingCallable claim) {
        AssertionError failure = catchThrowableOfType(AssertionError.class, claim);
        assertThat(failure).as(golden).isNotNull();
        String text = failure.getMessage().replaceAll("#\\d+", "#N").strip();
        assertThat(text).isEqualTo(golden(golden));
    }

    private static String golden(String name) {
        try (InputStream in = ServerAssertionsTest.class.getResourceAsStream("/golden/" + name + ".txt")) {
            assertThat(in).as("golden file " + name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
