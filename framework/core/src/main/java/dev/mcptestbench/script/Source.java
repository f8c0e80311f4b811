package dev.mcptestbench.script;

import org.apiguardian.api.API;

/**
 * Where a rule was written.
 *
 * @param file the file's name
 * @param line its line, from 1; 0 where it is not known
 */
@API(status = API.Status.EXPERIMENTAL)
public record Source(String file, int line) {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** The place in the user's code that calls the DSL now. */
    static Source ofCaller() {
        return WALKER.walk(frames -> frames.dropWhile(frame -> isOurs(frame.getDeclaringClass()))
                .findFirst()
                .map(frame -> new Source(String.valueOf(frame.getFileName()), frame.getLineNumber()))
                .orElse(new Source("unknown", 0)));
    }

    private static boolean isOurs(Class<?> type) {
        Class<?> outermost = type;
        for (Class<?> outer = type.getEnclosingClass(); outer != null; outer = outer.getEnclosingClass()) {
            outermost = outer;
        }
        return outermost == Source.class
                || outermost == RuleSteps.class
                || outermost == Rule.class
                || Misbehaving.class.isAssignableFrom(outermost);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
