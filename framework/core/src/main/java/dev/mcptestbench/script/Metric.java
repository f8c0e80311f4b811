package dev.mcptestbench.script;

import java.util.Locale;
import org.apiguardian.api.API;

/** What a managed client counts. */
@API(status = API.Status.EXPERIMENTAL)
public enum Metric {
    /** Calls that have ended, well or not. */
    CALLS,
    /** Calls that were answered with a result which is no tool error. */
    SUCCESSES,
    /** Calls that failed: with an exception, a JSON-RPC error or a tool error. */
    ERRORS;

    /** As it reads in a sentence: {@code calls}, {@code successes}, {@code errors}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
