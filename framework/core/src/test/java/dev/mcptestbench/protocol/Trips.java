package dev.mcptestbench.protocol;

import static dev.mcptestbench.protocol.Revision.V2024_11_05;
import static dev.mcptestbench.protocol.Revision.V2025_03_26;
import static dev.mcptestbench.protocol.Revision.V2025_06_18;
import static dev.mcptestbench.protocol.Revision.V2025_11_25;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** At least one way to fall short of each requirement. */
final class Trips {

    private static final String CALL = "{'jsonrpc':'2.0','id':1,'method':'%s','params':%s}";
    private static final String NOTE = "{'jsonrpc':'2.0','method':'%s','params':%s}";

    private Trips() {}

    static Stream<Trip> all() {
        return Stream.of(
                        jsonRpc(),
                        documents(),
                        features(),
                        results(),
                        handshake(),
                        memory(),
                        capabilities(),
                        http(),
                        ModernTrips.all(),
                        StatelessTrips.all())
                .flatMap(trips -> trips);
    }

    private static Stream<Trip> jsonRpc() {
        Revision r = V2025_11_25;
        return Stream.of(
                Trip.message(JsonRpcRequirements.VERSION, r, "{'jsonrpc':'1.0','id':1,'method':'ping'}"),
                Trip.message(JsonRpcRequirements.VERSION, V2024_11_05, "{'id':1,'method':'ping'}"),
                Trip.message(JsonRpcRequirements.SHAPE, r, "{'jsonrpc':'2.0'}"),
                Trip.message(JsonRpcRequirements.SHAPE, r, "{'jsonrpc':'2.0','id':1,'method':'ping','result':{}}"),
                Trip.message(JsonRpcRequirements.METHOD_TYPE, r, "{'jsonrpc':'2.0','id':1,'method':7}"),
                Trip.message(
                        JsonRpcRequirements.PARAMS_TYPE, r, "{'jsonrpc':'2.0','id':1,'method':'ping','params':[]}"),
                Trip.message(
                        JsonRpcRequirements.PARAMS_TYPE, r, "{'jsonrpc':'2.0','id':1,'method':'ping','params':null}"),
                Trip.message(JsonRpcRequirements.REQUEST_ID, r, "{'jsonrpc':'2.0','method':'tools/list'}"),
                Trip.message(JsonRpcRequirements.REQUEST_ID_NOT_NULL, r, "{'jsonrpc':'2.0','id':null,'method':'ping'}"),
                Trip.message(JsonRpcRequirements.REQUEST_ID_TYPE, r, "{'jsonrpc':'2.0','id':1.5,'method':'ping'}"),
                Trip.message(JsonRpcRequirements.REQUEST_ID_TYPE, r, "{'jsonrpc':'2.0','id':true,'method':'custom'}"),
                Trip.message(
                        JsonRpcRequirements.NOTIFICATION_ID,
                        r,
                        "{'jsonrpc':'2.0','id':1,'method':'notifications/initialized'}"),
                Trip.message(
                        JsonRpcRequirements.NOTIFICATION_ID,
                        r,
                        "{'jsonrpc':'2.0','id':null,'method':'notifications/of/ours'}"),
                Trip.message(JsonRpcRequirements.RESPONSE_ID, r, "{'jsonrpc':'2.0','result':{}}"),
                Trip.message(JsonRpcRequirements.RESPONSE_ID, r, "{'jsonrpc':'2.0','id':null,'result':{}}"),
                Trip.message(
                        JsonRpcRequirements.RESPONSE_ID,
                        V2025_06_18,
                        "{'jsonrpc':'2.0','error':{'code':1,'message':'m'}}"),
                Trip.message(
                        JsonRpcRequirements.RESPONSE_OUTCOME,
                        r,
                        "{'jsonrpc':'2.0','id':1,'result':{},'error':{'code':1,'message':'m'}}"),
                Trip.message(JsonRpcRequirements.RESPONSE_OUTCOME, r, "{'jsonrpc':'2.0','id':1}"),
                Trip.message(JsonRpcRequirements.RESULT_TYPE, r, "{'jsonrpc':'2.0','id':1,'result':'ok'}"),
                Trip.message(JsonRpcRequirements.ERROR_SHAPE, r, "{'jsonrpc':'2.0','id':1,'error':'no'}"),
                Trip.message(JsonRpcRequirements.ERROR_SHAPE, r, "{'jsonrpc':'2.0','id':1,'error':{'message':'m'}}"),
                Trip.message(JsonRpcRequirements.ERROR_SHAPE, r, "{'jsonrpc':'2.0','id':1,'error':{'code':1}}"),
                Trip.message(
                        JsonRpcRequirements.ERROR_CODE_TYPE,
                        r,
                        "{'jsonrpc':'2.0','id':1,'error':{'code':'E1','message':'m'}}"));
    }

