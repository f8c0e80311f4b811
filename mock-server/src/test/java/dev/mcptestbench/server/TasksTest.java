package dev.mcptestbench.server;

import static dev.mcptestbench.Mcp.elicitation;
import static dev.mcptestbench.Mcp.fixed;
import static dev.mcptestbench.Mcp.progress;
import static dev.mcptestbench.Mcp.text;
import static dev.mcptestbench.Mcp.toolError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.time.Gate;
import dev.mcptestbench.time.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that run as tasks: the extension {@code io.modelcontextprotocol/tasks} of revision 2026-07-28. */
class TasksTest {

    private static final Map<String, Object> TASKS =
            Map.of("elicitation", Map.of(), "extensions", Map.of("io.modelcontextprotocol/tasks", Map.of()));
    private static final Question SURE = elicitation("Sure?", Map.of("type", "object"));
    private static final Map<String, Object> YES = Map.of("action", "accept", "content", Map.of("name", "Ann"));

    private final TestClock clock = new TestClock();
    private final MockMcpServer server = MockMcpServer.builder().clock(clock).start();
    private final ModernPeer peer = new ModernPeer(server).able(TASKS);

    @AfterEach
    void close() {
        server.close();
    }

    private Peer.Reply about(String method, Object id, Map<String, Object> more) {
        Map<String, Object> params = new java.util.LinkedHashMap<>(more);
        params.put("taskId", id);
        return peer.request(method, params);
    }

    private Message look(Object id) {
        return about("tasks/get", id, Map.of()).last();
    }

    /** Listens to a task, so that its changes can be waited for; what was there before the first is read past. */
    private EventLines follow(Object id) {
        EventLines stream = peer.listen(Map.of("taskIds", List.of(id, "no such task")));
        assertThat(stream.next().at("notifications")).isEqualTo(Map.of("taskIds", List.of(id)));
        return stream;
    }

    @Test
    void givesATaskAtOnceAndItsResultWhenItIsDone() {
        Gate gate = new Gate();
        server.tool("slow").sends(progress(0.5)).runsAsTask().answers(call -> {
            CountDownLatch open = new CountDownLatch(1);
            gate.whenOpen(open::countDown);
            open.await(20, TimeUnit.SECONDS);
            return text("done");
        });

        Message created = peer.call("slow", Map.of()).last();
        assertThat(created.at("resultType")).isEqualTo("task");
        assertThat(created.at("status")).isEqualTo("working");
        assertThat(created.at("ttlMs")).isEqualTo(3_600_000);
        assertThat(created.at("pollIntervalMs")).isEqualTo(500);
        Object id = created.at("taskId");
        assertThat(look(id).at("status")).isEqualTo("working");
        assertThat(look(id).at("resultType")).isEqualTo("complete");
        try (EventLines stream = follow(id)) {
            gate.open();
            Message changed = stream.next();
            assertThat(changed.method()).isEqualTo("notifications/tasks");
            assertThat(changed.at("status")).isEqualTo("completed");
            assertThat(changed.at("result.content.0.text")).isEqualTo("done");
        }
        assertThat(look(id).at("result.content.0.text")).isEqualTo("done");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void runsAsAnyOtherForAClientThatKnowsNoTasks() {
        server.tool("either").runsAsTask().returns(text("sync"));
        server.tool("only").runsAsTaskOnly().returns(text("never"));
        ModernPeer plain = new ModernPeer(server);

        assertThat(plain.call("either", Map.of()).at("content.0.text")).isEqualTo("sync");
        assertThat(Peer.connected(server).call("only", Map.of()).at("content.0.text"))
                .isEqualTo("never");
        for (Peer.Reply refused : List.of(
                plain.call("only", Map.of()),
                plain.heading("Mcp-Name", "t").request("tasks/get", Map.of("taskId", "t")),
                plain.heading("Mcp-Name", null)
                        .request("subscriptions/listen", Map.of("notifications", Map.of("taskIds", List.of()))))) {
            assertThat(refused.last().errorCode()).isEqualTo(ErrorCode.MISSING_CLIENT_CAPABILITY);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.at("data.requiredCapabilities"))
                    .isEqualTo(Map.of("extensions", Map.of("io.modelcontextprotocol/tasks", Map.of())));
        }
    }

    @Test
    void tellsToolErrorsFromErrorsOfTheProtocol() {
        server.tool("bad").runsAsTask().returns(toolError("no"));
        server.tool("broken").runsAsTask().answers(call -> {
            throw new IllegalStateException("boom");
        });

        Message bad = look(peer.call("bad", Map.of()).at("taskId"));
        assertThat(bad.at("status")).isEqualTo("completed");
        assertThat(bad.at("result.isError")).isEqualTo(true);
        Object id = peer.call("broken", Map.of()).at("taskId");
        clock.advance(Duration.ZERO);
        assertThat(look(id).at("status")).isEqualTo("failed");
        assertThat(look(id).at("error.code")).isEqualTo(-32603);
        assertThat(look(id).at("statusMessage").toString()).contains("boom");
    }

    @Test
    void asksWithinATask() {
        server.tool("asking").runsAsTask().answers(call -> {
            Map<String, Map<String, Object>> answers = call.askAll(Map.of("a", SURE, "b", SURE));
            return text(Json.at(answers, "a.action") + " " + Json.at(answers, "b.action"));
        });
        Object id = peer.call("asking", Map.of()).at("taskId");
        try (EventLines stream = follow(id)) {
            clock.advance(Duration.ZERO);
            assertThat((Map<?, ?>) look(id).at("inputRequests")).hasSize(2);
            assertThat(look(id).at("status")).isEqualTo("input_required");

            Peer.Reply first = about("tasks/update", id, Map.of("inputResponses", Map.of("a", YES, "x", YES)));
            assertThat(first.at("resultType")).isEqualTo("complete");
            assertThat(look(id).at("status")).isEqualTo("input_required");
            assertThat(((Map<?, ?>) look(id).at("inputRequests")).keySet().toString())
                    .isEqualTo("[b]");
            about("tasks/update", id, Map.of("inputResponses", Map.of("b", Map.of("action", "decline"))));
            Message last = stream.next();
            while (!"completed".equals(last.at("status"))) {
                last = stream.next();
            }
            assertThat(last.at("result.content.0.text")).isEqualTo("accept decline");
        }
    }

