package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.SessionFacts.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Nobody is accused who did nothing wrong. */
class GoodBehaviourTest {

    @ParameterizedTest
    @EnumSource(value = Revision.class, names = "V2026_07_28", mode = Mode.EXCLUDE)
    void aWholeSession(Revision revision) {
        Talk talk = Talk.silent(revision)
                .client(Message.request("p", Methods.PING, Map.of()))
                .server(Message.result("p", Map.of()))
                .client(Talk.initialize(0, revision, Talk.ALL_CLIENT))
                .client(Message.request(1, Methods.PING, Map.of()))
                .server(Talk.welcome(0, revision, Talk.ALL_SERVER))
                .client(Message.notification(Methods.INITIALIZED, Map.of()))
                .client(Message.request(2, Methods.TOOLS_LIST, Map.of("cursor", "c")))
                .client(Message.request(
                        3, Methods.TOOLS_CALL, Map.of("name", "a", "_meta", Map.of("progressToken", 1))))
                .server(Message.result(3, Map.of("content", List.of())))
                .client(Message.request(
                        "3", Methods.TOOLS_CALL, Map.of("name", "a", "_meta", Map.of("progressToken", 1))))
                .client(Message.notification(Methods.CANCELLED, Map.of("requestId", "3")))
                .client(Message.request(
                        4, Methods.TOOLS_CALL, Map.of("name", "a", "_meta", Map.of("progressToken", 1))))
                .client(Message.request(5, "own/method", Map.of("anything", List.of())))
                .client(Message.notification("notifications/own", Map.of()))
                .client(Message.request(6, Methods.RESOURCES_SUBSCRIBE, Map.of("uri", "a:b")))
                .client(Message.request(7, Methods.LOGGING_SET_LEVEL, Map.of("level", "debug")))
                .client(Message.notification(Methods.ROOTS_LIST_CHANGED, Map.of()))
                .server(Message.request(1, Methods.ROOTS_LIST, Map.of("_meta", Map.of("progressToken", "r"))))
                .client(Message.notification(Methods.PROGRESS, Map.of("progressToken", "r", "progress", 0)))
                .client(Message.notification(
                        Methods.PROGRESS, Map.of("progressToken", "r", "progress", 0.5, "total", 1)))
                .client(Message.result(1, Map.of("roots", List.of(Map.of("uri", "file:///home")))))
                .exchange(Methods.PING, Map.of(), "{}")
                .exchange(
                        Methods.SAMPLING_CREATE_MESSAGE,
                        Map.of(),
                        "{'role':'assistant','model':'m','content':{'type':'text','text':'t'}}")
                .server(Message.request(2, Methods.SAMPLING_CREATE_MESSAGE, Map.of()))
                .client(Message.error(2, ErrorCode.USER_REJECTED, "no", null))
                .client(Message.error(null, ErrorCode.PARSE_ERROR, "what?", null));

        assertThat(talk.breaches()).isEmpty();
        assertThat(talk.conversation().negotiated()).contains(revision);
        assertThat(talk.conversation().clientDeclares("roots.listChanged")).isTrue();
        assertThat(talk.conversation().serverDeclares("resources.subscribe")).isTrue();
        assertThat(talk.conversation().serverDeclares("completions.none")).isFalse();
    }

    @Test
    void aClientThatRefusesWhatItNeverDeclared() {
        Talk talk = Talk.open(Revision.V2025_11_25, Map.of(), Map.of())
                .server(Message.request(1, Methods.ROOTS_LIST, Map.of()))
                .client(Message.error(1, ErrorCode.METHOD_NOT_FOUND, "none here", null))
                .server(Message.request(2, Methods.ELICITATION_CREATE, Map.of("mode", "url")))
                .client(Message.error(2, ErrorCode.INVALID_PARAMS, "not this way", null));

        assertThat(talk.breaches()).isEmpty();
    }

    @Test
    void aFilledInForm() {
        String form =
                "{'type':'object','required':['age'],'properties':{'age':{'type':'number','minimum':18,'maximum':99},"
                        + "'mail':{'type':'string','minLength':1},'tags':{'type':'array','minItems':1,'items':{'anyOf':[{'const':'a'}]}},"
                        + "'size':{'type':'string','enum':['s','l']}}}";
        Talk talk = Talk.open(Revision.V2025_11_25)
                .exchange(
                        Methods.ELICITATION_CREATE,
                        Map.of("message", "m", "requestedSchema", Json.parse(form.replace('\'', '"'))),
                        "{'action':'accept','content':{'age':18.5,'tags':['a'],'size':'l'}}")
                .exchange(Methods.ELICITATION_CREATE, Map.of("mode", "url"), "{'action':'accept'}")
                .exchange(Methods.ELICITATION_CREATE, Map.of(), "{'action':'cancel'}");

        assertThat(talk.breaches()).isEmpty();
    }