    private static Stream<Trip> documents() {
        String ping = "{'jsonrpc':'2.0','id':1,'method':'ping'}";
        String answer = "{'jsonrpc':'2.0','id':1,'result':{}}";
        String initialize = "{'jsonrpc':'2.0','id':1,'method':'initialize'}";
        return Stream.of(
                Trip.document(JsonRpcRequirements.SHAPE, V2025_11_25, "'hello'"),
                Trip.document(JsonRpcRequirements.SHAPE, V2025_03_26, "[" + ping + ",3]"),
                Trip.document(JsonRpcRequirements.SINGLE_MESSAGE, V2024_11_05, "[" + ping + "]"),
                Trip.document(JsonRpcRequirements.SINGLE_MESSAGE, V2025_06_18, "[" + ping + "]"),
                Trip.document(JsonRpcRequirements.BATCH_CONTENT, V2025_03_26, "[]"),
                Trip.document(JsonRpcRequirements.BATCH_CONTENT, V2025_03_26, "[" + ping + "," + answer + "]"),
                Trip.document(JsonRpcRequirements.INITIALIZE_IN_BATCH, V2025_03_26, "[" + initialize + "]"),
                unreadable(JsonRpcRequirements.SYNTAX, V2025_11_25, "{".getBytes(StandardCharsets.UTF_8)),
                unreadable(JsonRpcRequirements.SYNTAX, V2024_11_05, new byte[] {'"', (byte) 0xFF, '"'}),
                unreadable(JsonRpcRequirements.ENCODING, V2025_03_26, new byte[] {'"', (byte) 0xFF, '"'}),
                new Trip(
                        TransportRequirements.STDIN,
                        V2024_11_05,
                        "a line of chatter",
                        () -> TransportRules.unreadableLine(
                                refusal("starting…".getBytes(StandardCharsets.UTF_8)), V2024_11_05)));
    }

