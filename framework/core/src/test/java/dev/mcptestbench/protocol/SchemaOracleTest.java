package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Holds our rules against the JSON schemas that the specification publishes: each sample message, and each variation of it
 * in which one member is missing or something else, is to be judged alike.
 */
class SchemaOracleTest {

    private static final List<Sample> SAMPLES = List.of(
            request(
                    "InitializeRequest",
                    "initialize",
                    "{'protocolVersion':'2025-06-18','capabilities':{'roots':{'listChanged':true},'sampling':{'tools':{},"
                            + "'context':{}},'elicitation':{'form':{},'url':{}},'experimental':{'a':{}},'tasks':{'list':{},"
                            + "'requests':{'sampling':{'createMessage':{}}}}},'clientInfo':{'name':'n','version':'1',"
                            + "'title':'t','description':'d','websiteUrl':'https://a.b','icons':[{'src':'data:,'}]}}"),
            request("PingRequest", "ping", "{'_meta':{'progressToken':1}}"),
            request(
                    "CallToolRequest",
                    "tools/call",
                    "{'name':'echo','arguments':{'text':'a'},'task':{'ttl':10},'_meta':{'progressToken':1}}"),
            request("ListToolsRequest", "tools/list", "{'cursor':'c'}"),
            request("ListResourcesRequest", "resources/list", "{'cursor':'c'}"),
            request("ListResourceTemplatesRequest", "resources/templates/list", "{'cursor':'c'}"),
            request("ListPromptsRequest", "prompts/list", "{'cursor':'c'}"),
            request("ReadResourceRequest", "resources/read", "{'uri':'a:b'}"),
            request("SubscribeRequest", "resources/subscribe", "{'uri':'a:b'}"),
            request("UnsubscribeRequest", "resources/unsubscribe", "{'uri':'a:b'}"),
            request("GetPromptRequest", "prompts/get", "{'name':'p','arguments':{'a':'b'}}"),
            request("SetLevelRequest", "logging/setLevel", "{'level':'warning'}"),
            request(
                    "CompleteRequest",
                    "completion/complete",
                    "{'ref':{'type':'ref/prompt','name':'p'},'argument':{'name':'a','value':'v'},"
                            + "'context':{'arguments':{'b':'c'}}}"),
            request(
                    "CompleteRequest",
                    "completion/complete",
                    "{'ref':{'type':'ref/resource','uri':'a:b'},'argument':{'name':'a','value':'v'}}"),
            request("GetTaskRequest", "tasks/get", "{'taskId':'1'}"),
            request("GetTaskPayloadRequest", "tasks/result", "{'taskId':'1'}"),
            request("CancelTaskRequest", "tasks/cancel", "{'taskId':'1'}"),
            request("ListTasksRequest", "tasks/list", "{'cursor':'c'}"),
            notification("InitializedNotification", "notifications/initialized", "{}"),
            notification("CancelledNotification", "notifications/cancelled", "{'requestId':1,'reason':'r'}"),
            notification(
                    "ProgressNotification",
                    "notifications/progress",
                    "{'progressToken':1,'progress':1,'total':2,'message':'m'}"),
            notification("RootsListChangedNotification", "notifications/roots/list_changed", "{'_meta':{}}"),
            notification(
                    "TaskStatusNotification",
                    "notifications/tasks/status",
                    "{'taskId':'1','status':'working','createdAt':'a','lastUpdatedAt':'b','ttl':null,'pollInterval':1,"
                            + "'statusMessage':'s'}"),
            new Sample(List.of("JSONRPCResponse", "JSONRPCResultResponse"), "{'jsonrpc':'2.0','id':1,'result':{}}", ""),
            new Sample(
                    List.of("JSONRPCError", "JSONRPCErrorResponse"),
                    "{'jsonrpc':'2.0','id':1,'error':{'code':-1,'message':'m','data':1}}",
                    ""),
            result("EmptyResult", "ping", "{'_meta':{}}"),
            result(
                    "CreateMessageResult",
                    "sampling/createMessage",
                    "{'role':'assistant','model':'m','stopReason':'s','content':{'type':'text','text':'t'}}"),
            result(
                    "CreateMessageResult",
                    "sampling/createMessage",
                    "{'role':'user','model':'m','content':{'type':'audio','data':'aaaa','mimeType':'audio/wav'}}"),
            result(
                    "CreateMessageResult",
                    "sampling/createMessage",
                    "{'role':'user','model':'m','content':[{'type':'image','data':'aaaa','mimeType':'image/png'},"
                            + "{'type':'tool_use','id':'1','name':'n','input':{}}]}"),
            result("ListRootsResult", "roots/list", "{'roots':[{'uri':'file:///a','name':'n'}]}"),
            result("ElicitResult", "elicitation/create", "{'action':'accept','content':{'a':'b','c':['d']}}"),
            result("ElicitResult", "elicitation/create", "{'action':'decline'}"),
            result(
                    "GetTaskResult",
                    "tasks/get",
                    "{'taskId':'1','status':'working','createdAt':'a','lastUpdatedAt':'b','ttl':5}"),
            result(
                    "ListTasksResult",
                    "tasks/list",
                    "{'tasks':[{'taskId':'1','status':'failed','createdAt':'a','lastUpdatedAt':'b','ttl':5}]}"));