    @Test
    void aTask() {
        String task = "{'taskId':'1','status':'working','createdAt':'2025-11-25T10:30:00Z',"
                + "'lastUpdatedAt':'2025-11-25T10:30:00Z','ttl':null}";
        Talk talk = Talk.open(Revision.V2025_11_25)
                .client(Message.request(1, Methods.TOOLS_CALL, Map.of("name", "a", "task", Map.of("ttl", 1000))))
                .server(Message.result(1, Map.of("task", Map.of("taskId", "1"))))
                .client(Message.request(2, Methods.TASKS_GET, Map.of("taskId", "1")))
                .client(Message.request(3, Methods.TASKS_CANCEL, Map.of("taskId", "1")))
                .exchange(
                        Methods.SAMPLING_CREATE_MESSAGE,
                        Map.of("task", Map.of(), "_meta", Map.of("progressToken", "t")),
                        "{'task':" + task + "}")
                .client(Message.notification(Methods.PROGRESS, Map.of("progressToken", "t", "progress", 1)))
                .exchange(Methods.TASKS_GET, Map.of("taskId", "1"), task)
                .exchange(Methods.TASKS_LIST, Map.of(), "{'tasks':[" + task + "]}");

        assertThat(talk.breaches()).isEmpty();
    }

    @Test
    void aSecondHandshakeAfterARefusedOne() {
        Talk talk = Talk.silent(Revision.V2025_11_25)
                .client(Talk.initialize(1, Revision.V2025_11_25, Map.of()))
                .server(Message.error(1, ErrorCode.INVALID_PARAMS, "too new", null))
                .client(Talk.initialize(2, Revision.V2025_06_18, Map.of()))
                .server(Talk.welcome(2, Revision.V2025_06_18, Map.of()))
                .client(Message.notification(Methods.INITIALIZED, Map.of()));

        assertThat(talk.breaches()).isEmpty();
        assertThat(talk.conversation().revision()).isEqualTo(Revision.V2025_06_18);
    }

    @Test
    void whoPostsOnSeveralConnectionsAtOnce() {
        Revision r = Revision.V2025_11_25;
        Conversation conversation = new Conversation();
        Message ask = Message.request("s", Methods.ROOTS_LIST, Map.of("_meta", Map.of("progressToken", "p")));
        conversation.received(Talk.initialize(1, r, Talk.ALL_CLIENT), 1);
        conversation.sent(Talk.welcome(1, r, Talk.ALL_SERVER));

        assertThat(conversation.received(Message.request(2, Methods.TOOLS_LIST, Map.of()), 1))
                .isEmpty();
        assertThat(conversation.received(Message.request(3, Methods.TOOLS_LIST, Map.of()), 2))
                .isEmpty();
        assertThat(conversation.received(Message.notification(Methods.INITIALIZED, Map.of()), 3))
                .isEmpty();
        assertThat(conversation.received(Message.notification(Methods.CANCELLED, Map.of("requestId", 4)), 1))
                .isEmpty();
        assertThat(conversation.received(Message.request(4, Methods.TOOLS_LIST, Map.of()), 2))
                .isEmpty();
        conversation.sent(ask);
        assertThat(conversation.received(progress(0.5), 1)).isEmpty();
        assertThat(conversation.received(progress(0.2), 2)).isEmpty();
        assertThat(conversation.received(Message.result("s", Map.of("roots", List.of())), 2))
                .isEmpty();
        assertThat(conversation.received(progress(0.7), 1)).isEmpty();
    }