    private static Stream<Trip> features() {
        Revision r = V2025_11_25;
        return Stream.of(
                call(FeatureRequirements.META_TYPE, V2024_11_05, "ping", "{'_meta':3}"),
                call(FeatureRequirements.META_TYPE, r, "own/method", "{'_meta':null}"),
                call(FeatureRequirements.META_KEY, V2025_06_18, "ping", "{'_meta':{'-bad':1}}"),
                Trip.message(
                        FeatureRequirements.META_KEY, r, "{'jsonrpc':'2.0','id':1,'result':{'_meta':{'1a.b/c':1}}}"),
                call(FeatureRequirements.PROGRESS_TOKEN_TYPE, r, "tools/list", "{'_meta':{'progressToken':1.5}}"),
                call(FeatureRequirements.PROGRESS_TOKEN_TYPE, r, "own/method", "{'_meta':{'progressToken':null}}"),
                call(FeatureRequirements.METHOD_DIRECTION, r, "sampling/createMessage", "{}"),
                note(FeatureRequirements.METHOD_DIRECTION, V2024_11_05, "notifications/tools/list_changed", "{}"),
                call(FeatureRequirements.METHOD_OF_REVISION, V2025_06_18, "tasks/get", "{'taskId':'1'}"),
                call(FeatureRequirements.METHOD_OF_REVISION, r, "server/discover", "{}"),
                call(FeatureRequirements.METHOD_OF_REVISION_ADVISED, V2025_03_26, "tasks/list", "{}"),
                call(
                        FeatureRequirements.INITIALIZE_PARAMS,
                        r,
                        "initialize",
                        "{'protocolVersion':'2025-11-25','capabilities':{},'clientInfo':{'name':'n'}}"),
                call(
                        FeatureRequirements.INITIALIZE_PARAMS,
                        r,
                        "initialize",
                        "{'protocolVersion':'x','capabilities':{'roots':{'listChanged':1}},'clientInfo':{'name':'n','version':'1'}}"),
                call(FeatureRequirements.INITIALIZE_PARAMS, V2024_11_05, "initialize", "{}"),
                call(FeatureRequirements.TOOLS_CALL_PARAMS, r, "tools/call", "{'arguments':{}}"),
                call(FeatureRequirements.TOOLS_CALL_PARAMS, r, "tools/call", "{'name':'echo','arguments':null}"),
                call(FeatureRequirements.TOOLS_CALL_PARAMS, r, "tools/call", "{'name':'echo','arguments':['a']}"),
                call(FeatureRequirements.RESOURCES_READ_PARAMS, r, "resources/read", "{'uri':1}"),
                call(FeatureRequirements.SUBSCRIPTION_PARAMS, r, "resources/subscribe", "{}"),
                call(FeatureRequirements.SUBSCRIPTION_PARAMS, r, "resources/unsubscribe", "{}"),
                call(FeatureRequirements.PROMPTS_GET_PARAMS, r, "prompts/get", "{'name':'p','arguments':{'n':1}}"),
                call(FeatureRequirements.COMPLETION_PARAMS, r, "completion/complete", "{'ref':{'type':'ref/prompt'}}"),
                call(
                        FeatureRequirements.COMPLETION_PARAMS,
                        V2024_11_05,
                        "completion/complete",
                        "{'ref':{'type':'ref/prompt','name':'p'},'argument':{'name':'a'}}"),
                call(FeatureRequirements.SET_LEVEL_PARAMS, r, "logging/setLevel", "{'level':'WARN'}"),
                call(FeatureRequirements.CURSOR_TYPE, r, "tools/list", "{'cursor':2}"),
                note(FeatureRequirements.CANCELLED_PARAMS, r, "notifications/cancelled", "{'reason':'late'}"),
                note(FeatureRequirements.PROGRESS_PARAMS, r, "notifications/progress", "{'progressToken':1}"),
                note(
                        FeatureRequirements.PROGRESS_PARAMS,
                        V2025_03_26,
                        "notifications/progress",
                        "{'progressToken':1,'progress':1,'message':2}"),
                call(FeatureRequirements.TASK_PARAMS, r, "tasks/get", "{}"),
                call(FeatureRequirements.TASK_PARAMS, r, "tasks/cancel", "{'taskId':1}"),
                call(FeatureRequirements.TASK_AUGMENTATION, r, "tools/call", "{'name':'echo','task':true}"),
                call(FeatureRequirements.TASK_AUGMENTATION, r, "tools/call", "{'name':'echo','task':{'ttl':'1m'}}"),
                note(
                        FeatureRequirements.TASK_SHAPE,
                        r,
                        "notifications/tasks/status",
                        "{'taskId':'1','status':'late'}"));
    }

