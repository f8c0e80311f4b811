package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.duplicateResponseOnStandingStream;
import static dev.mcptestbench.Mcp.endSubscriptions;
import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.hangUntilCancelled;
import static dev.mcptestbench.Mcp.initialize;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.method;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.refuseConnections;
import static dev.mcptestbench.Mcp.requireInput;
import static dev.mcptestbench.Mcp.rootsRequest;
import static dev.mcptestbench.Mcp.sessionEnd;
import static dev.mcptestbench.Mcp.standingStream;
import static dev.mcptestbench.Mcp.streamResumption;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolsChanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.journal.Timeline;
import dev.mcptestbench.plugin.TestSettings;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.LogLevel;
import dev.mcptestbench.script.RuleSteps;
import dev.mcptestbench.script.Scenario;
import dev.mcptestbench.server.RawCall.Answer;
import dev.mcptestbench.server.RawCall.End;
import dev.mcptestbench.server.proxy.FaultProxy;
import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Exchange;
import dev.mcptestbench.wire.Frame;
import dev.mcptestbench.wire.WireListener;
import dev.mcptestbench.wire.WireServer;
import dev.mcptestbench.wire.WireSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client sees of a real server through the proxy, and what the real server sees of the client. */
@Timeout(60)
class FaultProxyTest {

    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":50,\"method\":\"tools/call\",\"params\":{\"name\":\"index\","
                    + "\"_meta\":{\"progressToken\":\"p\"}}}";

    /** Stands for the real server: what is in its own journal is what reached it. */
    private final MockMcpServer real = MockMcpServer.builder().name("real").start();

    private final FaultProxy proxy = FaultProxy.inFrontOf(real.url());

    @AfterEach
    void close() {
        proxy.close();
        real.close();
    }

    private void indexes() {
        real.tool("index").sends(progress(0.5), progress(1)).returns(text("done"));
    }

    // ── passing on ──────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void passesOnWhatIsSaid() {
        indexes();
        real.tool("echo").returns(text("hi {arguments.name}"));
        Peer peer = Peer.connected(proxy, "peer");

        assertThat(peer.call("echo", Map.of("name", "Ann")).at("content.0.text"))
                .isEqualTo("hi Ann");
        Peer.Reply stream = peer.call("index", Map.of());
        assertThat(stream.isStream()).isTrue();
        assertThat(stream.messages()).hasSize(3);
        assertThat(stream.eventIds()).isNotEmpty();
        assertThat(peer.request("no/such", Map.of()).last().errorCode()).isEqualTo(ErrorCode.METHOD_NOT_FOUND);
        assertThat(peer.delete().status()).isEqualTo(204);
        assertThat(peer.call("echo", Map.of()).status()).isEqualTo(404);

