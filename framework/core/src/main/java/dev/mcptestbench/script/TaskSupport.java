package dev.mcptestbench.script;

import java.time.Duration;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * That calls of a tool run as tasks (the extension {@code io.modelcontextprotocol/tasks} of 2026-07-28). Immutable.
 *
 * @param required whether a client that does not know tasks is refused; else its call runs as any other
 * @param pollInterval how long clients are told to wait between two looks at the task
 * @param ttl how long the server knows the task, from its beginning, or {@code null} for ever
 */
@API(status = API.Status.EXPERIMENTAL)
public record TaskSupport(
        boolean required, Duration pollInterval, @Nullable Duration ttl) {

    /** For clients that know tasks; looked at twice a second, known for an hour. */
    public static final TaskSupport OPTIONAL = new TaskSupport(false, Duration.ofMillis(500), Duration.ofHours(1));

    /** Checks the times. */
    public TaskSupport {
        if (pollInterval.isNegative() || (ttl != null && ttl.isNegative())) {
            throw new IllegalArgumentException("A task has no negative times: " + pollInterval + ", " + ttl);
        }
    }

    TaskSupport only() {
        return new TaskSupport(true, pollInterval, ttl);
    }
}