    private static Stream<Trip> results() {
        Revision r = V2025_11_25;
        String form =
                "{'mode':'form','message':'m','requestedSchema':{'type':'object','required':['age'],'properties':{"
                        + "'age':{'type':'integer','minimum':18},'mail':{'type':'string','maxLength':5},"
                        + "'size':{'type':'string','enum':['s','l']},'tags':{'type':'array','items':{'enum':['a']}},"
                        + "'hue':{'type':'string','oneOf':[{'const':'red','title':'Red'}]}}}}";
        Requirement invalid = FeatureRequirements.ELICITATION_CONTENT_VALID;
        return Stream.of(
                result(FeatureRequirements.PING_RESULT, V2024_11_05, "ping", "{}", "{'pong':true}"),
                result(
                        FeatureRequirements.SAMPLING_RESULT,
                        r,
                        "sampling/createMessage",
                        "{}",
                        "{'role':'user','model':'m'}"),
                result(
                        FeatureRequirements.SAMPLING_RESULT,
                        r,
                        "sampling/createMessage",
                        "{}",
                        "{'role':'model','model':'m','content':{'type':'text','text':'t'}}"),
                result(
                        FeatureRequirements.SAMPLING_RESULT,
                        V2024_11_05,
                        "sampling/createMessage",
                        "{}",
                        "{'role':'user','model':'m','content':{'type':'audio','data':'','mimeType':'audio/wav'}}"),
                result(
                        FeatureRequirements.SAMPLING_RESULT,
                        V2025_06_18,
                        "sampling/createMessage",
                        "{}",
                        "{'role':'user','model':'m','content':[{'type':'text','text':'t'}]}"),
                result(
                        FeatureRequirements.SAMPLING_RESULT,
                        r,
                        "sampling/createMessage",
                        "{}",
                        "{'role':'assistant','model':'m','content':[{'type':'tool_use','id':'1','name':'n'}]}"),
                result(FeatureRequirements.ROOTS_RESULT, r, "roots/list", "{}", "{}"),
                result(FeatureRequirements.ROOTS_RESULT, r, "roots/list", "{}", "{'roots':[{'name':'n'}]}"),
                result(FeatureRequirements.ROOTS_RESULT, r, "roots/list", "{}", "{'roots':['file:///a']}"),
                result(
                        FeatureRequirements.ROOT_URI,
                        V2024_11_05,
                        "roots/list",
                        "{}",
                        "{'roots':[{'uri':'https://a'}]}"),
                result(
                        FeatureRequirements.ELICITATION_RESULT,
                        V2025_06_18,
                        "elicitation/create",
                        form,
                        "{'action':'ok'}"),
                result(
                        FeatureRequirements.ELICITATION_RESULT,
                        r,
                        "elicitation/create",
                        form,
                        "{'action':'accept','content':{'age':20,'more':{}}}"),
                result(
                        FeatureRequirements.ELICITATION_RESULT,
                        V2025_06_18,
                        "elicitation/create",
                        form,
                        "{'action':'accept','content':{'age':20,'tags':['a']}}"),
                result(
                        FeatureRequirements.ELICITATION_RESULT,
                        r,
                        "elicitation/create",
                        form,
                        "{'action':'accept','content':[]}"),
                result(
                        FeatureRequirements.ELICITATION_CONTENT_ACCEPTED,
                        r,
                        "elicitation/create",
                        form,
                        "{'action':'decline','content':{'age':20}}"),
                result(
                        FeatureRequirements.ELICITATION_CONTENT_ACCEPTED,
                        r,
                        "elicitation/create",
                        "{'mode':'url','url':'https://a','elicitationId':'1','message':'m'}",
                        "{'action':'accept','content':{}}"),
                result(invalid, r, "elicitation/create", form, "{'action':'accept'}"),
                result(invalid, r, "elicitation/create", form, "{'action':'accept','content':{'age':'20'}}"),
                result(invalid, r, "elicitation/create", form, "{'action':'accept','content':{'age':17}}"),
                result(
                        invalid,
                        r,
                        "elicitation/create",
                        form,
                        "{'action':'accept','content':{'age':18,'mail':'a@b.org'}}"),
                result(invalid, r, "elicitation/create", form, "{'action':'accept','content':{'age':18,'size':'xl'}}"),
                result(invalid, r, "elicitation/create", form, "{'action':'accept','content':{'age':18,'hue':'blue'}}"),
                result(invalid, r, "elicitation/create", form, "{'action':'accept','content':{'age':18,'tags':['b']}}"),
                result(FeatureRequirements.TASK_SHAPE, r, "tasks/get", "{'taskId':'1'}", "{'taskId':'1'}"),
                result(
                        FeatureRequirements.TASK_SHAPE,
                        r,
                        "sampling/createMessage",
                        "{'task':{}}",
                        "{'task':{'taskId':'1','status':'working'}}"),
                result(FeatureRequirements.TASKS_LIST_RESULT, r, "tasks/list", "{}", "{'tasks':{}}"));
    }

    private static Stream<Trip> handshake() {
        Revision r = V2025_06_18;
        Message hello = Talk.initialize(1, r, Map.of());
        Message welcome = Talk.welcome(1, r, Talk.ALL_SERVER);
        Message list = Message.request(2, Methods.TOOLS_LIST, Map.of());
        Message ready = Message.notification(Methods.INITIALIZED, Map.of());
        return Stream.of(
                Trip.talk(
                        SessionRequirements.INITIALIZE_FIRST,
                        r,
                        "a request",
                        () -> Talk.silent(r).client(list)),
                Trip.talk(
                        SessionRequirements.INITIALIZE_FIRST,
                        r,
                        "a notification",
                        () -> Talk.silent(r).client(ready)),
                Trip.talk(
                        SessionRequirements.INITIALIZE_FIRST,
                        r,
                        "after a refusal",
                        () -> Talk.silent(r)
                                .client(hello)
                                .server(Message.error(1, ErrorCode.INVALID_PARAMS, "no", null))
                                .client(list)),
                Trip.talk(
                        SessionRequirements.INITIALIZE_ONCE,
                        r,
                        "twice",
                        () -> Talk.open(r).client(Talk.initialize(9, r, Map.of()))),
                Trip.talk(
                        SessionRequirements.INITIALIZE_AWAITED,
                        r,
                        "too eager",
                        () -> Talk.silent(r).client(hello).client(list)),
                Trip.talk(
                        SessionRequirements.INITIALIZED_SENT,
                        r,
                        "never ready",
                        () -> Talk.silent(r).client(hello).server(welcome).client(list)),
                Trip.talk(
                        SessionRequirements.INITIALIZED_AFTER_ANSWER,
                        r,
                        "ready too early",
                        () -> Talk.silent(r).client(hello).client(ready)));
    }

