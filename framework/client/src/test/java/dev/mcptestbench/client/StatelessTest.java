package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.CONNECTED;
import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.RECONNECTING;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.progressEvents;
import static dev.mcptestbench.Mcp.resourceUpdated;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.Mcp.toolsChanged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.client.Bench.Way;
import dev.mcptestbench.client.transport.ConnectionLostException;
import dev.mcptestbench.client.transport.MalformedReplyException;
import dev.mcptestbench.client.transport.Peer;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.wire.HttpRequest;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Managed clients that speak 2026-07-28. */
class StatelessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    // ── with the mock server ────────────────────────────────────────────────────────────────────────────────────────

    @ParameterizedTest
    @EnumSource(names = {"STATELESS_HTTP", "STATELESS_MEMORY", "STATELESS_STDIO"})
    void callsAndHearsWithoutASession(Way way) {
        try (Bench bench = new Bench(way)) {
            bench.server.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));
            bench.server.resource("file:///a", "a");
            ManagedClient client = bench.client().connect();

            assertThat(client.callTool("index", Map.of("path", "/src")))
                    .succeeded()
                    .hasText("42 files");
            assertThat(client.notifications()).progressValues().containsExactly(0.5, 1.0);
            assertThat(client.initializeResult()).containsEntry("protocolVersion", "2026-07-28");
            assertThat(client.request(Methods.PING, Map.of())).succeeded();
            assertThat(client.request(Methods.RESOURCES_SUBSCRIBE, Map.of("uri", "file:///a")))
                    .succeeded();
            bench.server.send(toolsChanged());
            bench.server.send(resourceUpdated("file:///a"));
            assertThat(heard(bench, client, "notifications/resources/updated")).isTrue();
            assertThat(heard(bench, client, "notifications/tools/list_changed")).isTrue();
            assertThat(client.request(Methods.RESOURCES_UNSUBSCRIBE, Map.of("uri", "file:///a")))
                    .succeeded();
            assertThat(bench.server).hasNoProtocolViolations();
            assertThat(methods(bench)).doesNotContain("initialize", "notifications/initialized", "resources/subscribe");
        }
    }

    private static boolean heard(Bench bench, ManagedClient client, String method) {
        return bench.journal.await(
                () -> client.notifications().all().stream()
                        .map(each -> each.message().method())
                        .anyMatch(method::equals),
                PATIENCE);
    }

    private static Set<String> methods(Bench bench) {
        return bench.journal.entries(JournalEntry.RequestArrived.class).stream()
                .map(arrived -> arrived.message() == null
                        ? ""
                        : String.valueOf(arrived.message().method()))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(names = {"STATELESS_HTTP", "STATELESS_MEMORY", "STATELESS_STDIO"})
    void logMessagesComeFromTheLevelThatWasSet(Way way) {
        try (Bench bench = new Bench(way)) {
            bench.server.tool("log").sends(logging(INFO, "hello")).returns(text("done"));
            ManagedClient client = bench.client();

            assertThat(client.callTool("log")).succeeded();
            assertThat(client.notifications().all()).isEmpty();
            assertThat(client.request(Methods.LOGGING_SET_LEVEL, Map.of("level", "info")))
                    .succeeded();
            assertThat(client.callTool("log")).succeeded();
            assertThat(client.notifications().all()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STATELESS_HTTP", "STATELESS_MEMORY", "STATELESS_STDIO"})
    void aTimeOutCancelsOnTheWire(Way way) {
        try (Bench bench = new Bench(way)) {
            bench.server.tool("slow").returns(text("done"));
            bench.server.on(toolCall("slow")).does(dev.mcptestbench.Mcp.hangUntilCancelled());
            ManagedClient client = bench.clients
                    .add("client", ClientSettings.DEFAULT.withRequestTimeout(Duration.ofSeconds(2)))
                    .connect();
            bench.clock.advance(Duration.ZERO);
            CompletableFuture<CallOutcome> call =
                    client.startTool("slow", Map.of()).ending().toCompletableFuture();
            assertThat(bench.server).eventually(PATIENCE).received(toolCall("slow"));

            bench.clock.advance(Duration.ofSeconds(2));

            assertThat(call.join()).failedWith(CallTimeoutException.class);
            // Over HTTP the stream of the reply is closed; where there is but one channel, a notification says it.
            assertThat(bench.journal.await(
                            () -> way == Way.STATELESS_HTTP
                                    ? bench.journal.entries(JournalEntry.ReplyEnded.class).stream()
                                            .anyMatch(ended -> ended.how().contains("peer"))
                                    : methods(bench).contains(Methods.CANCELLED),
                            PATIENCE))
                    .as("told the server")
                    .isTrue();
            assertThat(bench.server).hasNoProtocolViolations();
        }
    }

    @Test
    void argumentsGoIntoHeadersOnceTheSchemaIsKnown() {
        try (Bench bench = new Bench(Way.STATELESS_HTTP)) {
            bench.server
                    .tool("query")
                    .takesArguments(Map.of(
                            "type",
                            "object",
                            "properties",
                            Map.of("region", Map.of("type", "string", "x-mcp-header", "Region"))))
                    .returns(text("rows"));
            ManagedClient client = bench.client();

            // Nobody has listed the tools: the server refuses, and the client finds out why by itself.
            assertThat(client.callTool("query", Map.of("region", "Zürich"))).succeeded();

            List<String> sent = bench.journal.entries(JournalEntry.RequestArrived.class).stream()
                    .map(arrived -> arrived.message() == null
                            ? ""
                            : String.valueOf(arrived.message().method()))
                    .filter(method -> method.startsWith("tools/"))
                    .toList();
            assertThat(sent).containsExactly("tools/call", "tools/list", "tools/call");
            assertThat(client.callTool("query", Map.of("region", "eu"))).succeeded();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STATELESS_HTTP", "STATELESS_MEMORY", "STATELESS_STDIO"})
    void aStreamThatBreaksFailsItsCallAloneAndAtOnce(Way way) {
        try (Bench bench = new Bench(way)) {
            bench.server.tool("index").sends(progress(0.5), progress(1.0)).returns(text("42 files"));
            bench.server.on(toolCall("index")).first().after(progressEvents(1)).closeConnection();
            ManagedClient client = bench.client();

            assertThat(client.callTool("index")).failedWith(ConnectionLostException.class);

            assertThat(client).eventually(PATIENCE).is(CONNECTED);
            assertThat(client.callTool("index")).succeeded();
        }
    }

    @Test
    void listensAnewWhenTheStreamsWereDropped() {
        try (Bench bench = new Bench(Way.STATELESS_HTTP)) {
            bench.server.tool("a").returns(text("a"));
            ManagedClient client = bench.client().connect();

            bench.server.dropAllStreams();

            assertThat(bench.server)
                    .eventually(PATIENCE)
                    .received(dev.mcptestbench.Mcp.method(Methods.SUBSCRIPTIONS_LISTEN))
                    .times(2);
            assertThat(bench.journal.await(
                            () -> {
                                bench.server.send(toolsChanged());
                                return !client.notifications().all().isEmpty();
                            },
                            PATIENCE))
                    .isTrue();
            assertThat(client).isConnected();
        }
    }

    @Test
    void looksForAServerThatWentAway() {
        try (Bench bench = new Bench(Way.STATELESS_HTTP)) {
            bench.server.tool("a").returns(text("a"));
            ManagedClient client = bench.client().connect();
            bench.clock.advance(Duration.ZERO);
            bench.server.refuseConnections();
            bench.server.dropAllStreams();
            bench.clock.advance(Duration.ofSeconds(1 + 2));
            bench.server.acceptConnections();
            bench.clock.advance(Duration.ofSeconds(4));

            assertThat(client).isConnected().wentThrough(CONNECTED, RECONNECTING, CONNECTED);
        }
    }

    @Test
    void theSdksClientSpeaksItToo() {
        try (Bench bench = new Bench(Way.STATELESS_HTTP)) {
            bench.server.tool("echo").returns(text("hi"));
            McpAsyncClient sdk = bench.client().sdk();

            assertThat(sdk.listTools().block(PATIENCE).tools())
                    .extracting(McpSchema.Tool::name)
                    .containsExactly("echo");
            McpSchema.CallToolResult result = sdk.callTool(McpSchema.CallToolRequest.builder("echo")
                            .arguments(Map.of())
                            .build())
                    .block(PATIENCE);
            assertThat(((McpSchema.TextContent) result.content().get(0)).text()).isEqualTo("hi");
            assertThat(bench.server).hasNoProtocolViolations();
        }
    }

    // ── with a server that no mock would be ─────────────────────────────────────────────────────────────────────────

    private static Message input(Peer.Answering to, Map<String, ?> members) {
        Map<String, Object> result = new java.util.LinkedHashMap<>(members);
        result.put("resultType", "input_required");
        return Message.result(to.id(), result);
    }

    @Test
    void eachRoundHasAnIdOfItsOwnAndTheStateOfTheLast() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.json(input(to, Map.of("requestState", "one"))),
                    to -> to.json(input(to, Map.of("requestState", "two"))));

            assertThat(bench.client().callTool("a", Map.of("x", 1))).succeeded();

            List<Message> calls = bench.peer.all(Methods.TOOLS_CALL).stream()
                    .map(StatelessTest::message)
                    .toList();
            assertThat(calls).extracting(Message::id).doesNotHaveDuplicates().hasSize(3);
            assertThat(calls)
                    .extracting(call -> call.params().get("requestState"))
                    .containsExactly(null, "one", "two");
            assertThat(calls)
                    .allSatisfy(call -> assertThat(call.at("arguments.x")).isEqualTo(1));
        }
    }

    private static Message message(HttpRequest request) {
        return Message.allIn(dev.mcptestbench.protocol.Json.parse(request.body()))
                .get(0);
    }

    @Test
    void aRevisionThatIsRefusedAndOfferedAllTheSameIsAskedForAgainOnce() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            Peer.Reply refusal = to -> to.whole(
                    400,
                    "application/json",
                    Message.error(
                                    to.id(),
                                    ErrorCode.UNSUPPORTED_VERSION,
                                    "no",
                                    Map.of("supported", List.of("2026-07-28"), "requested", "2026-07-28"))
                            .toJson());
            bench.peer.next(Methods.SERVER_DISCOVER, refusal);
            bench.peer.always(Methods.TOOLS_CALL, refusal);
            ManagedClient client = bench.client().connect();

            assertThat(client.callTool("a")).failedWith(ErrorCode.UNSUPPORTED_VERSION);

            assertThat(bench.peer.asked(Methods.SERVER_DISCOVER)).isEqualTo(2);
            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(2);
        }
    }

    @Test
    void whatHasNoEndIsEnded() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            bench.peer.always(Methods.TOOLS_CALL, to -> to.json(input(to, Map.of("requestState", "again"))));

            assertThat(bench.client().callTool("a")).failedWith(MalformedReplyException.class);
            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(17);
        }
    }

    @Test
    void resultsThatMustNotBeAreTold() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.json(input(to, Map.of())),
                    to -> to.json(Message.result(to.id(), Map.of("resultType", "task"))),
                    to -> to.json(input(to, Map.of("inputRequests", Map.of("a", 1)))));
            bench.peer.next(Methods.TOOLS_LIST, to -> to.json(input(to, Map.of("requestState", "x"))));
            ManagedClient client = bench.client();

            assertThat(client.callTool("a").toString()).contains("neither inputRequests nor requestState");
            assertThat(client.callTool("a").toString()).contains("resultType task, which is none that");
            assertThat(client.callTool("a").toString()).contains("\"a\" is no request");
            assertThat(client.request(Methods.TOOLS_LIST, Map.of()).toString())
                    .contains("only tools/call, prompts/get and resources/read");
        }
    }

    @Test
    void brokenStreamsAreNotResumed() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            bench.peer.next(
                    Methods.TOOLS_CALL,
                    to -> to.stream()
                            .event("7", Message.notification(Methods.PROGRESS, Map.of()))
                            .reset());

            assertThat(bench.client().callTool("a")).failedWith(ConnectionLostException.class);
            assertThat(bench.peer.asked("GET")).isZero();
        }
    }

    @Test
    void toolsThatMarkTheirArgumentsWronglyAreLeftOut() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            bench.peer.next(
                    Methods.TOOLS_LIST,
                    to -> to.json(Message.result(
                            to.id(),
                            Map.of("tools", List.of(tool("good", "string", "Good"), tool("bad", "number", "Bad"))))));

            assertThat(bench.client()
                            .request(Methods.TOOLS_LIST, Map.of())
                            .result()
                            .get("tools"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .containsExactly(tool("good", "string", "Good"));
        }
    }

    private static Map<String, Object> tool(String name, String type, String header) {
        return Map.of(
                "name",
                name,
                "inputSchema",
                Map.of("type", "object", "properties", Map.of("p", Map.of("type", type, "x-mcp-header", header))));
    }

    @Test
    void aHeaderMismatchThatStaysIsTold() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            bench.peer.always(
                    Methods.TOOLS_CALL,
                    to -> to.whole(
                            400,
                            "application/json",
                            Message.error(to.id(), ErrorCode.HEADER_MISMATCH, "no", null)
                                    .toJson()));
            bench.peer.always(Methods.TOOLS_LIST, to -> to.json(Message.result(to.id(), Map.of("tools", List.of()))));

            assertThat(bench.client().callTool("a")).failedWith(ErrorCode.HEADER_MISMATCH);
            assertThat(bench.peer.asked())
                    .containsSubsequence(Methods.TOOLS_CALL, Methods.TOOLS_LIST, Methods.TOOLS_CALL);
            assertThat(bench.peer.asked(Methods.TOOLS_CALL)).isEqualTo(2);
        }
    }

    @Test
    void aCallDoesNotHangWhereTheToolsCannotBeListed() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            bench.peer.always(
                    Methods.TOOLS_CALL,
                    to -> to.whole(
                            400,
                            "application/json",
                            Message.error(to.id(), ErrorCode.HEADER_MISMATCH, "no", null)
                                    .toJson()));
            bench.peer.next(
                    Methods.TOOLS_LIST,
                    to -> to.json(Message.error(to.id(), ErrorCode.INTERNAL_ERROR, "no", null)),
                    to -> to.stream().reset());
            ManagedClient client = bench.client();

            assertThat(client.callTool("a")).failedWith(ErrorCode.HEADER_MISMATCH);
            assertThat(client.callTool("a")).failedWith(ErrorCode.HEADER_MISMATCH);
        }
    }

    @Test
    void aServerOfTheLegacyEraIsNotTakenForOneOfThis() {
        try (PeerBench bench = new PeerBench(Revision.V2026_07_28)) {
            bench.peer.always(Methods.SERVER_DISCOVER, to -> to.status(400));

            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> bench.client().connect())
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("status 400");
        }
    }
}
