package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.INTERNAL_ERROR;
import static dev.mcptestbench.Mcp.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.HttpStatusException;
import dev.mcptestbench.client.transport.MalformedReplyException;
import dev.mcptestbench.client.transport.NoResponseException;
import dev.mcptestbench.client.transport.Peer;
import dev.mcptestbench.client.transport.TransportException;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.wire.Frame;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A reply that is none fails its call at once, with the reason, and no other call. */
class BrokenReplyTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static Arguments fails(
            String name, Class<? extends TransportException> type, String telling, Peer.Reply reply) {
        return Arguments.of(name, type, telling, reply);
    }

    static Stream<Arguments> brokenReplies() {
        Message progress = Message.notification(Methods.PROGRESS, Map.of("progress", 0.5));
        return Stream.of(
                fails(
                        "cut without ids",
                        ConnectionLostException.class,
                        "no event had an id",
                        to -> to.stream().event(null, progress).close()),
                fails(
                        "reset within the stream",
                        ConnectionLostException.class,
                        "no event had an id",
                        to -> to.stream().event(null, progress).reset()),
                fails("reset before a reply", ConnectionLostException.class, "reset", Peer.Answering::reset),
                fails("closed before a reply", ConnectionLostException.class, "closed", Peer.Answering::close),
                fails(
                        "clean end",
                        NoResponseException.class,
                        "ended without a response",
                        to -> to.stream().event(null, progress).finish()),
                fails(
                        "empty stream",
                        NoResponseException.class,
                        "ended without a response",
                        to -> to.stream().finish()),
                fails(
                        "retry, then closed",
                        NoResponseException.class,
                        "ended without a response",
                        to -> to.stream().retry(Duration.ofMillis(1)).finish()),
                fails("202 to a request", NoResponseException.class, "status 202", to -> to.status(202)),
                fails("empty 200", NoResponseException.class, "status 200", to -> to.status(200)),
                fails(
                        "HTML",
                        MalformedReplyException.class,
                        "text/html",
                        to -> to.whole(200, "text/html", "<h1>Welcome</h1>")),
                fails(
                        "no media type",
                        MalformedReplyException.class,
                        "no media type",
                        to -> to.frame(Frame.Head.of(200))
                                .frame(Frame.Data.text("{}"))
                                .finish()),
                fails(
                        "malformed JSON",
                        MalformedReplyException.class,
                        "is no JSON",
                        to -> to.whole(200, Headers.JSON, "{\"jsonrpc\":")),
                fails(
                        "JSON that is no message",
                        MalformedReplyException.class,
                        "no response to it",
                        to -> to.whole(200, Headers.JSON, "42")),
                fails(
                        "another id",
                        MalformedReplyException.class,
                        "no response to it",
                        to -> to.json(Peer.result(4711, "not yours"))),
                fails(
                        "id as text",
                        MalformedReplyException.class,
                        "no response to it",
                        to -> to.json(Peer.result("" + to.id(), "not yours"))),
                fails(
                        "another id on a stream",
                        NoResponseException.class,
                        "one for id 4711",
                        to -> to.stream()
                                .event(null, Peer.result(4711, "not yours"))
                                .finish()),
                fails(
                        "malformed event",
                        MalformedReplyException.class,
                        "is no JSON",
                        to -> to.stream().event("1", "{\"jsonrpc\"")),
                fails(
                        "event without message",
                        MalformedReplyException.class,
                        "holds no message",
                        to -> to.stream().event("1", "[]")),
                fails(
                        "neither result nor error",
                        MalformedReplyException.class,
                        "no JSON-RPC response",
                        to -> to.stream().event("1", "{\"jsonrpc\":\"2.0\",\"id\":" + to.id() + "}")),
                fails(
                        "JSON cut off",
                        ConnectionLostException.class,
                        "before",
                        to -> to.head(200, Headers.JSON)
                                .frame(Frame.Data.text("{\"json"))
                                .close()),
                fails(
                        "503",
                        HttpStatusException.class,
                        "status 503: try later",
                        to -> to.whole(503, "text/plain", "try later")),
                fails("400 with a session", HttpStatusException.class, "status 400", to -> to.status(400)),
                fails(
                        "a redirect to another origin",
                        HttpStatusException.class,
                        "not followed",
                        to -> to.frame(Frame.Head.of(307).with("Location", "http://127.0.0.1:1/mcp"))
                                .finish()),
                fails(
                        "a redirect that drops the body",
                        HttpStatusException.class,
                        "not followed",
                        to -> to.frame(Frame.Head.of(302).with("Location", "/mcp"))
                                .finish()),
                fails(
                        "redirects in a circle",
                        HttpStatusException.class,
                        "status 308",
                        to -> to.frame(Frame.Head.of(308).with("Location", "/mcp"))
                                .finish()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenReplies")
    void failsItsCallAtOnce(String name, Class<? extends TransportException> type, String telling, Peer.Reply reply) {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.always(Methods.TOOLS_CALL, to -> {
                if ("bad".equals(to.message().at("name"))) {
                    reply.accept(to);
                } else {
                    to.json(to.result("well"));
                }
            });
            bench.clients.connect("a", "b");

            ParallelOutcome outcome = bench.clients.callInParallel(
                    call("a", "bad", Map.of()), call("a", "good", Map.of()), call("b", "good", Map.of()));

            assertThat(outcome.get(0)).failedWith(type).tookAtMost(AT_ONCE);
            assertThat(outcome.get(0).failure().orElseThrow()).hasMessageContaining(telling);
            assertThat(outcome.get(1)).succeeded().hasText("well");
            assertThat(outcome.get(2)).succeeded().hasText("well");
            assertThat(bench.clients.get("a")).isConnected();
            assertThat(bench.peer.asked(Methods.INITIALIZE)).isEqualTo(2);
        }
    }

    @Test
    void aCallThatMayHaveTakenEffectIsNotMadeAgain() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(Methods.TOOLS_CALL, Peer.Answering::reset);

            assertThat(bench.client().callTool("pay")).failedWith(ConnectionLostException.class);
            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(1);
        }
    }

    @Test
    void followsRedirectsWithinTheOrigin() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.frame(Frame.Head.of(307)
                                    .with(
                                            "Location",
                                            bench.peer
                                                    .url()
                                                    .resolve("/moved?x=1")
                                                    .toString())
                                    .with("Content-Length", "0"))
                            .finish());

            assertThat(bench.client().callTool("echo")).succeeded().hasText("done");
            assertThat(bench.peer.all(Methods.TOOLS_CALL).get(1).target()).isEqualTo("/moved?x=1");
        }
    }

    @Test
    void followsNoRedirectToAnotherOrigin() {
        try (PeerBench bench = new PeerBench();
                Peer other = new Peer(bench.clock)) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.frame(Frame.Head.of(308)
                                    .with("Location", other.url().toString()))
                            .finish());

            assertThat(bench.client().callTool("echo")).failedWith(HttpStatusException.class);
            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(1);
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void anErrorWithAStatusIsStillTheAnswer() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.whole(
                            400,
                            Headers.JSON,
                            Message.error(to.id(), INTERNAL_ERROR, "boom", null).toJson()));

            CallOutcome outcome = bench.client().callTool("echo");

            assertThat(outcome).failedWith(ErrorCode.INTERNAL_ERROR);
            assertThat(outcome.errorMessage()).contains("boom");
        }
    }

    @Test
    void theFirstOfTwoResponsesCounts() {
        try (PeerBench bench = new PeerBench()) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.stream().text("first").text("second").finish());

            assertThat(bench.client().callTool("echo")).succeeded().hasText("first");
        }
    }

    @Test
    void aResponseMayComeOnAnotherStream() {
        try (PeerBench bench = new PeerBench()) {
            var held = new java.util.concurrent.atomic.AtomicReference<Peer.Answering>();
            bench.peer.always(Methods.TOOLS_CALL, to -> {
                Peer.Answering other = held.getAndSet(to);
                if (other == null) {
                    to.stream();
                } else {
                    to.stream()
                            .event(null, other.result("for the first"))
                            .text("for the second")
                            .finish();
                }
            });

            ParallelOutcome outcome = bench.client().callInParallel(2, "echo", Map.of());

            assertThat(outcome).allSucceeded();
            assertThat(outcome.texts()).containsExactlyInAnyOrder("for the first", "for the second");
        }
    }
}