    private static Stream<Trip> memory() {
        Revision r = V2025_11_25;
        Message list = Message.request(2, Methods.TOOLS_LIST, Map.of());
        String call = CALL.formatted("tools/call", "{'name':'a','_meta':{'progressToken':'t'}}")
                .replace('\'', '"');
        String progress = NOTE.formatted("notifications/progress", "{'progressToken':'p','progress':%s}")
                .replace('\'', '"');
        Message ask = Message.request(5, Methods.ROOTS_LIST, Map.of("_meta", Map.of("progressToken", "p")));
        Message roots = Message.result(5, Map.of("roots", List.of()));
        return Stream.of(
                Trip.talk(
                        SessionRequirements.REQUEST_ID_UNIQUE,
                        r,
                        "an id twice",
                        () -> Talk.open(r)
                                .client(list)
                                .server(Message.result(2, Map.of()))
                                .client(list)),
                Trip.talk(
                        SessionRequirements.REQUEST_ID_UNIQUE,
                        r,
                        "the id of initialize",
                        () -> Talk.open(r).client(list.with("id", "init"))),
                Trip.talk(
                        SessionRequirements.RESPONSE_ID_KNOWN,
                        r,
                        "an answer to nothing",
                        () -> Talk.open(r).client(roots)),
                Trip.talk(
                        SessionRequirements.RESPONSE_ONCE,
                        r,
                        "an answer too many",
                        () -> Talk.open(r).server(ask).client(roots).client(roots)),
                Trip.talk(
                        SessionRequirements.PROGRESS_TOKEN_UNIQUE,
                        r,
                        "a token twice",
                        () -> Talk.open(r)
                                .client(call)
                                .client(Message.parse(call).with("id", 2))),
                Trip.talk(
                        SessionRequirements.PROGRESS_TOKEN_KNOWN,
                        r,
                        "progress of nothing",
                        () -> Talk.open(r).client(progress.formatted(1))),
                Trip.talk(
                        SessionRequirements.PROGRESS_TOKEN_KNOWN,
                        r,
                        "progress after the end",
                        () -> Talk.open(r).server(ask).client(roots).client(progress.formatted(1))),
                Trip.talk(
                        SessionRequirements.PROGRESS_INCREASES,
                        r,
                        "progress that stands still",
                        () -> Talk.open(r)
                                .server(ask)
                                .client(progress.formatted(1))
                                .client(progress.formatted("1.0"))),
                Trip.talk(
                        SessionRequirements.CANCELLED_ID_KNOWN,
                        r,
                        "a cancellation of nothing",
                        () -> Talk.open(r).client(cancelled(99))),
                Trip.talk(
                        SessionRequirements.CANCELLED_ID_KNOWN,
                        r,
                        "a cancellation of the server's request",
                        () -> Talk.open(r).server(ask).client(cancelled(5))),
                Trip.talk(
                        SessionRequirements.INITIALIZE_CANCELLED,
                        r,
                        "a cancelled initialize",
                        () -> Talk.silent(r)
                                .client(Talk.initialize(1, r, Map.of()))
                                .client(cancelled(1))),
                Trip.talk(
                        SessionRequirements.TASK_CANCELLED,
                        r,
                        "a cancelled task",
                        () -> Talk.open(r)
                                .client(Message.request(3, Methods.TOOLS_CALL, Map.of("name", "a", "task", Map.of())))
                                .client(cancelled(3))));
    }

