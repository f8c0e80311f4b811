package dev.mcptestbench.script;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How long clients may keep what a server lists, reads and says of itself (2026-07-28, server/utilities/caching).
 * Immutable.
 *
 * @param ttl how long, in whole milliseconds; zero means that it is stale at once
 * @param scope for whom it may be kept
 */
@API(status = API.Status.EXPERIMENTAL)
public record Caching(Duration ttl, Scope scope) {

    /** Nothing may be kept: what a test changes is seen at once. */
    public static final Caching NONE = new Caching(Duration.ZERO, Scope.PRIVATE);

    /** For whom a result may be kept. */
    @API(status = API.Status.EXPERIMENTAL)
    public enum Scope {
        /** For everybody. */
        PUBLIC("public"),
        /** For whoever asked. */
        PRIVATE("private");

        private final String text;

        Scope(String text) {
            this.text = text;
        }

        /** As it stands on the wire. */
        public String text() {
            return text;
        }
    }

    /** Checks the time. */
    public Caching {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("A result is fresh for no time at least, not for " + ttl);
        }
    }
}