    @Test
    void whoPostsOnSeveralConnectionsAtOnceIsFoundOutWhereOrderIsCertain() {
        Revision r = Revision.V2025_11_25;
        Conversation conversation = new Conversation();
        conversation.received(Talk.initialize(1, r, Talk.ALL_CLIENT), 1);
        conversation.sent(Talk.welcome(1, r, Talk.ALL_SERVER));
        conversation.received(Message.request(2, Methods.TOOLS_LIST, Map.of()), 1);

        assertThat(conversation.received(Message.request(3, Methods.TOOLS_LIST, Map.of()), 1))
                .extracting(Breach::requirement)
                .containsExactly(SessionRequirements.INITIALIZED_SENT);
        conversation.sent(Message.request("s", Methods.ROOTS_LIST, Map.of("_meta", Map.of("progressToken", "p"))));
        conversation.received(progress(0.5), 1);
        assertThat(conversation.received(progress(0.5), 2))
                .extracting(Breach::requirement)
                .containsExactly(SessionRequirements.PROGRESS_INCREASES);
        assertThat(conversation.received(progress(0.4), 1))
                .extracting(Breach::requirement)
                .containsExactly(SessionRequirements.PROGRESS_INCREASES);
        conversation.received(Message.result("s", Map.of("roots", List.of())), 2);
        assertThat(conversation.received(progress(0.7), 2))
                .extracting(Breach::requirement)
                .containsExactly(SessionRequirements.PROGRESS_TOKEN_KNOWN);
    }

    private static Message progress(double value) {
        return Message.notification(Methods.PROGRESS, Map.of("progressToken", "p", "progress", value));
    }

    @Test
    void twoAnswersToARequestThatWasSentTwice() {
        Message ask = Message.request(1, Methods.PING, Map.of());
        Message answer = Message.result(1, Map.of());

        assertThat(Talk.open(Revision.V2025_11_25)
                        .server(ask)
                        .server(ask)
                        .client(answer)
                        .client(answer)
                        .breaches())
                .isEmpty();
    }

    @Test
    void whatIsMissingFromAHandshakeIsSaidOnce() {
        Talk talk = Talk.silent(Revision.V2025_11_25)
                .client(Talk.initialize(1, Revision.V2025_11_25, Map.of()))
                .server(Talk.welcome(1, Revision.V2025_11_25, Talk.ALL_SERVER))
                .client(Message.request(2, Methods.TOOLS_LIST, Map.of()))
                .client(Message.request(3, Methods.TOOLS_LIST, Map.of()));

        assertThat(talk.breaches())
                .extracting(Breach::requirement)
                .containsExactly(SessionRequirements.INITIALIZED_SENT);
    }

    @Test
    void batchesWhereTheyAreAllowed() {
        Object calls = Json.parse("[{\"method\":\"ping\"},{\"method\":\"own\"}]");
        Object answers = Json.parse("[{\"result\":{}},{\"error\":{}}]");

        assertThat(MessageRules.checkDocument(calls, Revision.V2025_03_26)).isEmpty();
        assertThat(MessageRules.checkDocument(answers, Revision.V2025_03_26)).isEmpty();
        assertThat(MessageRules.checkDocument(Map.of(), Revision.V2025_11_25)).isEmpty();
    }

    @Test
    void httpRequests() {
        Map<String, Object> ping = Map.of("jsonrpc", "2.0", "id", 1, "method", "ping");
        Map<String, Object> hello = Map.of("jsonrpc", "2.0", "id", 1, "method", "initialize");
        SessionFacts open = SessionFacts.open(Revision.V2025_11_25, "s1");
        SessionFacts old = SessionFacts.open(Revision.V2025_03_26, null);
        Map<String, List<String>> first = Trips.headers(null, "mcp-protocol-version", null);

        assertThat(TransportRules.check(HttpFacts.of("POST", first), SessionFacts.none(), hello))
                .isEmpty();
        assertThat(TransportRules.check(HttpFacts.of("POST", first), old, ping)).isEmpty();
        assertThat(TransportRules.check(HttpFacts.of("POST", first), open.in(State.GONE), hello))
                .isEmpty();
        assertThat(TransportRules.check(HttpFacts.of("POST", Trips.headers("s1")), open, ping))
                .isEmpty();
        assertThat(TransportRules.check(HttpFacts.of("GET", Trips.headers("s1")), open, null))
                .isEmpty();
        assertThat(TransportRules.check(HttpFacts.of("DELETE", Trips.headers("s1")), open, null))
                .isEmpty();
        assertThat(TransportRules.check(
                        HttpFacts.of(
                                "POST",
                                Trips.headers("s1", "Accept", "TEXT/event-stream;q=0.9 ,application/json ; a=b")),
                        open,
                        ping))
                .isEmpty();
        assertThat(TransportRules.checkSsePost(true)).isEmpty();
    }