    @Test
    void asksFirstAndGoesOnAsATask() {
        server.tool("both").answers(call -> {
            Object name = Json.at(call.ask("user", SURE), "content.name");
            call.becomeTask();
            return text(name + " " + call.ask("more", SURE).get("action"));
        });
        Message needy = peer.call("both", Map.of()).last();
        assertThat(needy.at("resultType")).isEqualTo("input_required");

        Message created = peer.request(
                        "tools/call",
                        Map.of(
                                "name", "both",
                                "arguments", Map.of(),
                                "inputResponses", Map.of("user", YES),
                                "requestState", needy.at("requestState")))
                .last();
        assertThat(created.at("resultType")).isEqualTo("task");
        assertThat(created.at("requestState")).isNull();
        Object id = created.at("taskId");
        try (EventLines stream = follow(id)) {
            clock.advance(Duration.ZERO);
            about("tasks/update", id, Map.of("inputResponses", Map.of("more", YES)));
            Message last = stream.next();
            while (!"completed".equals(last.at("status"))) {
                last = stream.next();
            }
            assertThat(last.at("result.content.0.text")).isEqualTo("Ann accept");
        }
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void cancelsWhatHasNotEnded() throws Exception {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        server.tool("long").runsAsTask().answers(call -> {
            seen.complete(server.journal().await(call::isCancelled, Duration.ofSeconds(20)));
            return text("too late");
        });
        server.tool("short").runsAsTask().returns(text("done"));

        Object id = peer.call("long", Map.of()).at("taskId");
        assertThat(about("tasks/cancel", id, Map.of()).at("resultType")).isEqualTo("complete");
        assertThat(seen.get(20, TimeUnit.SECONDS)).isTrue();
        clock.advance(Duration.ZERO);
        assertThat(look(id).at("status")).isEqualTo("cancelled");
        assertThat(look(id).at("result")).isNull();
        Object done = peer.call("short", Map.of()).at("taskId");
        about("tasks/cancel", done, Map.of());
        assertThat(look(done).at("status")).isEqualTo("completed");
    }

    @Test
    void asksNothingMoreOnceCancelled() throws Exception {
        CompletableFuture<String> refused = new CompletableFuture<>();
        server.tool("asking").runsAsTask().answers(call -> {
            try {
                return text(String.valueOf(call.ask("first", SURE)));
            } catch (ClientRefusedException cancelled) {
                server.journal().await(call::isCancelled, Duration.ofSeconds(20));
                try {
                    call.ask("second", SURE);
                } catch (ClientRefusedException again) {
                    refused.complete(cancelled.getMessage() + "; " + again.getMessage());
                }
                return text("too late");
            }
        });
        Object id = peer.call("asking", Map.of()).at("taskId");
        clock.advance(Duration.ZERO);
        assertThat((Map<?, ?>) look(id).at("inputRequests")).hasSize(1);

        about("tasks/cancel", id, Map.of());

        assertThat(look(id).at("status")).isEqualTo("cancelled");
        assertThat(look(id).at("inputRequests")).isNull();
        clock.advance(Duration.ZERO);
        String why = "The client answers the task no more: it is cancelled";
        assertThat(refused).isCompletedWithValue(why + "; " + why);
        assertThat(look(id).at("status")).isEqualTo("cancelled");
        assertThat(look(id).at("inputRequests")).isNull();
        assertThat(look(id).at("result")).isNull();
    }

    @Test
    void tellsOfATaskOnlyWhoAskedForIt() {
        server.tool("long").runsAsTask().takes(fixed(Duration.ofHours(1))).returns(text("done"));
        Object one = peer.call("long", Map.of()).at("taskId");
        Object other = peer.call("long", Map.of()).at("taskId");
        try (EventLines ofTheOther = follow(other);
                EventLines ofNone = peer.listen(Map.of("toolsListChanged", true))) {
            assertThat(ofNone.next().at("notifications")).isEqualTo(Map.of("toolsListChanged", true));
            about("tasks/cancel", one, Map.of());
            about("tasks/cancel", other, Map.of());
            server.tool("more").returns(text("x"));

            Message told = ofTheOther.next();
            assertThat(told.method()).isEqualTo("notifications/tasks");
            assertThat(told.at("taskId")).isEqualTo(other);
            assertThat(ofNone.next().method()).isEqualTo("notifications/tools/list_changed");
        }
    }

    @Test
    void knowsATaskNoLongerThanItSaid() {
        server.tool("short").runsAsTask().returns(text("done"));
        Object id = peer.call("short", Map.of()).at("taskId");

        assertThat(look("nobody").errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
        clock.advance(Duration.ofMinutes(61));
        assertThat(look(id).errorCode()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(peer.heading("Mcp-Name", "other")
                        .request("tasks/get", Map.of("taskId", id))
                        .last()
                        .errorCode())
                .isEqualTo(ErrorCode.HEADER_MISMATCH);
        assertThat(peer.heading("Mcp-Name", null)
                        .request("server/discover", Map.of())
                        .at("capabilities.extensions"))
                .isEqualTo(Map.of("io.modelcontextprotocol/tasks", Map.of()));
    }
}
