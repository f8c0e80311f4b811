package dev.mcptestbench.client;

import dev.mcptestbench.client.resilience.Backoff;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How a managed client behaves. Immutable.
 *
 * @param requestTimeout how long a request may take in all, reconnections included, on the test's clock; positive
 * @param backoff when to look for a server that was lost
 */
@API(status = API.Status.EXPERIMENTAL)
public record ClientSettings(Duration requestTimeout, Backoff backoff) {

    /** A time-out of 20 s, and {@link Backoff#DEFAULT}. */
    public static final ClientSettings DEFAULT = new ClientSettings(Duration.ofSeconds(20), Backoff.DEFAULT);

    /**
     * Checks the time-out.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ClientSettings {
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("requestTimeout must be positive, not " + requestTimeout);
        }
    }

    /** The same with that time-out for a request, on the test's clock. */
    public ClientSettings withRequestTimeout(Duration changed) {
        return new ClientSettings(changed, backoff);
    }

    /** The same with that back-off. */
    public ClientSettings withBackoff(Backoff changed) {
        return new ClientSettings(requestTimeout, changed);
    }
}
