package dev.mcptestbench.client;

import static dev.mcptestbench.Mcp.INVALID_PARAMS;
import static dev.mcptestbench.Mcp.accept;
import static dev.mcptestbench.Mcp.answerWith;
import static dev.mcptestbench.Mcp.computed;
import static dev.mcptestbench.Mcp.decline;
import static dev.mcptestbench.Mcp.dismiss;
import static dev.mcptestbench.Mcp.elicitation;
import static dev.mcptestbench.Mcp.elicitationRequest;
import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.modelSays;
import static dev.mcptestbench.Mcp.neverAnswer;
import static dev.mcptestbench.Mcp.refuse;
import static dev.mcptestbench.Mcp.roots;
import static dev.mcptestbench.Mcp.rootsAt;
import static dev.mcptestbench.Mcp.sampling;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolCall;
import static dev.mcptestbench.client.Golden.failsLike;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcptestbench.client.Bench.Way;
import dev.mcptestbench.client.transport.InputRefusedException;
import dev.mcptestbench.journal.JournalEntry;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Question;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a managed client answers when its server asks it for something, in both eras. */
class AnswersTest {

    private static final Question FORM = elicitation(
            "Who are you?",
            Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of(
                            "name", Map.of("type", "string", "default", "John Doe"),
                            "age", Map.of("type", "integer", "default", 30),
                            "nick", Map.of("type", "string"))));

    private static void asks(Bench bench, Question question) {
        bench.server.tool("ask").answers(call -> text(Json.write(call.ask("question", question))));
    }

    @ParameterizedTest
    @EnumSource
    void formsAreFilledInWithTheirDefaults(Way way) {
        try (Bench bench = new Bench(way)) {
            asks(bench, FORM);
            ManagedClient client =
                    bench.client().onElicitation(accept(), accept(Map.of("name", "Ada")), decline(), dismiss());

            assertThat(said(client))
                    .isEqualTo(Map.of("action", "accept", "content", Map.of("name", "John Doe", "age", 30)));
            assertThat(said(client)).isEqualTo(Map.of("action", "accept", "content", Map.of("name", "Ada", "age", 30)));
            assertThat(said(client)).isEqualTo(Map.of("action", "decline"));
            assertThat(said(client)).isEqualTo(Map.of("action", "cancel"));
            assertThat(said(client)).as("the last again").isEqualTo(Map.of("action", "cancel"));

            assertThat(client).wasAsked("elicitation/create", 5);
            assertThat(bench.server).hasNoProtocolViolations();
        }
    }

    private static Object said(ManagedClient client) {
        return Json.parse(client.callTool("ask").text());
    }

    @ParameterizedTest
    @EnumSource
    void theModelAndTheRootsAnswerToo(Way way) {
        try (Bench bench = new Bench(way)) {
            bench.server
                    .tool("model")
                    .answers(call -> text(String.valueOf(
                            Json.at(call.ask("m", sampling("Capital of France?", 10)), "content.text"))));
            bench.server
                    .tool("roots")
                    .answers(call -> text(String.valueOf(Json.at(call.ask("r", roots()), "roots.0.uri"))));
            ManagedClient client = bench.client().onSampling(modelSays("Paris")).onRoots(rootsAt("file:///home/ada"));

            assertThat(client.callTool("model")).hasText("Paris");
            assertThat(client.callTool("roots")).hasText("file:///home/ada");
            assertThat(bench.server).hasNoProtocolViolations();
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalInputsAreGivenInOneRound(Way way) {
        try (Bench bench = new Bench(way)) {
            bench.server.tool("both").answers(call -> {
                Map<String, Map<String, Object>> answers =
                        call.askAll(Map.of("user", FORM, "model", sampling("Capital of France?", 10)));
                return text(Json.at(answers, "user.content.name") + " in " + Json.at(answers, "model.content.text"));
            });
            ManagedClient client = bench.client()
                    .onElicitation(computed(params -> accept(Map.of("name", params.get("message")))))
                    .onSampling(modelSays("Paris"));

            assertThat(client.callTool("both")).hasText("Who are you? in Paris");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLateAnswerFollowsTheTestClock(Way way) {
        try (Bench bench = new Bench(way)) {
            asks(bench, FORM);
            ManagedClient client = bench.client().onElicitation(decline().after(Duration.ofSeconds(9)));
            client.connect();
            bench.clock.advance(Duration.ZERO);
            CompletableFuture<CallOutcome> call =
                    client.startTool("ask", Map.of()).ending().toCompletableFuture();
            assertThat(client).eventually(Duration.ofSeconds(20)).wasAsked("elicitation/create", 1);

            bench.clock.advance(Duration.ofSeconds(8));
            assertThat(call).isNotDone();
            bench.clock.advance(Duration.ofSeconds(1));

            assertThat(call.join()).succeeded();
        }
    }

    @Test
    void whatTheServerHasCancelledIsNotAnsweredAnyMore() {
        try (Bench bench = new Bench()) {
            bench.server.tool("slow").takes(fixed(Duration.ofSeconds(10))).returns(text("done"));
            bench.server.on(toolCall("slow")).ask(elicitationRequest("Who?").cancelledAfter(Duration.ofSeconds(1)));
            ManagedClient client = bench.client().onElicitation(accept().after(Duration.ofSeconds(5)));
            client.connect();
            bench.clock.advance(Duration.ZERO);
            CompletableFuture<CallOutcome> call =
                    client.startTool("slow", Map.of()).ending().toCompletableFuture();
            assertThat(client).eventually(Duration.ofSeconds(20)).wasAsked("elicitation/create", 1);
            bench.clock.advance(Duration.ofSeconds(1));
            assertThat(bench.journal.await(
                            () -> client.notifications().all().stream()
                                    .anyMatch(each -> Methods.CANCELLED.equals(
                                            each.message().method())),
                            Duration.ofSeconds(20)))
                    .isTrue();

            bench.clock.advance(Duration.ofSeconds(9));

            assertThat(call.join()).succeeded();
            assertThat(bench.journal.entries(JournalEntry.RequestArrived.class).stream()
                            .filter(arrived -> arrived.message() != null
                                    && arrived.message().kind() == Message.Kind.RESULT))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNeverAnsweredEndsWithTheTimeOut(Way way) {
        try (Bench bench = new Bench(way)) {
            asks(bench, FORM);
            ManagedClient client = bench.client().onElicitation(neverAnswer());
            client.connect();
            bench.clock.advance(Duration.ZERO);
            CompletableFuture<CallOutcome> call =
                    client.startTool("ask", Map.of()).ending().toCompletableFuture();
            assertThat(client).eventually(Duration.ofSeconds(20)).wasAsked("elicitation/create", 1);

            bench.clock.advance(Duration.ofSeconds(20));

            assertThat(call.join()).failedWith(CallTimeoutException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsToldWhereItCanBe(Way way) {
        try (Bench bench = new Bench(way)) {
            asks(bench, FORM);
            ManagedClient client = bench.client().onElicitation(refuse(INVALID_PARAMS, "not today"));

            CallOutcome outcome = client.callTool("ask");

            assertThat(outcome.toString()).contains("not today");
            if (way.isStateless()) {
                assertThat(outcome).failedWith(InputRefusedException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void codeThatFailsIsARefusal(Way way) {
        try (Bench bench = new Bench(way)) {
            asks(bench, FORM);
            ManagedClient client = bench.client().onElicitation(computed(params -> {
                throw new IllegalStateException("out of ink");
            }));

            assertThat(client.callTool("ask").toString()).contains("out of ink");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotScriptedIsNotDeclared(Way way) {
        try (Bench bench = new Bench(way)) {
            asks(bench, FORM);
            ManagedClient client = bench.client().onRoots(rootsAt());

            CallOutcome outcome = client.callTool("ask");

            assertThat(outcome.isSuccess()).isFalse();
            if (way.isStateless()) {
                assertThat(client).wasAsked("elicitation/create", 0);
            } else {
                // A request of the server's own can be asked all the same, and is refused.
                assertThat(outcome.toString()).contains("declares no capability for elicitation/create");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void urlsAreOpenedWithoutContent(Way way) {
        try (Bench bench = new Bench(way)) {
            asks(
                    bench,
                    new Question(
                            "elicitation/create",
                            Map.of(
                                    "mode",
                                    "url",
                                    "message",
                                    "Log in",
                                    "url",
                                    "https://a.example/",
                                    "elicitationId",
                                    "1")));
            ManagedClient client = bench.client().onElicitation(accept());

            assertThat(said(client)).isEqualTo(Map.of("action", "accept"));
        }
    }

    @Test
    void misuseIsToldWithItsRemedy() {
        try (Bench bench = new Bench()) {
            ManagedClient client = bench.client().onElicitation(answerWith(Map.of("action", "accept")));
            assertThatThrownBy(() -> client.onElicitation(modelSays("hi")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no answer to elicitation/create")
                    .hasMessageContaining("answerWith(…)");
            assertThatThrownBy(client::onSampling).hasMessageContaining("needs at least one answer");
            assertThatThrownBy(() -> decline().after(Duration.ofSeconds(-1))).hasMessageContaining("not after");
            client.connect();
            assertThatThrownBy(() -> client.onSampling(modelSays("hi")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("did not declare that it answers sampling/createMessage")
                    .hasMessageContaining("before it connects");
            client.onElicitation(decline());
        }
    }

    @Test
    void whatItWasAskedIsClaimed() {
        try (Bench bench = new Bench()) {
            asks(bench, FORM);
            ManagedClient client = bench.client().onElicitation(decline());
            client.callTool("ask");

            assertThat(client).wasAsked("elicitation/create", 1).wasAsked("roots/list", 0);
            failsLike("client-was-asked", () -> assertThat(client).wasAsked("roots/list", 1));
        }
    }
}