    private static Stream<Trip> capabilities() {
        Revision r = V2025_11_25;
        Map<String, Object> none = Map.of();
        String sampled = "{'role':'user','model':'m','content':{'type':'text','text':'t'}}";
        Map<String, Object> urlForm = Map.of("elicitation", Map.of("url", Map.of()));
        Map<String, Object> formOnly = Map.of("elicitation", Map.of());
        Requirement negotiated = SessionRequirements.CAPABILITY_NEGOTIATED;
        return Stream.of(
                Trip.talk(
                        negotiated,
                        r,
                        "tools",
                        () -> Talk.open(r, none, none).client(Message.request(1, Methods.TOOLS_LIST, none))),
                Trip.talk(
                        negotiated,
                        V2025_06_18,
                        "subscribe",
                        () -> Talk.open(V2025_06_18, none, Map.of("resources", Map.of("subscribe", false)))
                                .client(Message.request(1, Methods.RESOURCES_SUBSCRIBE, Map.of("uri", "a:b")))),
                Trip.talk(
                        negotiated,
                        r,
                        "roots changed",
                        () -> Talk.open(r, Map.of("roots", none), none)
                                .client(Message.notification(Methods.ROOTS_LIST_CHANGED, none))),
                Trip.talk(
                        SessionRequirements.CAPABILITY_NEGOTIATED_ADVISED,
                        V2025_03_26,
                        "completion",
                        () -> Talk.open(V2025_03_26, none, none)
                                .client(Message.request(
                                        1,
                                        Methods.COMPLETION_COMPLETE,
                                        Map.of(
                                                "ref", Map.of("type", "ref/resource", "uri", "a:b"),
                                                "argument", Map.of("name", "n", "value", ""))))),
                Trip.talk(
                        SessionRequirements.SAMPLING_DECLARED,
                        r,
                        "sampling",
                        () -> Talk.open(r, none, none).exchange(Methods.SAMPLING_CREATE_MESSAGE, none, sampled)),
                Trip.talk(
                        SessionRequirements.ROOTS_DECLARED,
                        r,
                        "roots",
                        () -> Talk.open(r, none, none).exchange(Methods.ROOTS_LIST, none, "{'roots':[]}")),
                Trip.talk(
                        SessionRequirements.ELICITATION_DECLARED,
                        r,
                        "elicitation",
                        () -> Talk.open(r, none, none)
                                .exchange(Methods.ELICITATION_CREATE, none, "{'action':'cancel'}")),
                Trip.talk(
                        SessionRequirements.ELICITATION_MODE,
                        r,
                        "form",
                        () -> Talk.open(r, urlForm, none)
                                .exchange(Methods.ELICITATION_CREATE, none, "{'action':'cancel'}")),
                Trip.talk(
                        SessionRequirements.ELICITATION_MODE,
                        r,
                        "url",
                        () -> Talk.open(r, formOnly, none)
                                .exchange(Methods.ELICITATION_CREATE, Map.of("mode", "url"), "{'action':'cancel'}")),
                Trip.talk(
                        SessionRequirements.TASKS_DECLARED,
                        r,
                        "tasks",
                        () -> Talk.open(r, none, none).exchange(Methods.TASKS_LIST, none, "{'tasks':[]}")),
                Trip.talk(
                        SessionRequirements.TASK_AUGMENTATION_DECLARED,
                        r,
                        "a task",
                        () -> Talk.open(r, none, Map.of("tools", none, "tasks", none))
                                .client(Message.request(1, Methods.TOOLS_CALL, Map.of("name", "a", "task", none)))));
    }