        assertThat(proxy).received(initialize()).once().from("peer");
        assertThat(proxy).received(toolCall("echo").with("name", "Ann")).once();
        assertThat(proxy).received(sessionEnd()).once().from("peer");
        assertThat(proxy).sent(progress(0.5)).times(1).onTheStreamOf(toolCall("index"));
        assertThat(real).received(toolCall("index")).once().from("peer");
        assertThat(proxy).hasNoProtocolViolations();
    }

    @Test
    void passesEventsOnAsTheyCome() throws Exception {
        Gate gate = new Gate();
        indexes();
        real.on(toolCall("index")).after(progressEvents(1)).hold(gate);
        Peer peer = Peer.connected(proxy);

        try (EventLines lines = peer.callStream("index")) {
            assertThat(lines.next().at("progress")).isEqualTo(0.5);
            gate.open();
            assertThat(lines.next().at("progress")).isEqualTo(1.0);
            assertThat(lines.next().at("content.0.text")).isEqualTo("done");
        }
    }

    @Test
    void passesTheStandingStreamOnAndItsResumption() {
        indexes();
        real.on(toolCall("index")).first().after(progressEvents(1)).closeStream();
        Peer peer = Peer.connected(proxy);
        try (EventLines standing = peer.stand()) {
            real.send(toolsChanged());
            assertThat(standing.next().method()).isEqualTo("notifications/tools/list_changed");
        }
        List<String> ids = peer.call("index", Map.of()).eventIds();

        assertThat(peer.resume(ids.get(ids.size() - 1)).last().at("content.0.text"))
                .isEqualTo("done");
        assertThat(proxy).received(standingStream()).once();
        assertThat(proxy).received(streamResumption()).once().withLastEventIdOf(progress(0.5));
    }

    @Test
    void tellsTheRealServerWhenTheClientHasGone() throws Exception {
        real.tool("index").sends(progress(0.5)).returns(text("done"));
        real.on(toolCall("index")).after(progressEvents(1)).neverAnswer();
        Peer peer = Peer.connected(proxy);
        try (RawCall call = new RawCall(proxy)) {
            call.post(peer, CALL).readUntil("0.5");
        }

        assertThat(real.journal()
                        .await(
                                () -> real.journal().entries(JournalEntry.ReplyEnded.class).stream()
                                        .anyMatch(ended -> ended.how().equals("closed by peer")),
                                Duration.ofSeconds(20)))
                .isTrue();
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                Arguments.of("RST", (Consumer<RuleSteps>) RuleSteps::resetConnection, End.RST),
                Arguments.of("FIN", (Consumer<RuleSteps>) RuleSteps::closeConnection, End.FIN),
                Arguments.of(
                        "RST within a stream",
                        (Consumer<RuleSteps>) on -> on.after(progressEvents(1)).resetConnection(),
                        End.RST),
                Arguments.of(
                        "FIN within a stream",
                        (Consumer<RuleSteps>) on -> on.after(progressEvents(1)).closeConnection(),
                        End.FIN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void breaksAsTheRealServerBreaks(String name, Consumer<RuleSteps> rule, End end) throws Exception {
        indexes();
        rule.accept(real.on(toolCall("index")));
        Peer peer = Peer.connected(proxy);

        try (RawCall call = new RawCall(proxy)) {
            Answer answer = call.post(peer, CALL).readFor(20_000);

            assertThat(answer.end()).isEqualTo(end);
            assertThat(answer.bytes().contains("0.5")).isEqualTo(name.endsWith("stream"));
            assertThat(answer.bytes()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void answers502WhenTheRealServerIsNotThere() {
        // Not closed: another server of this suite could be given the port.
        real.refuseConnections();

        Peer.Reply reply = new Peer(proxy).request("ping", Map.of());

        assertThat(reply.status()).as(reply.http().body()).isEqualTo(502);
        assertThat(reply.http().body()).contains("The real server cannot be reached");
    }

    // ── odd servers ─────────────────────────────────────────────────────────────────────────────────────────────────

    private static WireServer odd(Consumer<Exchange> answer) {
        TestClock clock = new TestClock();
        return WireServer.start(WireSettings.defaults(), clock, new WireListener() {
            @Override
            public void requestArrived(Exchange exchange) {
                answer.accept(exchange);
            }
        });
    }

    private static Answer ask(FaultProxy of, String request) throws IOException {
        try (RawCall raw = new RawCall(of)) {
            return raw.send(request).readFor(20_000);
        }
    }

    @Test
    void passesHeadersOnButThoseOfTheConnection() throws Exception {
        StringBuilder got = new StringBuilder();
        try (WireServer server = odd(exchange -> {
                    exchange.request()
                            .headers()
                            .forEach((name, values) ->
                                    got.append(name).append('=').append(values).append('\n'));
                    exchange.reply()
                            .push(Frame.Head.of(307)
                                    .and(
                                            "Location",
                                            "http://" + exchange.request().header("Host") + "/other?a=b")
                                    .and("Set-Cookie", "a=1")
                                    .and("Set-Cookie", "b=2")
                                    .and("X-Odd", "yes")
                                    .and("Content-Length", "0"));
                    exchange.reply().push(new Frame.Finish());
                });
                FaultProxy odd = FaultProxy.inFrontOf(server.url("/deep/mcp"))) {
            assertThat(odd.url().getPath()).isEqualTo("/deep/mcp");

            Answer answer = ask(
                    odd,
                    "PUT /any/where?x=1 HTTP/1.1\r\nHost: localhost\r\nX-Mine: 1\r\nX-Mine: 2\r\nAuthorization: Bearer t\r\n"
                            + "Accept-Encoding: gzip\r\nTE: trailers\r\nConnection: close\r\n\r\n");

            assertThat(answer.bytes())
                    .startsWith("HTTP/1.1 307 ")
                    .contains("Location: http://127.0.0.1:" + odd.url().getPort() + "/other?a=b\r\n")
                    .contains("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n")
                    .contains("X-Odd: yes\r\n");
            assertThat(got.toString())
                    .contains("X-Mine=[1, 2]", "Authorization=[Bearer t]")
                    .contains("Host=[127.0.0.1:" + server.port() + "]")
                    .doesNotContainIgnoringCase("accept-encoding")
                    .doesNotContain("TE=");
        }
    }

    @Test
    void passesOnWhatIsNoJsonAndNoStreamByteByByte() throws Exception {
        byte[] bytes = new byte[200_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + i % 26);
        }
        try (WireServer server = odd(exchange -> {
                    exchange.reply().push(Frame.Head.of(200).with("Content-Type", "text/html"));
                    exchange.reply().push(new Frame.Data(bytes, null));
                    exchange.reply().push(new Frame.Finish());
                });
                FaultProxy odd = FaultProxy.inFrontOf(server.url("/mcp"))) {
            Answer answer = ask(odd, "GET /mcp HTTP/1.0\r\nHost: localhost\r\n\r\n");

            assertThat(answer.bytes()).endsWith("\r\n\r\n" + new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void passesCommentsRetriesAndBrokenJsonOn() throws Exception {
        try (WireServer server = odd(exchange -> {
                    exchange.reply().push(Frame.Head.of(200).with("Content-Type", "text/event-stream"));
                    exchange.reply()
                            .push(Frame.Data.text(": ping\n\nretry: 5\n\nevent: odd\nid: 7\ndata: {broken\n\n"));
                    exchange.reply().push(new Frame.Finish());
                });
                FaultProxy odd = FaultProxy.inFrontOf(server.url("/mcp"))) {
            Answer answer = ask(odd, "GET /mcp HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");

            assertThat(answer.bytes()).contains(": ping\n", "retry: 5\n\n", "id: 7\nevent: odd\ndata: {broken\n\n");
        }
    }

    @Test
    void readsNoMoreThanTheClientTakes() throws Exception {
        AtomicLong sent = new AtomicLong();
        int events = 4_000;
        int size = 16 * 1024;
        byte[] data = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
        try (WireServer server = odd(exchange -> {
                    exchange.reply().push(Frame.Head.of(200).with("Content-Type", "text/event-stream"));
                    for (int i = 0; i < events; i++) {
                        exchange.reply().push(new Frame.Event(null, null, data, null, null));
                        exchange.reply().push(new Frame.Aside(() -> sent.addAndGet(size)));
                    }
                    exchange.reply().push(new Frame.Finish());
                });
                FaultProxy odd = FaultProxy.inFrontOf(server.url("/mcp"));
                Socket lazy = new Socket()) {
            lazy.setReceiveBufferSize(8 * 1024);
            lazy.connect(new java.net.InetSocketAddress(
                    InetAddress.getLoopbackAddress(), odd.url().getPort()));
            lazy.getOutputStream()
                    .write(
                            "GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));

            long total = (long) events * size;
            assertThat(odd.journal().await(() -> sent.get() > 0, Duration.ofSeconds(20)))
                    .isTrue();
            // Standing still for a while is what an end looks like that nobody announces.
            long before = 0;
            while (before != sent.get()) {
                before = sent.get();
                long seen = before;
                odd.journal().await(() -> sent.get() != seen, Duration.ofSeconds(2));
            }
            assertThat(sent.get()).isLessThan(total / 2);

            long read = 0;
            byte[] buffer = new byte[64 * 1024];
            for (int n = lazy.getInputStream().read(buffer);
                    n >= 0;
                    n = lazy.getInputStream().read(buffer)) {
                read += n;
            }
            assertThat(read).isGreaterThan(total);
        }
    }

    @Test
    void turnsForeignPagesAway() throws Exception {
        Answer host = ask(proxy, "GET /mcp HTTP/1.0\r\nHost: evil.example.com\r\n\r\n");
        Answer origin = ask(proxy, "GET /mcp HTTP/1.0\r\nHost: localhost\r\nOrigin: http://evil.example.com\r\n\r\n");

        assertThat(host.bytes()).startsWith("HTTP/1.1 403 ");
        assertThat(origin.bytes()).startsWith("HTTP/1.1 403 ");
        assertThat(real.journal().entries(JournalEntry.RequestArrived.class)).isEmpty();
    }

    // ── misbehaving ─────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void answersItselfBeforeTheReplyAndAsksTheRealServerAfterCommit() throws Exception {
        indexes();
        proxy.on(toolCall("index")).first().status(503);
        proxy.on(toolCall("index")).nth(2).failWith(ErrorCode.INTERNAL_ERROR, "boom");
        proxy.on(toolCall("index")).nth(3).afterCommit().resetConnection();
        Peer peer = Peer.connected(proxy);

        assertThat(peer.call("index", Map.of()).status()).isEqualTo(503);
        assertThat(peer.call("index", Map.of()).last().error().get("message")).isEqualTo("boom");
        assertThat(real).neverReceived(toolCall());

        try (RawCall call = new RawCall(proxy)) {
            assertThat(call.post(peer, CALL).readFor(20_000)).isEqualTo(new Answer("", End.RST));
        }
        assertThat(real).received(toolCall("index")).once();
        // Its head is what the fault came upon; who reads the events after it, when nobody waits for them, is open.
        assertThat(proxy.journal().entries(JournalEntry.UpstreamSeen.class))
                .anySatisfy(seen -> assertThat(seen.what()).isEqualTo("200 text/event-stream"));
    }

    @Test
    void cutsChangesAndDoublesWhatTheRealServerSends() {
        indexes();
        proxy.on(toolCall("index")).first().after(progressEvents(1)).closeStream();
        proxy.on(toolCall("index")).nth(2).after(progressEvents(2)).does(new Fault.Duplicate());
        proxy.on(toolCall("index")).nth(3).respondWith("id", 77);
        proxy.on(method("ping")).respondWith("result.extra", true);
        Peer peer = Peer.connected(proxy);

        Peer.Reply cut = peer.call("index", Map.of());
        assertThat(cut.messages()).hasSize(1);
        assertThat(peer.resume(cut.eventIds().get(cut.eventIds().size() - 1))
                        .last()
                        .at("content.0.text"))
                .isEqualTo("done");
        assertThat(peer.call("index", Map.of()).messages()).hasSize(4);
        assertThat(peer.call("index", Map.of()).last().id()).isEqualTo(77);
        assertThat(Timeline.of(proxy.journal()).toText()).contains("the real server sent");
        assertThat(peer.request("ping", Map.of()).at("extra")).isEqualTo(true);
        assertThat(proxy.unmetExpectations(TestSettings.DEFAULT)).isEmpty();
    }

    @Test
    void expiresASessionThatTheRealServerKeeps() {
        indexes();
        proxy.on(toolCall("index")).first().expireSession();
        Peer peer = Peer.connected(proxy);

        assertThat(peer.call("index", Map.of()).status()).isEqualTo(404);
        assertThat(peer.call("index", Map.of()).status()).isEqualTo(404);
        assertThat(Peer.connected(proxy).call("index", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void delaysOnTheTestClock() throws Exception {
        indexes();
        TestClock clock = new TestClock();
        try (FaultProxy slow = FaultProxy.builder().clock(clock).start().passesOnTo(real.url())) {
            slow.on(toolCall("index")).delay(fixed(Duration.ofHours(1)));
            Peer peer = Peer.connected(slow);
            var call = peer.callAsync("index", Map.of());
            assertThat(slow).eventually(Duration.ofSeconds(20)).received(toolCall("index"));
            assertThat(call).isNotDone();

            clock.advance(Duration.ofHours(1));

            assertThat(call.get(20, java.util.concurrent.TimeUnit.SECONDS).status())
                    .isEqualTo(200);
        } finally {
            clock.close();
        }
    }

    @Test
    void crashesInPlaceOfTheRealServer() throws Exception {
        indexes();
        proxy.on(toolCall("index")).first().after(progressEvents(1)).crash();
        Peer peer = Peer.connected(proxy);
        try (RawCall call = new RawCall(proxy)) {
            assertThat(call.post(peer, CALL).readFor(20_000).end()).isEqualTo(End.RST);
        }

        proxy.acceptConnections();
        // On a connection of its own: the peer may still hold one that was reset.
        try (RawCall again = new RawCall(proxy)) {
            assertThat(again.post(peer, CALL.replace("50", "51")).readUntil("\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void refusesWhatOnlyTheRealServerCanDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(toolCall()).send(logging(LogLevel.INFO, "hi")))
                .withMessageStartingWith("A proxy cannot do \"on tools/call: send logging \"hi\"\": notifications are");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(toolCall()).does(new Fault.AnswerOnStandingStream()))
                .withMessageContaining("which stream");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(streamResumption()).does(new Fault.Replay(Fault.Extent.NOTHING)))
                .withMessageContaining("what a resumed stream replays");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(toolCall()).ask(rootsRequest()))
                .withMessageContaining("questions are the real server's to ask");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(toolCall()).does(hangUntilCancelled()))
                .withMessageContaining("its tools are the real server's own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(toolCall()).does(refuseConnections()))
                .withMessageContaining("close them with \"on(connection())\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(toolCall()).does(duplicateResponseOnStandingStream()))
                .withMessageContaining("leave out the place");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(toolCall()).does(requireInput(rootsRequest())))
                .withMessageContaining("which requests need input");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.on(toolCall()).does(endSubscriptions()))
                .withMessageContaining("which subscriptions end");
        Scenario offering = Scenario.named("weather")
                .offers(new dev.mcptestbench.script.Feature.Completion("a", "b", List.of()))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.play(offering))
                .withMessageContaining("cannot offer \"a\" itself: script rules only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultProxy.inFrontOf(URI.create("ftp://example.com")))
                .withMessageContaining("http://localhost:8080/mcp");
        try (FaultProxy lost = FaultProxy.builder().start()) {
            assertThatIllegalStateException().isThrownBy(lost::url).withMessageContaining("say passesOnTo(uri)");
        }
    }
}
