package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.script.Question;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Leaves code of the test's in its middle, because the request is answered already: the client is asked for input, or is
 * one that cannot be asked, or gets a task. An error, so that tests that catch exceptions do not catch it.
 */
final class EarlyAnswer extends Error {

    private static final long serialVersionUID = 1L;

    private final transient BiConsumer<Errand, Runs.Rerun> answer;

    private EarlyAnswer(String message, BiConsumer<Errand, Runs.Rerun> answer) {
        super(message, null, false, false);
        this.answer = answer;
    }

    static EarlyAnswer askingFor(ModernErrand asking, Map<String, Question> open) {
        return new EarlyAnswer(
                "The call ends here and asks the client for " + open.keySet() + "; it runs anew with the answers",
                (errand, rerun) -> asking.askFor(open));
    }

    static EarlyAnswer refusing(RequestRefusal refusal) {
        return new EarlyAnswer(
                refusal.message(), (errand, rerun) -> errand.fail(refusal.code(), refusal.message(), refusal.data()));
    }

    static EarlyAnswer with(Task task) {
        return new EarlyAnswer("The call ends here and goes on as a task", (errand, rerun) -> task.begin(rerun));
    }

    /**
     * Gives it.
     *
     * @param rerun runs the code anew, for another errand
     */
    void give(Errand errand, Runs.Rerun rerun) {
        answer.accept(errand, rerun);
    }
}
