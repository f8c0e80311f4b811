package dev.mcptestbench.wire;

import dev.mcptestbench.script.Rule;
import dev.mcptestbench.time.TestClock;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Who holds the port that a mock is served on: {@code WireServer::start}, where all that can be scripted can be done, or the
 * HTTP server of a plugin. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
@FunctionalInterface
public interface WireHost {

    /**
     * Begins to serve; requests may come before this returns.
     *
     * @param settings how to listen, and what to put up with
     * @param clock what pauses within replies go by
     * @param listener told of requests, on threads that must not be blocked
     * @throws RuntimeException if it cannot be served so, saying why
     */
    Wire start(WireSettings settings, TestClock clock, WireListener listener);

    /** Why the rule cannot be played here, with what to write instead, or {@code null} if it can: by default always. */
    default @Nullable String refusal(Rule rule) {
        return null;
    }
}
