package dev.mcptestbench.junit;

import dev.mcptestbench.journal.Timeline;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Has every failure tell what happened: adds the timeline to its message, or beneath it. */
final class FailureTelling implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

    /** How many lines of events a message holds; the page holds them all. */
    private static final int MOST_LINES = 60;

    private static final Namespace NAMESPACE = Namespace.create(FailureTelling.class);

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw told(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw told(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw told(context, failure);
    }

    private static Throwable told(ExtensionContext context, Throwable failure) {
        return TestRun.begun(context).map(run -> told(context, run, failure)).orElse(failure);
    }

    /**
     * The failure with the timeline in its message if it is an assertion's, otherwise itself with the timeline beneath.
     * Unchanged if the timeline is empty or another failure of the test has it already.
     */
    static Throwable told(ExtensionContext context, TestRun run, Throwable failure) {
        String timeline = timelineOnce(context, run, failure);
        return timeline.isEmpty() ? failure : with(failure, timeline);
    }

    /** Puts the timeline beneath a failure that cannot be replaced any more. */
    static void note(ExtensionContext context, TestRun run, Throwable failure) {
        String timeline = timelineOnce(context, run, failure);
        if (!timeline.isEmpty()) {
            failure.addSuppressed(new TimelineNote(timeline));
        }
    }

    private static String timelineOnce(ExtensionContext context, TestRun run, Throwable failure) {
        if (failure instanceof TestAbortedException) {
            return "";
        }
        Fixtures fixtures = run.fixtures();
        String test = Places.test(context);
        Timeline timeline = Timeline.of(
                fixtures.journal(),
                new Timeline.Heading(
                        test,
                        fixtures.settings().revision(),
                        fixtures.settings().transport(),
                        fixtures.settings().seed()));
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        if (timeline.isEmpty() || store.get(context.getUniqueId()) != null) {
            return "";
        }
        store.put(context.getUniqueId(), true);
        return timeline.toText(MOST_LINES) + "\n" + TimelineReport.write(timeline, context);
    }

    private static Throwable with(Throwable failure, String timeline) {
        String message = failure.getMessage() == null ? timeline : failure.getMessage() + "\n\n" + timeline;
        AssertionError told;
        if (failure.getClass() == AssertionFailedError.class) {
            AssertionFailedError failed = (AssertionFailedError) failure;
            told = failed.isExpectedDefined() || failed.isActualDefined()
                    ? new AssertionFailedError(message, failed.getExpected(), failed.getActual(), failed.getCause())
                    : new AssertionFailedError(message, failed.getCause());
        } else if (failure.getClass() == AssertionError.class) {
            told = new AssertionError(message, failure.getCause());
        } else {
            failure.addSuppressed(new TimelineNote(timeline));
            return failure;
        }
        told.setStackTrace(failure.getStackTrace());
        for (Throwable suppressed : failure.getSuppressed()) {
            told.addSuppressed(suppressed);
        }
        return told;
    }
}