    @Test
    void manyThreadsAtOnce() throws Exception {
        Conversation conversation = Talk.open(Revision.V2025_11_25).conversation();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger breaches = new AtomicInteger();
        try {
            List<Callable<Void>> work = IntStream.range(0, 4)
                    .mapToObj(thread -> (Callable<Void>) () -> {
                        for (int i = 0; i < 2_000; i++) {
                            // Each id is used by two of the threads: one of them is late.
                            Message call = Message.request(i + thread / 2 * 10_000, "own/method", Map.of());
                            breaches.addAndGet(conversation.received(call).size());
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(work, 30, TimeUnit.SECONDS)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(breaches).hasValue(4_000);
    }

    @Test
    void namesOfTheModernEra() {
        String call = "{'jsonrpc':'2.0','id':1,'method':'server/discover','params':{'_meta':{"
                + "'io.modelcontextprotocol/protocolVersion':'2026-07-28'}}}";

        assertThat(MessageRules.check(
                        Message.parse(call.replace('\'', '"')), Revision.V2026_07_28, Direction.CLIENT_TO_SERVER))
                .isEmpty();
    }

    @Test
    void whoIsAskedForInput() {
        RoundTrips trips = new RoundTrips();
        Message call = Message.request(1, Methods.TOOLS_CALL, Map.of("name", "a", "arguments", Map.of("n", 1)));
        Message asks = Message.result(
                1,
                Map.of(
                        "resultType",
                        "input_required",
                        "requestState",
                        "S",
                        "inputRequests",
                        Map.of("k", Map.of("method", Methods.ROOTS_LIST))));
        Map<String, Object> roots = Map.of("roots", List.of(Map.of("uri", "file:///home")));
        Message retry = call.with("id", 2)
                .withAt("requestState", "S")
                .withAt("inputResponses", Map.of("k", roots, "more", Map.of("action", "decline")));

        assertThat(trips.received(call)).isEmpty();
        trips.sent(call, asks);
        assertThat(trips.received(retry)).isEmpty();
        assertThat(MessageRules.check(retry, Revision.V2026_07_28, Direction.CLIENT_TO_SERVER))
                .isEmpty();
    }

    @Test
    void whoseStateTheServerGaveToOthersToo() {
        RoundTrips trips = new RoundTrips();
        Message asks = Message.result(1, Map.of("resultType", "input_required", "requestState", "same for all"));
        Message one = Message.request(1, Methods.TOOLS_CALL, Map.of("name", "a"));
        Message other = Message.request(2, Methods.TOOLS_CALL, Map.of("name", "b"));

        trips.sent(one, asks);
        trips.sent(other, asks);

        assertThat(trips.received(one.with("id", 2).withAt("requestState", "same for all")))
                .isEmpty();
    }

    @Test
    void whoUsesAnIdAgainOnceItsRequestIsOver() {
        ClientChannel channel = new ClientChannel();
        Message call =
                Message.request(1, Methods.TOOLS_CALL, Map.of("name", "a", "_meta", Map.of("progressToken", "t")));

        assertThat(channel.received(call)).isEmpty();
        channel.sent(Message.result(1, Map.of("resultType", "complete", "content", List.of())));
        assertThat(channel.received(call)).isEmpty();
        assertThat(channel.received(Message.notification(Methods.CANCELLED, Map.of("requestId", 1))))
                .isEmpty();
        assertThat(channel.received(call)).isEmpty();
    }

    @Test
    void tracesInMetadata() {
        Map<String, Object> meta = Map.of(
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
                "tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
                "baggage", "userId=alice,serverNode=DF%2028;secret , isProduction = false");
        Message call = Message.request(1, Methods.TOOLS_LIST, Map.of("_meta", meta));

        assertThat(MessageRules.check(call, Revision.V2026_07_28, Direction.CLIENT_TO_SERVER))
                .isEmpty();
        assertThat(MessageRules.check(
                        call.withAt("_meta", Map.of("tracestate", "", "traceparent", "no trace")),
                        Revision.V2025_11_25,
                        Direction.CLIENT_TO_SERVER))
                .isEmpty();
    }

    @Test
    void keysOfMetadata() {
        assertThat(Set.of("progressToken", "a", "com.example/", "com.example/a.b-c_d", "a-1.b2/x", "", "1"))
                .allMatch(MetaRules::isKey);
        assertThat(Set.of("/a", "a./b", ".a/b", "1a/b", "a-/b", "a_b/c", "a/b/c", "-a", "a-", "a b", "ä", "a/-"))
                .noneMatch(MetaRules::isKey);
    }
}
