package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.script.Answer;
import dev.mcptestbench.script.CannedReply.Step;
import dev.mcptestbench.script.CannedReply.Turn;
import dev.mcptestbench.script.ClientRefusedException;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Latency;
import dev.mcptestbench.script.Question;
import dev.mcptestbench.script.Template;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Workers;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One request that is answered word for word by what is canned for it: what comes before, then the response. Waits on the
 * test clock; only for answers of the client's it waits on a worker.
 */
final class CannedRun implements Run {

    private final Errand errand;
    private final Turn turn;
    private final Playback playback;
    private final TestClock clock;
    private final Workers workers;
    private volatile boolean cancelled;

    private CannedRun(Errand errand, Turn turn, Playback playback, TestClock clock, Workers workers) {
        this.errand = errand;
        this.turn = turn;
        this.playback = playback;
        this.clock = clock;
        this.workers = workers;
    }

    /**
     * Answers a request if something is canned for it, or for others that differ from it in their arguments alone: those
     * fail, unless a tool has an answer of its own.
     *
     * @return whether it is answered, or will be
     */
    static boolean answers(Errand errand, Playback playback, TestClock clock, Workers workers) {
        Message request = errand.request();
        Turn turn = playback.replies().next(request);
        if (turn != null) {
            CannedRun run = new CannedRun(errand, turn, playback, clock, workers);
            errand.started(run);
            run.go(0);
            return true;
        }
        String nearest =
                hasAnswerOfItsOwn(request, playback) ? null : playback.replies().nearest(request);
        if (nearest != null) {
            String asked = String.valueOf(request);
            errand.fail(ErrorCode.INVALID_PARAMS, "Nothing is recorded for " + asked + ". " + nearest, null);
        }
        return nearest != null;
    }

    private static boolean hasAnswerOfItsOwn(Message request, Playback playback) {
        Feature.Tool tool =
                request.params().get("name") instanceof String name ? playback.feature(Feature.Tool.class, name) : null;
        return tool != null
                && !(tool.answer() instanceof Answer.Fixed fixed
                        && fixed.reply().isNothing());
    }

    private void go(int from) {
        List<Step> steps = turn.before();
        for (int i = from; i < steps.size(); i++) {
            Step step = steps.get(i);
            int at = i;
            if (!step.after().isZero()) {
                clock.schedule(step.after(), () -> {
                    if (take(step, at)) {
                        go(at + 1);
                    }
                });
                return;
            }
            if (!take(step, at)) {
                return;
            }
        }
        Latency takes = turn.takes();
        if (takes == null) {
            respond();
        } else {
            clock.schedule(playback.sample(takes), this::respond);
        }
    }

    /** Takes a step; returns whether the next may be taken at once. */
    private boolean take(Step step, int at) {
        if (cancelled) {
            return false;
        }
        if (step instanceof Step.Ask ask) {
            workers.execute(() -> ask(ask, at));
            return false;
        }
        // Word for word: what looks like a place in a template is none.
        errand.notify(((Step.Notify) step).notification(), Template.Values.NONE);
        return true;
    }

    private void ask(Step.Ask ask, int at) {
        try {
            errand.ask(Map.of(ask.method() + " " + at, new Question(ask.method(), ask.params())));
        } catch (EarlyAnswer early) {
            early.give(errand, again -> {});
            return;
        } catch (ClientRefusedException refused) {
            // The real server went on, whatever it was told.
        }
        go(at + 1);
    }

    private void respond() {
        if (!cancelled) {
            errand.respond(turn.response(Objects.requireNonNull(errand.request().id())));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        errand.outlet().abandon();
    }
}
