package dev.mcptestbench.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One way at least to fall short of each requirement of the modern era. */
final class StatelessTrips {

    private static final Revision REVISION = Revision.V2026_07_28;

    private StatelessTrips() {}

    static Stream<Trip> all() {
        return Stream.of(requests(), messagesOfServers(), results(), errors(), tasks(), channel(), roundTrips())
                .flatMap(trips -> trips);
    }

    private static Stream<Trip> requests() {
        Requirement inputs = StatelessRequirements.INPUT_RESPONSES;
        return Stream.of(
                call(FeatureRequirements.TRACE_CONTEXT, "tools/list", "{'_meta':{'traceparent':'00-1-2-3'}}"),
                call(
                        FeatureRequirements.TRACE_CONTEXT,
                        "tools/list",
                        "{'_meta':{'traceparent':'00-00000000000000000000000000000000-00f067aa0ba902b7-01'}}"),
                call(FeatureRequirements.TRACE_CONTEXT, "tools/list", "{'_meta':{'baggage':7}}"),
                call(FeatureRequirements.TRACE_CONTEXT, "tools/list", "{'_meta':{'tracestate':'no value'}}"),
                call(FeatureRequirements.METHOD_OF_REVISION, "ping", "{}"),
                call(FeatureRequirements.METHOD_OF_REVISION, "resources/subscribe", "{'uri':'a:b'}"),
                call(FeatureRequirements.METHOD_OF_REVISION, "tasks/list", "{}"),
                note(FeatureRequirements.METHOD_OF_REVISION, "notifications/initialized", "{}"),
                note(FeatureRequirements.METHOD_OF_REVISION, "notifications/roots/list_changed", "{}"),
                call(FeatureRequirements.METHOD_DIRECTION, "elicitation/create", "{}"),
                note(FeatureRequirements.METHOD_DIRECTION, "notifications/progress", "{}"),
                call(FeatureRequirements.TOOLS_CALL_PARAMS, "tools/call", "{'arguments':{}}"),
                call(FeatureRequirements.CURSOR_TYPE, "prompts/list", "{'cursor':1}"),
                note(FeatureRequirements.CANCELLED_PARAMS, "notifications/cancelled", "{}"),
                call(StatelessRequirements.LISTEN_PARAMS, "subscriptions/listen", "{}"),
                call(
                        StatelessRequirements.LISTEN_PARAMS,
                        "subscriptions/listen",
                        "{'notifications':{'resourceSubscriptions':'a:b'}}"),
                call(inputs, "tools/call", "{'name':'a','inputResponses':[]}"),
                call(inputs, "tools/call", "{'name':'a','inputResponses':{'k':{'answer':'yes'}}}"),
                call(
                        FeatureRequirements.ELICITATION_RESULT,
                        "prompts/get",
                        "{'name':'a','inputResponses':{'k':{'action':'yes'}}}"),
                call(
                        FeatureRequirements.ROOT_URI,
                        "resources/read",
                        "{'uri':'a:b','inputResponses':{'k':{'roots':[{'uri':'http://a'}]}}}"),
                call(
                        FeatureRequirements.SAMPLING_RESULT,
                        "tools/call",
                        "{'name':'a','inputResponses':{'k':{'role':'user','content':{'type':'text','text':'t'}}}}"),
                call(ModernRequirements.REQUEST_STATE, "tools/call", "{'name':'a','requestState':{}}"),
                call(StatelessRequirements.INPUT_PLACE, "tools/list", "{'requestState':'s'}"),
                call(
                        StatelessRequirements.INPUT_PLACE,
                        "subscriptions/listen",
                        "{'notifications':{},'inputResponses':{}}"));
    }

    private static Stream<Trip> messagesOfServers() {
        return Stream.of(
                server(
                        AnswerRequirements.NO_REQUESTS,
                        "{'jsonrpc':'2.0','id':1,'method':'sampling/createMessage','params':{}}"),
                server(AnswerRequirements.NO_REQUESTS, "{'jsonrpc':'2.0','id':1,'method':'own/method'}"),
                server(
                        AnswerRequirements.SUBSCRIPTION_ID,
                        "{'jsonrpc':'2.0','method':'notifications/tools/list_changed','params':{'_meta':{"
                                + "'io.modelcontextprotocol/subscriptionId':true}}}"),
                server(
                        AnswerRequirements.ACKNOWLEDGED_PARAMS,
                        "{'jsonrpc':'2.0','method':'notifications/subscriptions/acknowledged'}"),
                server(
                        AnswerRequirements.LOG_MESSAGE_PARAMS,
                        "{'jsonrpc':'2.0','method':'notifications/message','params':{'level':'info'}}"),
                server(
                        AnswerRequirements.RESOURCE_UPDATED_PARAMS,
                        "{'jsonrpc':'2.0','method':'notifications/resources/updated','params':{}}"),
                server(AnswerRequirements.RESULT_TYPE, "{'jsonrpc':'2.0','id':1,'result':{}}"),
                server(
                        AnswerRequirements.SERVER_INFO,
                        "{'jsonrpc':'2.0','id':1,'result':{'resultType':'complete','_meta':{"
                                + "'io.modelcontextprotocol/serverInfo':{'name':'n'}}}}"));
    }

