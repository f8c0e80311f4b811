package dev.mcptestbench.wire;

import java.time.Duration;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One block of an event stream, as it was read. A block with an id or a retry and without data is told, too, though a
 * browser would dispatch nothing for it: that is how a stream is primed.
 *
 * @param id the id in this block, or {@code null}; empty forgets the last one
 * @param name the event type, or {@code null}, which reads as {@code message}
 * @param data the data lines joined by line feeds; empty if there are none
 * @param retry the reconnection time in this block, or {@code null}
 */
@API(status = API.Status.EXPERIMENTAL)
public record ServerSentEvent(
        @Nullable String id,
        @Nullable String name,
        String data,
        @Nullable Duration retry) {}
