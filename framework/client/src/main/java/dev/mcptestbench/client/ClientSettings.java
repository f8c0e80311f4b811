package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How a managed client behaves. Immutable.
 *
 * @param requestTimeout how long a request may take in all, reconnections included, on the test's clock; positive
 * @param backoff when to look for a server that was lost
 * @param revisions the revisions that it speaks; empty for that of the test. Of several it finds out by itself which the
 *     server speaks too: the modern era is tried first, then the legacy era, then, if 2024-11-05 is among them, HTTP+SSE
 *     (2026-07-28, basic/versioning)
 * @param transport the name of its transport, or empty for that of the test
 */
@API(status = API.Status.EXPERIMENTAL)
public record ClientSettings(
        Duration requestTimeout, Backoff backoff, List<Revision> revisions, Optional<String> transport) {

    /** A time-out of 20 s, and {@link Backoff#DEFAULT}. */
    public static final ClientSettings DEFAULT =
            new ClientSettings(Duration.ofSeconds(20), Backoff.DEFAULT, List.of(), Optional.empty());

    /**
     * Checks the time-out.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ClientSettings {
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("requestTimeout must be positive, not " + requestTimeout);
        }
        revisions = List.copyOf(revisions);
    }

    /** The same with that time-out for a request, on the test's clock. */
    public ClientSettings withRequestTimeout(Duration changed) {
        return new ClientSettings(changed, backoff, revisions, transport);
    }

    /** The same with that back-off. */
    public ClientSettings withBackoff(Backoff changed) {
        return new ClientSettings(requestTimeout, changed, revisions, transport);
    }

    /** The same, speaking these revisions, of either era. */
    public ClientSettings withRevisions(Revision... changed) {
        return new ClientSettings(requestTimeout, backoff, List.of(changed), transport);
    }

    /** The same, speaking every revision there is, so that it gets along with servers of any age. */
    public ClientSettings withAllRevisions() {
        return withRevisions(Revision.values());
    }

    /** The same, over the transport of that name, such as {@code stdio}. */
    public ClientSettings withTransport(String changed) {
        return new ClientSettings(requestTimeout, backoff, revisions, Optional.of(changed));
    }
}