    private static Stream<Trip> results() {
        Requirement ask = AnswerRequirements.INPUT_REQUIRED_RESULT;
        String form = "{'method':'elicitation/create','params':{'message':'m','requestedSchema':%s}}";
        return Stream.of(
                answer(AnswerRequirements.CACHE_HINTS, "tools/list", "{'tools':[],'ttlMs':-1,'cacheScope':'public'}"),
                answer(AnswerRequirements.CACHE_HINTS, "resources/read", "{'contents':[],'ttlMs':1}"),
                page(AnswerRequirements.DISCOVER_RESULT, "server/discover", "'supportedVersions':['2026-07-28']"),
                page(AnswerRequirements.TOOLS_LIST_RESULT, "tools/list", "'tools':[{'name':'a','inputSchema':{}}]"),
                page(AnswerRequirements.RESOURCES_LIST_RESULT, "resources/list", "'resources':[{'uri':'a:b'}]"),
                page(
                        AnswerRequirements.TEMPLATES_LIST_RESULT,
                        "resources/templates/list",
                        "'resourceTemplates':[{'name':'a'}]"),
                page(
                        AnswerRequirements.PROMPTS_LIST_RESULT,
                        "prompts/list",
                        "'prompts':[{'name':'a','arguments':[{}]}]"),
                page(AnswerRequirements.RESOURCES_READ_RESULT, "resources/read", "'contents':[{'uri':'a:b'}]"),
                answer(AnswerRequirements.TOOLS_CALL_RESULT, "tools/call", "{'content':[{'type':'video'}]}"),
                answer(
                        AnswerRequirements.TOOLS_CALL_RESULT,
                        "tools/call",
                        "{'content':[{'type':'text','text':'t','annotations':{'priority':2}}]}"),
                answer(
                        AnswerRequirements.PROMPTS_GET_RESULT,
                        "prompts/get",
                        "{'messages':[{'role':'system','content':{'type':'text','text':'t'}}]}"),
                answer(AnswerRequirements.COMPLETION_RESULT, "completion/complete", "{'completion':{'values':'a'}}"),
                answer(AnswerRequirements.LISTEN_RESULT, "subscriptions/listen", "{'_meta':{}}"),
                answer(ask, "tools/call", "{'resultType':'input_required'}"),
                answer(ask, "tools/call", "{'resultType':'input_required','inputRequests':{'k':{'method':'ping'}}}"),
                answer(
                        ask,
                        "prompts/get",
                        "{'resultType':'input_required','inputRequests':{'k':" + form.formatted("{'type':'object'}")
                                + "}}"),
                answer(
                        ask,
                        "resources/read",
                        "{'resultType':'input_required','inputRequests':{'k':"
                                + form.formatted("{'type':'object','properties':{'p':{'type':'array','items':{}}}}")
                                + "}}"),
                answer(
                        AnswerRequirements.INPUT_REQUIRED_PLACE,
                        "tools/list",
                        "{'resultType':'input_required','requestState':'s'}"));
    }

    private static Stream<Trip> errors() {
        return Stream.of(
                error(AnswerRequirements.ERROR_CODE_RESERVED, "{'code':-32042,'message':'m'}"),
                error(AnswerRequirements.ERROR_CODE_RESERVED, "{'code':-32099,'message':'m'}"),
                error(AnswerRequirements.UNSUPPORTED_VERSION_DATA, "{'code':-32022,'message':'m'}"),
                error(AnswerRequirements.MISSING_CAPABILITY_DATA, "{'code':-32021,'message':'m','data':{}}"));
    }

    private static Stream<Trip> tasks() {
        String task =
                "'taskId':'1','createdAt':'2026-07-28T10:30:00Z','lastUpdatedAt':'2026-07-28T10:30:00Z','ttlMs':null";
        return Stream.of(
                call(StatelessRequirements.TASK_ID, "tasks/get", "{}"),
                call(StatelessRequirements.TASK_ID, "tasks/cancel", "{'taskId':1}"),
                call(StatelessRequirements.TASK_UPDATE, "tasks/update", "{'taskId':'1'}"),
                call(
                        FeatureRequirements.ELICITATION_RESULT,
                        "tasks/update",
                        "{'taskId':'1','inputResponses':{'k':{'action':'yes'}}}"),
                answer(AnswerRequirements.TASK, "tools/call", "{'resultType':'task','taskId':'1'}"),
                answer(AnswerRequirements.TASK, "tasks/get", "{'status':'completed'," + task + "}"),
                server(
                        AnswerRequirements.TASK,
                        "{'jsonrpc':'2.0','method':'notifications/tasks','params':{'status':'failed'," + task + "}}"),
                answer(
                        AnswerRequirements.TASK_RESULT_PLACE,
                        "prompts/get",
                        "{'resultType':'task','status':'working'," + task + "}"));
    }

