package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Answer;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.Notification;
import dev.mcptestbench.script.NotificationStream;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.script.ToolCall;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Workers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool, step by step: its notifications at their intervals, the time it takes, its reply. Waits on the
 * test clock, never on a thread; only code of the test's runs on a worker.
 */
final class ToolRun implements ToolCall, Run {

    private final Errand errand;
    private final Feature.Tool tool;
    private final Fault.@Nullable FailWith failure;
    private final TestClock clock;
    private final Workers workers;
    private final Function<Latency, Duration> sampling;
    private final Function<Reply, Map<String, Object>> shape;
    private final Template.Values values;
    private boolean hangs;
    private volatile boolean cancelled;

    // Only code that answers asks, on one worker.
    private int questions;

    /**
     * A run of anything that is answered as a tool is.
     *
     * @param shape what its replies are in the result
     */
    ToolRun(
            Errand errand,
            Feature.Tool tool,
            Fault.@Nullable FailWith failure,
            TestClock clock,
            Workers workers,
            Function<Latency, Duration> sampling,
            Function<Reply, Map<String, Object>> shape) {
        this.shape = shape;
        this.errand = errand;
        this.tool = tool;
        this.failure = failure;
        this.clock = clock;
        this.workers = workers;
        this.sampling = sampling;
        this.values = errand.values();
    }

    /** Does all but reply: it goes on until the client cancels it. */
    void hang() {
        hangs = true;
        start();
    }

    /** Runs the same anew, for another errand. */
    private void startFor(Errand other) {
        new ToolRun(other, tool, failure, clock, workers, sampling, shape).start();
    }

    void start() {
        errand.started(this);
        if (failure == null) {
            stream(0);
        } else {
            // The tool fails where it would have replied, as late as it would have.
            work();
        }
    }

    /** Sends the notifications of the streams from this one on, then goes to work. */
    private void stream(int index) {
        if (index == tool.streams().size()) {
            work();
            return;
        }
        NotificationStream stream = tool.streams().get(index);
        PacedStream paced;
        try {
            paced = new PacedStream(
                    clock,
                    workers,
                    stream,
                    values,
                    () -> cancelled,
                    nth -> errand.notify(stream.notification(), nth),
                    errand.outlet()::room,
                    () -> stream(index + 1));
        } catch (IllegalArgumentException badTemplate) {
            fail(ErrorCode.INVALID_PARAMS, String.valueOf(badTemplate.getMessage()));
            return;
        }
        paced.start();
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
        if (cancelled || hangs) {
            return;
        }
        if (failure != null) {
            errand.fail(failure.code(), failure.message(), failure.data());
        } else if (tool.answer() instanceof Answer.Fixed fixed) {
            errand.succeed(shape.apply(fixed.reply()));
        } else if (tool.answer() instanceof Answer.Computed computed) {
            workers.execute(() -> compute(computed.computation()));
        }
    }

    private void compute(Answer.Computation computation) {
        try {
            Map<String, Object> result = shape.apply(computation.answer(this));
            if (!cancelled) {
                errand.succeed(result);
            }
        } catch (EarlyAnswer early) {
            if (!cancelled) {
                early.give(errand, this::startFor);
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
            errand.fail(code, message, null);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        errand.outlet().abandon();
    }

    @Override
    public Message request() {
        return errand.request();
    }

    @Override
    public @Nullable String client() {
        return errand.client();
    }

    @Override
    public Map<String, Object> arguments() {
        return errand.arguments();
    }

    @Override
    public void send(Notification notification) {
        errand.notify(notification, values);
        // The code of the test may wait for its client, which no event loop may.
        errand.outlet().room().await();
    }

    @Override
    public Map<String, Map<String, Object>> askAll(Map<String, Question> questions) {
        return errand.ask(questions);
    }

    @Override
    public Map<String, Object> ask(String method, Map<String, Object> params) {
        return ask(method + " " + ++questions, new Question(method, params));
    }

    @Override
    public void becomeTask() {
        errand.becomeTask();
    }

    @Override
    public boolean clientDeclares(String capability) {
        return errand.clientDeclares(capability);
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void closeStream() {
        errand.outlet().closeConnection();
    }
}
