package dev.mcptestbench.junit;

/** Carries a timeline beneath a failure whose own message cannot be added to. Has no stack trace; it is not a failure. */
final class TimelineNote extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TimelineNote(String text) {
        super("what happened:\n" + text, null, false, false);
    }
}
