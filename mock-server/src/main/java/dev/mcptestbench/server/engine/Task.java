package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.TaskSupport;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that goes on after it was answered (the extension {@code io.modelcontextprotocol/tasks}, SEP-2663): its client
 * looks at it, and answers what it asks. Thread-safe.
 */
final class Task implements Errand {

    /** How long the client may take to answer what the task asks. */
    private static final Duration ASK_BOUND = Duration.ofMinutes(5);

    private final String id;
    private final ModernErrand origin;
    private final TaskSupport support;
    private final TestClock clock;
    private final Consumer<Task> changed;
    private final Instant created;
    private final Map<String, Map<String, Object>> answers = new LinkedHashMap<>();
    private final Map<String, Question> open = new LinkedHashMap<>();
    private final Map<String, Object> outcome = new LinkedHashMap<>();
    private CompletableFuture<Void> answered = new CompletableFuture<>();
    private Instant updated;
    private String status = "working";
    private @Nullable Run run;

    Task(String id, ModernErrand origin, TaskSupport support, TestClock clock, Consumer<Task> changed) {
        this.id = id;
        this.origin = origin;
        this.support = support;
        this.clock = clock;
        this.changed = changed;
        this.created = clock.instant();
        this.updated = created;
        this.answers.putAll(origin.answers());
    }

    String id() {
        return id;
    }

    /** Answers the call with the task, and lets the work begin. */
    void begin(Runs.Rerun work) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("resultType", "task");
        result.putAll(seed());
        origin.succeed(result);
        work.start(this);
    }

    /** Whether the server knows it no more. */
    boolean isExpired() {
        Duration ttl = support.ttl();
        return ttl != null && clock.instant().isAfter(created.plus(ttl));
    }

    private Map<String, Object> seed() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("taskId", id);
        members.put("status", status);
        members.put("createdAt", created.toString());
        members.put("lastUpdatedAt", updated.toString());
        Duration ttl = support.ttl();
        members.put("ttlMs", ttl == null ? null : ttl.toMillis());
        members.put("pollIntervalMs", support.pollInterval().toMillis());
        return members;
    }

    /** What there is to say of it now. */
    synchronized Map<String, Object> detailed() {
        Map<String, Object> members = seed();
        if (!open.isEmpty()) {
            members.put("inputRequests", ModernErrand.inputRequests(open));
        }
        members.putAll(outcome);
        return members;
    }

    /** Takes the answers to what is open; whatever else comes is passed over. */
    void update(Map<?, ?> inputResponses) {
        synchronized (this) {
            inputResponses.forEach((key, answer) -> {
                if (answer instanceof Map<?, ?> members && open.remove(String.valueOf(key)) != null) {
                    answers.put(String.valueOf(key), RequestState.asMap(members));
                }
            });
            if (open.isEmpty() && status.equals("input_required")) {
                move("working");
                answered.complete(null);
            }
        }
        changed.accept(this);
    }

    /** Ends it, if it has not ended. */
    void cancel() {
        Run running;
        synchronized (this) {
            if (isOver()) {
                return;
            }
            open.clear();
            move("cancelled");
            answered.complete(null);
            running = run;
        }
        if (running != null) {
            running.cancel();
        }
        changed.accept(this);
    }

    @Override
    public synchronized boolean isOver() {
        return !status.equals("working") && !status.equals("input_required");
    }

    private void move(String to) {
        status = to;
        updated = clock.instant();
    }

    private void end(String how, Map<String, Object> members) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            open.clear();
            outcome.putAll(members);
            move(how);
        }
        changed.accept(this);
    }

    @Override
    public Message request() {
        return origin.request();
    }

    @Override
    public Revision revision() {
        return origin.revision();
    }

    @Override
    public Outlet outlet() {
        return NOWHERE;
    }

    @Override
    public @Nullable String client() {
        return origin.client();
    }

    @Override
    public void notify(Notification notification, Template.Values values) {
        // A task tells neither progress nor logs: there is no stream of its own to tell them on.
    }

    @Override
    public Map<String, Map<String, Object>> ask(Map<String, Question> questions) {
        origin.missingFor(questions).ifPresent(missing -> {
            throw EarlyAnswer.refusing(ModernRules.missingCapability(missing));
        });
        CompletableFuture<Void> all = new CompletableFuture<>();
        synchronized (this) {
            checkUnderWay();
            questions.forEach((key, question) -> {
                if (!answers.containsKey(key)) {
                    open.put(key, question);
                }
            });
            if (open.isEmpty()) {
                return new LinkedHashMap<>(answers);
            }
            answered = all;
            move("input_required");
        }
        changed.accept(this);
        try {
            Workers.waiting(() -> all.get(ASK_BOUND.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            throw new ClientRefusedException(
                    "The client did not answer the task within " + ASK_BOUND.toMinutes() + " min");
        } catch (Exception failed) {
            if (failed instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ClientRefusedException("The client did not answer the task: " + failed);
        }
        synchronized (this) {
            checkUnderWay();
            return new LinkedHashMap<>(answers);
        }
    }

    private void checkUnderWay() {
        if (isOver()) {
            throw new ClientRefusedException("The client answers the task no more: it is " + status);
        }
    }

    @Override
    public boolean clientDeclares(String capability) {
        return origin.clientDeclares(capability);
    }

    @Override
    public synchronized void started(Run begun) {
        run = begun;
        if (isOver()) {
            begun.cancel();
        }
    }

    @Override
    public void succeed(Map<String, Object> result) {
        end("completed", Map.of("result", result));
    }

    @Override
    public void fail(ErrorCode code, String message, @Nullable Object data) {
        Message error = Message.error(null, code, message, data);
        end("failed", Map.of("statusMessage", message, "error", error.error()));
    }

    @Override
    public void respond(Message response) {
        if (response.kind() == Message.Kind.RESULT) {
            succeed(RequestState.asMap(response.result()));
        } else {
            end("failed", Map.of("error", response.error()));
        }
    }

    /** Nothing about the task leaves by the call's stream, which is over. */
    private static final Outlet NOWHERE = new Outlet() {
        @Override
        public void send(Message message) {}

        @Override
        public void respond(Message response) {}

        @Override
        public void abandon() {}

        @Override
        public void closeConnection() {}
    };
}