    private static Stream<Trip> http() {
        SessionFacts open = SessionFacts.open(V2025_11_25, "s1");
        Map<String, Object> ping = Map.of("jsonrpc", "2.0", "id", 1, "method", "ping");
        Map<String, Object> hello = Map.of("jsonrpc", "2.0", "id", 1, "method", "initialize");
        return Stream.of(
                http(
                        SessionRequirements.INITIALIZE_FIRST,
                        "POST",
                        headers(null),
                        SessionFacts.none(),
                        Map.of("jsonrpc", "2.0", "id", 1, "method", "tools/list")),
                http(TransportRequirements.POST, "PUT", headers("s1"), open, ping),
                http(TransportRequirements.POST, "GET", headers("s1"), open, List.of(ping)),
                http(
                        TransportRequirements.POST_ACCEPT,
                        "POST",
                        headers("s1", "Accept", "application/json"),
                        open,
                        ping),
                http(TransportRequirements.POST_ACCEPT, "POST", headers("s1", "Accept", "*/*"), open, ping),
                http(
                        TransportRequirements.POST_ACCEPT,
                        "POST",
                        headers(null, "Accept", null),
                        SessionFacts.none(),
                        hello),
                http(
                        TransportRequirements.POST_CONTENT_TYPE,
                        "POST",
                        headers("s1", "Content-Type", "text/plain"),
                        open,
                        ping),
                http(TransportRequirements.GET_ACCEPT, "GET", headers("s1", "Accept", "application/json"), open, null),
                http(
                        TransportRequirements.VERSION_HEADER,
                        "POST",
                        headers("s1", "MCP-Protocol-Version", null),
                        open,
                        ping),
                http(
                        TransportRequirements.VERSION_HEADER,
                        "DELETE",
                        Map.of("Mcp-Session-Id", List.of("s1")),
                        open,
                        null),
                http(
                        TransportRequirements.VERSION_HEADER_NEGOTIATED,
                        "POST",
                        headers("s1", "mcp-protocol-version", "2025-06-18"),
                        open,
                        ping),
                http(TransportRequirements.SESSION_HEADER, "POST", headers(null), open, ping),
                http(TransportRequirements.SESSION_HEADER, "GET", headers("s2"), open, null),
                http(TransportRequirements.SESSION_HEADER, "POST", headers("made up"), SessionFacts.none(), ping),
                http(
                        TransportRequirements.SESSION_RENEWED,
                        "POST",
                        headers("s1"),
                        open.in(SessionFacts.State.GONE),
                        ping),
                http(
                        TransportRequirements.SESSION_HEADER_ON_INITIALIZE,
                        "POST",
                        headers("s1"),
                        SessionFacts.none(),
                        hello),
                http(
                        TransportRequirements.SESSION_DELETED,
                        "POST",
                        headers("s1"),
                        open.in(SessionFacts.State.DELETED),
                        ping),
                new Trip(
                        TransportRequirements.SSE_ENDPOINT,
                        V2024_11_05,
                        "elsewhere",
                        () -> TransportRules.checkSsePost(false)));
    }

    /** The headers of a good POST of 2025-11-25. */
    static Map<String, List<String>> headers(String session) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("accept", List.of("application/json", "text/event-stream"));
        headers.put("content-type", List.of("application/json; charset=utf-8"));
        headers.put("mcp-protocol-version", List.of("2025-11-25"));
        if (session != null) {
            headers.put("MCP-Session-Id", List.of(session));
        }
        return headers;
    }

    /** The same with another value for one of them, or without it. */
    static Map<String, List<String>> headers(String session, String name, String value) {
        Map<String, List<String>> headers = headers(session);
        headers.remove(name);
        if (value != null) {
            headers.put(name, List.of(value));
        }
        return headers;
    }

    private static Trip http(
            Requirement requirement,
            String method,
            Map<String, List<String>> headers,
            SessionFacts session,
            Object body) {
        return new Trip(
                requirement,
                V2025_11_25,
                method + " " + headers,
                () -> TransportRules.check(HttpFacts.of(method, headers), session, body));
    }

    private static Trip call(Requirement requirement, Revision revision, String method, String params) {
        return Trip.message(requirement, revision, CALL.formatted(method, params));
    }

    private static Trip note(Requirement requirement, Revision revision, String method, String params) {
        return Trip.message(requirement, revision, NOTE.formatted(method, params));
    }

    @SuppressWarnings("unchecked")
    private static Trip result(
            Requirement requirement, Revision revision, String method, String params, String result) {
        Map<String, Object> parsed = (Map<String, Object>) Json.parse(params.replace('\'', '"'));
        return Trip.talk(
                requirement,
                revision,
                method + " " + result,
                () -> Talk.open(revision).exchange(method, parsed, result));
    }

    private static Trip unreadable(Requirement requirement, Revision revision, byte[] bytes) {
        Supplier<List<Breach>> breaches = () -> MessageRules.unreadable(refusal(bytes), revision);
        return new Trip(requirement, revision, "unreadable bytes", breaches);
    }

    private static JsonException refusal(byte[] bytes) {
        try {
            Json.parse(bytes);
        } catch (JsonException e) {
            return e;
        }
        throw new AssertionError("This was to be refused");
    }

    private static Message cancelled(Object id) {
        return Message.notification(Methods.CANCELLED, Map.of("requestId", id));
    }
}