    /** What the prose asks for and the schemas do not express. */
    private static final Set<Requirement> PROSE_ALONE = Set.of(
            FeatureRequirements.META_KEY,
            FeatureRequirements.ROOT_URI,
            FeatureRequirements.PING_RESULT,
            JsonRpcRequirements.NOTIFICATION_ID);

    @ParameterizedTest
    @EnumSource(value = Revision.class, names = "V2026_07_28", mode = Mode.EXCLUDE)
    void judgesMessagesAsTheSchemaDoes(Revision revision) throws IOException {
        Schemas schema = Schemas.of(revision);
        List<String> differences = new ArrayList<>();
        int judged = 0;
        for (Sample sample : SAMPLES) {
            List<String> definitions =
                    sample.definitions.stream().filter(schema::defines).toList();
            if (definitions.isEmpty() || (sample.isOfMethod() && definitions.size() < sample.definitions.size())) {
                continue;
            }
            for (Object variation : sample.variations()) {
                judged++;
                boolean theirs =
                        definitions.stream().allMatch(definition -> schema.accepts(definition, sample.part(variation)));
                List<Breach> ours = sample.breaches(variation, revision);
                if (theirs != ours.isEmpty() && !isKnownToDiffer(Json.write(variation), revision)) {
                    differences.add((theirs ? "only we refuse " : "only the schema refuses ") + sample.definitions + " "
                            + Json.write(variation) + " " + ours);
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(judged).isGreaterThan(1000);
    }

    /** Where the schemas are at odds with the prose, or with the TypeScript that they are made from. */
    private static boolean isKnownToDiffer(String variation, Revision revision) {
        // JSON-RPC 2.0, section 5: an error has the id null if the id of the request could not be read.
        boolean unreadId = variation.contains("\"id\":null,\"error\":{");
        // The type number of TypeScript became integer.
        boolean decimalContent = variation.contains("\"content\":{") && variation.contains(":1.5");
        // Optional since tasks came, yet to be there for all that is no task, which is what it is for.
        boolean cancelsNothing = revision == Revision.V2025_11_25
                && variation.contains("notifications/cancelled")
                && !variation.contains("requestId");
        return unreadId || decimalContent || cancelsNothing;
    }

    private static Sample request(String definition, String method, String params) {
        return new Sample(
                List.of("JSONRPCRequest", definition),
                "{'jsonrpc':'2.0','id':1,'method':'%s','params':%s}".formatted(method, params),
                method);
    }

    private static Sample notification(String definition, String method, String params) {
        return new Sample(
                List.of("JSONRPCNotification", definition),
                "{'jsonrpc':'2.0','method':'%s','params':%s}".formatted(method, params),
                method);
    }

    private static Sample result(String definition, String method, String result) {
        return new Sample(List.of(definition), "{'jsonrpc':'2.0','id':1,'result':%s}".formatted(result), method);
    }

    private record Sample(List<String> definitions, String text, String method) {

        boolean isOfMethod() {
            return !method.isEmpty();
        }

        boolean isResult() {
            return isOfMethod() && !text.contains("'method'");
        }

        List<Object> variations() {
            return Variations.of(
                    Json.parse(text.replace('\'', '"')),
                    path -> path.equals("method") || (isResult() && (path.equals("id") || path.equals("jsonrpc"))));
        }

        /** A definition of a result is of the result alone. */
        Object part(Object variation) {
            return isResult() ? Json.at(variation, "result") : variation;
        }

        @SuppressWarnings("unchecked")
        List<Breach> breaches(Object variation, Revision revision) {
            Message message = Message.of((Map<String, Object>) variation);
            List<Breach> breaches = new ArrayList<>(MessageRules.check(message, revision, Direction.CLIENT_TO_SERVER));
            if (isResult()) {
                Findings findings = new Findings(revision);
                ResultRules.check(method, Map.of(), message.result(), "result", findings);
                breaches.addAll(findings.toList());
            }
            breaches.removeIf(breach -> PROSE_ALONE.contains(breach.requirement())
                    || !breach.requirement().level().isBinding());
            return breaches;
        }
    }
}
