package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.INFO;
import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.logging;
import static dev.mcptestbench.Mcp.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.journal.JournalEntry.Violation;
import dev.mcptestbench.protocol.FeatureRequirements;
import dev.mcptestbench.protocol.JsonRpcRequirements;
import dev.mcptestbench.protocol.ModernRequirements;
import dev.mcptestbench.protocol.Party;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.protocol.SessionRequirements;
import dev.mcptestbench.protocol.StatelessRequirements;
import dev.mcptestbench.protocol.TransportRequirements;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For each binding rule that a client can break on the wire, one client that breaks it at a running server. A new rule needs
 * a new row, or a reason why it cannot have one.
 */
class BrokenClientsTest {

    private static final String ALL = "{'roots':{'listChanged':true},'sampling':{},'elicitation':{'form':{},'url':{}},"
            + "'tasks':{'list':{},'cancel':{}}}";
    private static final String LATEST = "2025-11-25";
    private static final String META = "'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
            + "'io.modelcontextprotocol/clientCapabilities':{}";

    /** One broken client: what it breaks, what the server's tool asks it, and what it does. */
    private record Row(Requirement requirement, String asks, Consumer<BrokenClient> misdeed) {

        @Override
        public String toString() {
            return requirement.id() + (asks.isEmpty() ? "" : " when asked for " + asks);
        }
    }

    /** Rules that no client can be seen to break over streamable HTTP, and why. */
    private static Map<Requirement, String> withoutRow() {
        String order = "over HTTP nobody knows in which order messages were sent, nor whether one was lost";
        String line = order + "; BrokenLineClientsTest breaks it where they come on one channel";
        Map<Requirement, String> reasons = new HashMap<>();
        reasons.put(SessionRequirements.INITIALIZED_AFTER_ANSWER, order);
        reasons.put(SessionRequirements.CANCELLED_ID_KNOWN, line);
        reasons.put(TransportRequirements.SSE_ENDPOINT, "SseTest breaks it, on its carrier");
        reasons.put(TransportRequirements.STDIN, "StdioTest breaks it, on its carrier");
        reasons.put(StatelessRequirements.REQUEST_ID_IN_FLIGHT, line);
        reasons.put(StatelessRequirements.PROGRESS_TOKEN_IN_FLIGHT, line);
        reasons.put(StatelessRequirements.CANCELLED_ID_ISSUED, line);
        return reasons;
    }