    private static Stream<Trip> channel() {
        Message first = request("1", "tools/call", "{'name':'a','_meta':{'progressToken':'t'}}");
        return Stream.of(
                new Trip(StatelessRequirements.REQUEST_ID_IN_FLIGHT, REVISION, "an id in use", () -> {
                    ClientChannel channel = new ClientChannel();
                    channel.received(first);
                    return channel.received(request("1", "tools/list", "{}"));
                }),
                new Trip(StatelessRequirements.PROGRESS_TOKEN_IN_FLIGHT, REVISION, "a token in use", () -> {
                    ClientChannel channel = new ClientChannel();
                    channel.received(first);
                    return channel.received(first.with("id", 2));
                }),
                new Trip(
                        StatelessRequirements.CANCELLED_ID_ISSUED,
                        REVISION,
                        "a cancellation of nothing",
                        () -> new ClientChannel()
                                .received(Message.parse(
                                        "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':9}}"
                                                .replace('\'', '"')))));
    }

    private static Stream<Trip> roundTrips() {
        String form = "{'k':{'method':'elicitation/create','params':{'message':'m','requestedSchema':{'type':'object',"
                + "'required':['n'],'properties':{'n':{'type':'integer'}}}}}}";
        String answer = "'inputResponses':{'k':{'action':'accept','content':{'n':1}}}";
        return Stream.of(
                retry(
                        StatelessRequirements.RETRY_ID,
                        form,
                        request(
                                "4711",
                                "tools/call",
                                "{'name':'a','arguments':{'x':1.0},'requestState':'S'," + answer + "}")),
                retry(
                        StatelessRequirements.INPUT_COMPLETE,
                        form,
                        request("2", "tools/call", "{'name':'a','arguments':{'x':1},'requestState':'S'}")),
                retry(
                        FeatureRequirements.ELICITATION_CONTENT_VALID,
                        form,
                        request(
                                "2",
                                "tools/call",
                                "{'name':'a','arguments':{'x':1},'requestState':'S','inputResponses':{'k':{"
                                        + "'action':'accept','content':{'n':'one'}}}}")));
    }

    private static Trip retry(Requirement requirement, String inputs, Message again) {
        Supplier<List<Breach>> breaches = () -> {
            RoundTrips trips = new RoundTrips();
            Message first = request("4711", "tools/call", "{'name':'a','arguments':{'x':1}}");
            trips.sent(
                    first,
                    Message.parse(("{'jsonrpc':'2.0','id':1,'result':{'resultType':'input_required','requestState':'S',"
                                    + "'inputRequests':" + inputs + "}}")
                            .replace('\'', '"')));
            List<Breach> found = new ArrayList<>(MessageRules.check(again, REVISION, Direction.CLIENT_TO_SERVER));
            found.addAll(trips.received(again));
            return found;
        };
        return new Trip(requirement, REVISION, "tried again as " + again.toJson(), breaches);
    }

    private static Message request(String id, String method, String params) {
        return Message.parse("{'jsonrpc':'2.0','id':%s,'method':'%s','params':%s}"
                .formatted(id, method, params)
                .replace('\'', '"'));
    }

    private static Trip call(Requirement requirement, String method, String params) {
        return Trip.message(
                requirement, REVISION, "{'jsonrpc':'2.0','id':1,'method':'%s','params':%s}".formatted(method, params));
    }

    private static Trip note(Requirement requirement, String method, String params) {
        return Trip.message(
                requirement, REVISION, "{'jsonrpc':'2.0','method':'%s','params':%s}".formatted(method, params));
    }

    private static Trip server(Requirement requirement, String json) {
        Message message = Message.parse(json.replace('\'', '"'));
        return new Trip(
                requirement, REVISION, json, () -> MessageRules.check(message, REVISION, Direction.SERVER_TO_CLIENT));
    }

    private static Trip error(Requirement requirement, String error) {
        return server(requirement, "{'jsonrpc':'2.0','id':1,'error':" + error + "}");
    }

    private static Trip answer(Requirement requirement, String method, String result) {
        Message response = Message.parse(
                "{'jsonrpc':'2.0','id':1,'result':%s}".formatted(result).replace('\'', '"'));
        return new Trip(
                requirement,
                REVISION,
                method + " " + result,
                () -> MessageRules.checkAnswer(request("1", method, "{}"), response, REVISION));
    }

    private static Trip page(Requirement requirement, String method, String members) {
        return answer(
                requirement, method, "{'resultType':'complete','ttlMs':0,'cacheScope':'private'," + members + "}");
    }
}
