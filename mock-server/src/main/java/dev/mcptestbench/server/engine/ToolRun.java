package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Answer;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.script.ToolCall;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Workers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool, step by step: its notifications at their intervals, the time it takes, its reply. Waits on the
 * test clock, never on a thread; only code of the test's runs on a worker.
 */
final class ToolRun implements ToolCall {

    /** How long the client may take to answer a request of the server's. */
    private static final Duration ASK_BOUND = Duration.ofSeconds(30);

    private final Session session;
    private final Message request;
    private final Outlet outlet;
    private final Feature.Tool tool;
    private final Fault.@Nullable FailWith failure;
    private final TestClock clock;
    private final Workers workers;
    private final Function<Latency, Duration> sampling;
    private final Template.Values values;
    private final @Nullable Object progressToken;
    private volatile boolean cancelled;

    ToolRun(
            Session session,
            Message request,
            Outlet outlet,
            Feature.Tool tool,
            Fault.@Nullable FailWith failure,
            TestClock clock,
            Workers workers,
            Function<Latency, Duration> sampling) {
        this.session = session;
        this.request = request;
        this.outlet = outlet;
        this.tool = tool;
        this.failure = failure;
        this.clock = clock;
        this.workers = workers;
        this.sampling = sampling;
        this.values = new Template.Values(0, arguments(), session.client());
        this.progressToken = request.at("_meta.progressToken");
    }

    void start() {
        session.started(id(), this);
        if (failure == null) {
            stream(0, 1);
        } else {
            // The tool fails where it would have replied, as late as it would have.
            work();
        }
    }

    private Object id() {
        Object id = request.id();
        return id == null ? "" : id;
    }

    /** Sends the notifications from the n-th of the given stream on, then goes to work. */
    private void stream(int index, long from) {
        for (int i = index; i < tool.streams().size(); i++) {
            NotificationStream stream = tool.streams().get(i);
            long count;
            Duration interval;
            try {
                count = stream.count(values);
                interval = stream.interval(values);
            } catch (IllegalArgumentException badTemplate) {
                fail(ErrorCode.INVALID_PARAMS, String.valueOf(badTemplate.getMessage()));
                return;
            }
            for (long n = i == index ? from : 1; n <= count; n++) {
                if (cancelled) {
                    return;
                }
                session.notify(outlet, stream.notification(), values.at(n), progressToken);
                if (n < count && !interval.isZero()) {
                    int here = i;
                    long next = n + 1;
                    clock.schedule(interval, () -> stream(here, next));
                    return;
                }
            }
        }
        work();
    }

    private void work() {
        Latency takes = tool.takes();
        if (takes == null) {
            reply();
        } else {
            clock.schedule(sampling.apply(takes), this::reply);
        }
    }

    private void reply() {
        if (cancelled) {
            return;
        }
        if (failure != null) {
            end(Message.error(id(), failure.code(), failure.message(), failure.data()));
        } else if (tool.answer() instanceof Answer.Fixed fixed) {
            end(Message.result(id(), fixed.reply().toResult(values)));
        } else if (tool.answer() instanceof Answer.Computed computed) {
            workers.execute(() -> compute(computed.computation()));
        }
    }

    private void compute(Answer.Computation computation) {
        try {
            Map<String, Object> result = computation.answer(this).toResult(values);
            if (!cancelled) {
                end(Message.result(id(), result));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            fail(ErrorCode.INTERNAL_ERROR, "Interrupted");
        } catch (Exception | AssertionError failed) {
            fail(ErrorCode.INTERNAL_ERROR, "The code that answers \"" + tool.name() + "\" failed: " + failed);
        }
    }

    private void fail(ErrorCode code, String message) {
        if (!cancelled) {
            end(Message.error(id(), code, message, null));
        }
    }

    private void end(Message response) {
        session.ended(id());
        session.respond(outlet, response);
    }

    void cancel() {
        cancelled = true;
        outlet.abandon();
    }

    @Override
    public Message request() {
        return request;
    }

    @Override
    public @Nullable String client() {
        return session.client();
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, Object> arguments() {
        return request.params().get("arguments") instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    @Override
    public void send(Notification notification) {
        session.notify(outlet, notification, values, progressToken);
    }

    @Override
    public Map<String, Object> ask(String method, Map<String, Object> params) {
        CompletableFuture<Message> answer = session.ask(outlet, method, params);
        Message response;
        try {
            response = Workers.waiting(() -> answer.get(ASK_BOUND.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            throw new ClientRefusedException(
                    "The client did not answer " + method + " within " + ASK_BOUND.toSeconds() + " s");
        } catch (Exception failed) {
            if (failed instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ClientRefusedException("The client did not answer " + method + ": " + failed);
        } finally {
            session.forget(answer);
        }
        if (response.kind() != Message.Kind.RESULT) {
            throw new ClientRefusedException(
                    "The client refused " + method + ": " + response.error().get("message"));
        }
        return asMap(response.result());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Map<String, ? extends @Nullable Object> map) {
        return (Map<String, Object>) map;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void closeStream() {
        outlet.closeConnection();
    }
}