    static Stream<Row> rows() {
        return Stream.of(
                        jsonRpc(),
                        batches(),
                        params(),
                        notifications(),
                        answers(),
                        session(),
                        transport(),
                        modernParams(),
                        modernMetadata(),
                        modernHeaders(),
                        modernRetries())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> jsonRpc() {
        return Stream.of(
                message(JsonRpcRequirements.VERSION, "{'id':1,'method':'ping'}"),
                message(JsonRpcRequirements.SHAPE, "'hello'"),
                message(JsonRpcRequirements.SYNTAX, "{'jsonrpc':'2.0',"),
                row(JsonRpcRequirements.ENCODING, client -> {
                    client.open(LATEST, ALL).send("POST", new byte[] {'"', (byte) 0xff, '"'});
                    client.read();
                }),
                message(JsonRpcRequirements.METHOD_TYPE, "{'jsonrpc':'2.0','id':1,'method':7}"),
                message(JsonRpcRequirements.PARAMS_TYPE, "{'jsonrpc':'2.0','id':1,'method':'ping','params':[]}"),
                message(JsonRpcRequirements.REQUEST_ID, "{'jsonrpc':'2.0','method':'tools/list'}"),
                message(JsonRpcRequirements.REQUEST_ID_NOT_NULL, "{'jsonrpc':'2.0','id':null,'method':'ping'}"),
                message(JsonRpcRequirements.REQUEST_ID_TYPE, "{'jsonrpc':'2.0','id':1.5,'method':'ping'}"),
                message(
                        JsonRpcRequirements.NOTIFICATION_ID,
                        "{'jsonrpc':'2.0','id':1,'method':'notifications/initialized'}"),
                message(JsonRpcRequirements.RESPONSE_ID, "{'jsonrpc':'2.0','result':{}}"),
                message(JsonRpcRequirements.RESPONSE_OUTCOME, "{'jsonrpc':'2.0','id':1}"),
                message(JsonRpcRequirements.RESULT_TYPE, "{'jsonrpc':'2.0','id':1,'result':'ok'}"),
                message(JsonRpcRequirements.ERROR_SHAPE, "{'jsonrpc':'2.0','id':1,'error':'no'}"),
                message(
                        JsonRpcRequirements.ERROR_CODE_TYPE,
                        "{'jsonrpc':'2.0','id':1,'error':{'code':'E1','message':'m'}}"),
                message(JsonRpcRequirements.SINGLE_MESSAGE, "[{'jsonrpc':'2.0','id':1,'method':'ping'}]"));
    }

    private static Stream<Row> batches() {
        String ping = "{'jsonrpc':'2.0','id':1,'method':'ping'}";
        return Stream.of(
                row(
                        JsonRpcRequirements.BATCH_CONTENT,
                        client -> client.open("2025-03-26", ALL)
                                .post("[" + ping + ",{'jsonrpc':'2.0','id':2,'result':{}}]")),
                row(
                        JsonRpcRequirements.INITIALIZE_IN_BATCH,
                        client -> client.open("2025-03-26", ALL)
                                .post("[" + ping + ",{'jsonrpc':'2.0','id':2,'method':'initialize'}]")));
    }

    private static Stream<Row> params() {
        return Stream.of(
                call(FeatureRequirements.META_TYPE, "ping", "{'_meta':3}"),
                call(FeatureRequirements.META_KEY, "ping", "{'_meta':{'-bad':1}}"),
                call(FeatureRequirements.PROGRESS_TOKEN_TYPE, "tools/list", "{'_meta':{'progressToken':1.5}}"),
                call(FeatureRequirements.METHOD_DIRECTION, "sampling/createMessage", "{}"),
                call(FeatureRequirements.METHOD_OF_REVISION, "server/discover", "{}"),
                row(
                        FeatureRequirements.INITIALIZE_PARAMS,
                        client -> client.post("{'jsonrpc':'2.0','id':1,'method':'initialize','params':{"
                                + "'protocolVersion':'2025-11-25','capabilities':{}}}")),
                call(FeatureRequirements.TOOLS_CALL_PARAMS, "tools/call", "{'arguments':{}}"),
                call(FeatureRequirements.RESOURCES_READ_PARAMS, "resources/read", "{'uri':1}"),
                call(FeatureRequirements.SUBSCRIPTION_PARAMS, "resources/subscribe", "{}"),
                call(FeatureRequirements.PROMPTS_GET_PARAMS, "prompts/get", "{'name':'p','arguments':{'n':1}}"),
                call(FeatureRequirements.COMPLETION_PARAMS, "completion/complete", "{'ref':{'type':'ref/prompt'}}"),
                call(FeatureRequirements.SET_LEVEL_PARAMS, "logging/setLevel", "{'level':'WARN'}"),
                call(FeatureRequirements.CURSOR_TYPE, "tools/list", "{'cursor':2}"),
                call(FeatureRequirements.TASK_PARAMS, "tasks/get", "{}"),
                call(FeatureRequirements.TASK_AUGMENTATION, "tools/call", "{'name':'echo','task':true}"),
                call(SessionRequirements.TASK_AUGMENTATION_DECLARED, "tools/call", "{'name':'echo','task':{}}"));
    }

    private static Stream<Row> notifications() {
        return Stream.of(
                note(FeatureRequirements.CANCELLED_PARAMS, "notifications/cancelled", "{'reason':'late'}"),
                note(FeatureRequirements.PROGRESS_PARAMS, "notifications/progress", "{'progressToken':1}"),
                note(FeatureRequirements.TASK_SHAPE, "notifications/tasks/status", "{'taskId':'1','status':'late'}"),
                note(SessionRequirements.INITIALIZE_CANCELLED, "notifications/cancelled", "{'requestId':'init'}"),
                note(
                        SessionRequirements.PROGRESS_TOKEN_KNOWN,
                        "notifications/progress",
                        "{'progressToken':'made up','progress':1}"),
                row(
                        SessionRequirements.CAPABILITY_NEGOTIATED,
                        client -> client.open(LATEST, "{'roots':{}}")
                                .post("{'jsonrpc':'2.0','method':'notifications/roots/list_changed'}")),
                row(
                        SessionRequirements.TASK_CANCELLED,
                        client -> client.open(LATEST, ALL)
                                .begin(
                                        "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'slow','task':{}}}")
                                .waitFor("started")
                                .post(
                                        "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':7}}")));
    }

    private static Stream<Row> answers() {
        String sampled = "{'role':'user','model':'m','content':{'type':'text','text':'t'}}";
        String none = "{}";
        return Stream.of(
                answer(FeatureRequirements.PING_RESULT, "ping", "{'pong':true}"),
                answer(FeatureRequirements.SAMPLING_RESULT, "sampling/createMessage", "{'role':'user'}"),
                answer(FeatureRequirements.ROOTS_RESULT, "roots/list", "{'roots':{}}"),
                answer(FeatureRequirements.ROOT_URI, "roots/list", "{'roots':[{'uri':'https://a'}]}"),
                answer(FeatureRequirements.ELICITATION_RESULT, "elicitation/create", "{'action':'yes'}"),
                answer(FeatureRequirements.TASKS_LIST_RESULT, "tasks/list", "{'tasks':7}"),
                asked(SessionRequirements.SAMPLING_DECLARED, "sampling/createMessage", none, sampled),
                asked(SessionRequirements.ROOTS_DECLARED, "roots/list", none, "{'roots':[]}"),
                asked(SessionRequirements.ELICITATION_DECLARED, "elicitation/create", none, "{'action':'cancel'}"),
                asked(
                        SessionRequirements.ELICITATION_MODE,
                        "elicitation/create",
                        "{'elicitation':{'url':{}}}",
                        "{'action':'cancel'}"),
                asked(SessionRequirements.TASKS_DECLARED, "tasks/list", none, "{'tasks':[]}"),
                new Row(
                        SessionRequirements.RESPONSE_ONCE,
                        "roots/list",
                        client ->
                                client.open(LATEST, ALL).answers("{'roots':[]}").answer("{'roots':[]}")),
                new Row(SessionRequirements.PROGRESS_INCREASES, "roots/list", client -> {
                    String half = "{'jsonrpc':'2.0','method':'notifications/progress','params':{"
                            + "'progressToken':'p','progress':0.5}}";
                    client.open(LATEST, ALL).asked();
                    client.post(half);
                    client.post(half);
                }));
    }

    private static Stream<Row> session() {
        String list = "{'jsonrpc':'2.0','id':%s,'method':'tools/list'%s}";
        return Stream.of(
                row(SessionRequirements.INITIALIZE_FIRST, client -> client.post(list.formatted(1, ""))),
                row(
                        SessionRequirements.INITIALIZE_ONCE,
                        client -> client.open(LATEST, ALL).initialize(LATEST, ALL)),
                row(SessionRequirements.INITIALIZED_SENT, client -> {
                    client.initialize(LATEST, ALL);
                    client.post(list.formatted(1, ""));
                    client.post(list.formatted(2, ""));
                }),
                row(SessionRequirements.REQUEST_ID_UNIQUE, client -> {
                    client.open(LATEST, ALL);
                    client.post(list.formatted(1, ""));
                    client.post(list.formatted(1, ""));
                }),
                message(SessionRequirements.RESPONSE_ID_KNOWN, "{'jsonrpc':'2.0','id':9,'result':{}}"),
                row(
                        SessionRequirements.PROGRESS_TOKEN_UNIQUE,
                        client -> client.open(LATEST, ALL)
                                .begin("{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'slow',"
                                        + "'_meta':{'progressToken':'t'}}}")
                                .waitFor("started")
                                .post(list.formatted(8, ",'params':{'_meta':{'progressToken':'t'}}"))));
    }

    private static Stream<Row> transport() {
        String ping = "{'jsonrpc':'2.0','id':1,'method':'ping'}";
        return Stream.of(
                row(
                        TransportRequirements.POST,
                        client -> client.open(LATEST, ALL).exchange("PUT", ping)),
                row(
                        TransportRequirements.POST_ACCEPT,
                        client -> client.open(LATEST, ALL)
                                .header("Accept", "application/json")
                                .post(ping)),
                row(
                        TransportRequirements.GET_ACCEPT,
                        client -> client.open(LATEST, ALL)
                                .header("Accept", "application/json")
                                .exchange("GET", "")),
                row(
                        TransportRequirements.VERSION_HEADER,
                        client -> client.open(LATEST, ALL)
                                .header("MCP-Protocol-Version", null)
                                .post(ping)),
                row(
                        TransportRequirements.SESSION_HEADER,
                        client -> client.open(LATEST, ALL)
                                .header("Mcp-Session-Id", "made-up")
                                .post(ping)),
                row(
                        TransportRequirements.SESSION_HEADER_ON_INITIALIZE,
                        client -> client.open(LATEST, ALL).initialize(LATEST, ALL)),
                row(TransportRequirements.SESSION_RENEWED, client -> {
                    client.open(LATEST, ALL);
                    client.server().expireSessions();
                    client.post(ping);
                    client.post(ping);
                }));
    }

    private static Stream<Row> modernParams() {
        return Stream.of(
                modern(StatelessRequirements.LISTEN_PARAMS, "subscriptions/listen", "'notifications':7"),
                modern(
                        StatelessRequirements.INPUT_RESPONSES,
                        "tools/call",
                        "'name':'echo','inputResponses':{'k':{'answer':'yes'}}"),
                modern(StatelessRequirements.INPUT_PLACE, "tools/list", "'requestState':'s'"),
                modern(StatelessRequirements.TASK_ID, "tasks/get", "'taskId':7"),
                modern(StatelessRequirements.TASK_UPDATE, "tasks/update", "'taskId':'1'"));
    }

    private static Stream<Row> modernMetadata() {
        return Stream.of(
                row(FeatureRequirements.TRACE_CONTEXT, modernList(META + ",'traceparent':'00-1-2-3'")),
                row(ModernRequirements.META_VERSION, modernList("'io.modelcontextprotocol/clientCapabilities':{}")),
                row(
                        ModernRequirements.META_CAPABILITIES,
                        modernList("'io.modelcontextprotocol/protocolVersion':'2026-07-28'")),
                row(
                        ModernRequirements.META_FIELDS,
                        modernList(META + ",'io.modelcontextprotocol/clientInfo':{'name':'n'}")),
                row(
                        ModernRequirements.NO_RESPONSES,
                        client -> client.modern("tools/list", null).post("{'jsonrpc':'2.0','id':1,'result':{}}")));
    }

    private static Stream<Row> modernHeaders() {
        String list = request("tools/list", META, "");
        String call = request("tools/call", META, ",'name':'query','arguments':{'region':'eu'}");
        return Stream.of(
                row(
                        ModernRequirements.VERSION_HEADER,
                        client -> client.modern("tools/list", null)
                                .header("MCP-Protocol-Version", null)
                                .post(list)),
                row(
                        ModernRequirements.METHOD_HEADER,
                        client -> client.modern("TOOLS/LIST", null).post(list)),
                row(
                        ModernRequirements.NAME_HEADER,
                        client -> client.modern("tools/call", "QUERY").post(call)),
                row(
                        ModernRequirements.PARAM_HEADER,
                        client -> client.modern("tools/call", "query").post(call)),
                row(
                        ModernRequirements.HEADER_ENCODING,
                        client -> client.modern("tools/call", "=?base64?cXVlcnk?=")
                                .header("Mcp-Param-Region", "eu")
                                .post(call)));
    }

    private static Stream<Row> modernRetries() {
        String roots = ",'inputResponses':{'%s':{'roots':[]}}";
        return Stream.of(
                retry(ModernRequirements.REQUEST_STATE, 2, "asks", ",'requestState':'%s.'" + roots),
                retry(ModernRequirements.REQUEST_STATE_OWN, 2, "other", ",'requestState':'%s'" + roots),
                retry(StatelessRequirements.INPUT_COMPLETE, 2, "asks", ",'requestState':'%s'"),
                retry(StatelessRequirements.RETRY_ID, 1, "asks", ",'requestState':'%s'" + roots));
    }

    /** Is asked for something, and comes back with something else. */
    private static Row retry(Requirement requirement, int id, String tool, String more) {
        String meta = META.replace("{}", "{'roots':{}}");
        return new Row(requirement, "roots/list", client -> {
            String asked = client.modern("tools/call", "asks").post(request("tools/call", meta, ",'name':'asks'"));
            String state = BrokenClient.find("\"requestState\":\"([^\"]+)\"", asked);
            String key = BrokenClient.find("\"inputRequests\":\\{\"([^\"]+)\"", asked);
            client.modern("tools/call", tool)
                    .post(request("tools/call", meta, ",'name':'" + tool + "'" + more.formatted(state, key))
                            .replace("'id':1", "'id':" + id));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isFoundOut(Row row) {
        try (MockMcpServer server = serverThatAsks(row.asks);
                BrokenClient client = new BrokenClient(server)) {
            row.misdeed.accept(client);

            assertThat(server.violations()).extracting(Violation::requirement).contains(row.requirement);
        }
    }

    private static MockMcpServer serverThatAsks(String method) {
        MockMcpServer server = MockMcpServer.start();
        server.tool("echo").returns(text("hi"));
        server.tool("slow")
                .sends(logging(INFO, "started"))
                .takes(fixed(Duration.ofHours(1)))
                .returns(text("at last"));
        server.tool("query")
                .takesArguments(Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("region", Map.of("type", "string", "x-mcp-header", "Region"))))
                .returns(text("none"));
        server.tool("asks").answers(call -> {
            call.ask(method, Map.of("message", "m", "_meta", Map.of("progressToken", "p")));
            return text("thank you");
        });
        return server;
    }

    @Test
    void eachRuleThatAClientCanBreakHasItsRow() {
        Set<Requirement> asked = Requirement.all().stream()
                .filter(requirement ->
                        requirement.level().isBinding() && requirement.parties().contains(Party.CLIENT))
                .collect(Collectors.toSet());
        Set<Requirement> broken = rows().map(Row::requirement).collect(Collectors.toSet());

        assertThat(broken).doesNotContainAnyElementsOf(withoutRow().keySet());
        Set<Requirement> covered = new HashSet<>(broken);
        covered.addAll(withoutRow().keySet());
        assertThat(covered).containsExactlyInAnyOrderElementsOf(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
    void whoBehavesBreaksNone(String revision) {
        try (MockMcpServer server = serverThatAsks("roots/list");
                BrokenClient client = new BrokenClient(server)) {
            server.resource("a:b", "c");
            client.open(revision, ALL);
            for (String message : List.of(
                    "{'jsonrpc':'2.0','id':1,'method':'ping'}",
                    "{'jsonrpc':'2.0','id':2,'method':'tools/list','params':{}}",
                    "{'jsonrpc':'2.0','id':3,'method':'tools/call','params':{'name':'echo','_meta':{'progressToken':1}}}",
                    "{'jsonrpc':'2.0','id':4,'method':'resources/read','params':{'uri':'a:b'}}",
                    "{'jsonrpc':'2.0','id':5,'method':'resources/subscribe','params':{'uri':'a:b'}}",
                    "{'jsonrpc':'2.0','id':6,'method':'logging/setLevel','params':{'level':'info'}}",
                    "{'jsonrpc':'2.0','method':'notifications/roots/list_changed'}",
                    "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':6}}")) {
                assertThat(client.post(message)).containsPattern("HTTP/1.1 20[02] ");
            }
            client.asked()
                    .post("{'jsonrpc':'2.0','method':'notifications/progress','params':{"
                            + "'progressToken':'p','progress':0.5}}");
            client.answer("{'roots':[{'uri':'file:///home'}]}");
            assertThat(client.exchange("DELETE", "")).startsWith("HTTP/1.1 204 ");

            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void whoBehavesWithoutSessionsBreaksNone() {
        try (MockMcpServer server = serverThatAsks("roots/list");
                BrokenClient client = new BrokenClient(server)) {
            String traced = META + ",'traceparent':'00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01',"
                    + "'progressToken':1,'io.modelcontextprotocol/clientInfo':{'name':'n','version':'1'}";
            for (String method : List.of("server/discover", "tools/list", "resources/list", "prompts/list")) {
                assertThat(client.modern(method, null).post(request(method, traced, "")))
                        .startsWith("HTTP/1.1 200 ");
            }
            assertThat(client.modern("tools/call", "query")
                            .header("Mcp-Param-Region", "eu")
                            .post(request("tools/call", traced, ",'name':'query','arguments':{'region':'eu'}")))
                    .startsWith("HTTP/1.1 200 ");

            assertThat(server.violations()).isEmpty();
        }
    }

    private static Row modern(Requirement requirement, String method, String params) {
        return row(requirement, client -> client.modern(method, "echo").post(request(method, META, "," + params)));
    }

    private static Consumer<BrokenClient> modernList(String meta) {
        return client -> client.modern("tools/list", null).post(request("tools/list", meta, ""));
    }

    private static String request(String method, String meta, String params) {
        return "{'jsonrpc':'2.0','id':1,'method':'" + method + "','params':{'_meta':{" + meta + "}" + params + "}}";
    }

    private static Row row(Requirement requirement, Consumer<BrokenClient> misdeed) {
        return new Row(requirement, "", misdeed);
    }

    private static Row message(Requirement requirement, String json) {
        return row(requirement, client -> client.open(LATEST, ALL).post(json));
    }

    private static Row call(Requirement requirement, String method, String params) {
        return message(requirement, "{'jsonrpc':'2.0','id':1,'method':'%s','params':%s}".formatted(method, params));
    }

    private static Row note(Requirement requirement, String method, String params) {
        return message(requirement, "{'jsonrpc':'2.0','method':'%s','params':%s}".formatted(method, params));
    }

    private static Row answer(Requirement requirement, String method, String result) {
        return asked(requirement, method, ALL, result);
    }

    private static Row asked(Requirement requirement, String method, String capabilities, String result) {
        return new Row(
                requirement, method, client -> client.open(LATEST, capabilities).answers(result));
    }
}
