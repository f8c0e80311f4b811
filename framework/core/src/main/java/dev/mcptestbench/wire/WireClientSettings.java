package dev.mcptestbench.wire;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link WireClient} connects. Immutable.
 *
 * @param connectTimeout the time, in real time, to connect, and again for a TLS handshake
 * @param maxHeadBytes bounds the status line, and all header lines together, in bytes
 * @param maxIdlePerOrigin how many connections to one origin are kept for later requests
 * @param trust what HTTPS servers are trusted by; {@code null} for the JVM's default
 */
@API(status = API.Status.EXPERIMENTAL)
public record WireClientSettings(
        Duration connectTimeout,
        int maxHeadBytes,
        int maxIdlePerOrigin,
        @Nullable SSLContext trust) {

    private static final WireClientSettings DEFAULTS =
            new WireClientSettings(Duration.ofSeconds(10), 64 * 1024, 64, null);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public WireClientSettings {
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout must be positive, not " + connectTimeout);
        }
        if (maxHeadBytes <= 0) {
            throw new IllegalArgumentException("maxHeadBytes must be positive, not " + maxHeadBytes);
        }
        if (maxIdlePerOrigin < 0) {
            throw new IllegalArgumentException("maxIdlePerOrigin must not be negative: " + maxIdlePerOrigin);
        }
    }

    /** 10 s to connect, 64 KiB of head, 64 idle connections for each origin, the JVM's default trust. */
    public static WireClientSettings defaults() {
        return DEFAULTS;
    }

    /** The same with that time, in real time, to connect. */
    public WireClientSettings withConnectTimeout(Duration changed) {
        return new WireClientSettings(changed, maxHeadBytes, maxIdlePerOrigin, trust);
    }

    /** The same with that bound on status line and headers, in bytes. */
    public WireClientSettings withMaxHeadBytes(int changed) {
        return new WireClientSettings(connectTimeout, changed, maxIdlePerOrigin, trust);
    }

    /** The same with that many idle connections kept for each origin; 0 makes a new one for each request. */
    public WireClientSettings withMaxIdlePerOrigin(int changed) {
        return new WireClientSettings(connectTimeout, maxHeadBytes, changed, trust);
    }

    /** The same, trusting by that context; host names are checked all the same. */
    public WireClientSettings withTrust(SSLContext changed) {
        return new WireClientSettings(connectTimeout, maxHeadBytes, maxIdlePerOrigin, changed);
    }
}
