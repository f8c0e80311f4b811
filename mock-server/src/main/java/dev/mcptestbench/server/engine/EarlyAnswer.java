package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.script.Question;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Leaves code of the test's in its middle, because the request is answered already: the client is asked for input, or is
 * one that cannot be asked. An error, so that tests that catch exceptions do not catch it.
 */
final class EarlyAnswer extends Error {

    private static final long serialVersionUID = 1L;

    private final transient Consumer<ModernErrand> answer;

    private EarlyAnswer(String message, Consumer<ModernErrand> answer) {
        super(message, null, false, false);
        this.answer = answer;
    }

    static EarlyAnswer askingFor(Map<String, Question> open) {
        return new EarlyAnswer(
                "The call ends here and asks the client for " + open.keySet() + "; it runs anew with the answers",
                errand -> errand.askFor(open));
    }

    static EarlyAnswer refusing(RequestRefusal refusal) {
        return new EarlyAnswer(
                refusal.message(), errand -> errand.fail(refusal.code(), refusal.message(), refusal.data()));
    }

    /** Gives it; only requests of the modern era are left in this way. */
    void give(Errand errand) {
        if (errand instanceof ModernErrand modern) {
            answer.accept(modern);
        }
    }
}
