package dev.mcptestbench.wire;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How a {@link WireServer} listens, and what it puts up with. Immutable.
 *
 * @param port the port on the loopback address; 0 takes a free one
 * @param tls whether to speak HTTPS, with a throw-away certificate for localhost
 * @param maxHeadBytes bounds the request line (414 beyond it) and all header lines together (431), in bytes
 * @param maxBodyBytes bounds the body of a request, in bytes; 413 beyond it
 * @param requestTimeout the time, in real time, for a request to arrive whole once its first byte has come; 408 beyond
 *     it
 * @param maxConnections bounds the connections open at once; one more is closed with an RST
 * @param maxUnreadBytes bounds what may wait for a peer that does not read, in bytes for each reply; beyond it the
 *     connection is reset. A message that is larger by itself is no reason
 */
@API(status = API.Status.EXPERIMENTAL)
public record WireSettings(
        int port,
        boolean tls,
        int maxHeadBytes,
        int maxBodyBytes,
        Duration requestTimeout,
        int maxConnections,
        int maxUnreadBytes) {

    private static final WireSettings DEFAULTS =
            new WireSettings(0, false, 64 * 1024, 16 * 1024 * 1024, Duration.ofSeconds(10), 10_000, 64 * 1024 * 1024);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public WireSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 (any free one) to 65535, not " + port);
        }
        requirePositive("maxHeadBytes", maxHeadBytes);
        requirePositive("maxBodyBytes", maxBodyBytes);
        requirePositive("maxConnections", maxConnections);
        requirePositive("maxUnreadBytes", maxUnreadBytes);
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("requestTimeout must be positive, not " + requestTimeout);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    /** A free port, plain HTTP, 64 KiB of head, 16 MiB of body, 10 s for a request, 10 000 connections, 64 MiB unread. */
    public static WireSettings defaults() {
        return DEFAULTS;
    }

    /** The same with that port; 0 takes a free one. */
    public WireSettings withPort(int changed) {
        return new WireSettings(
                changed, tls, maxHeadBytes, maxBodyBytes, requestTimeout, maxConnections, maxUnreadBytes);
    }

    /** The same, speaking HTTPS. */
    public WireSettings withTls() {
        return new WireSettings(port, true, maxHeadBytes, maxBodyBytes, requestTimeout, maxConnections, maxUnreadBytes);
    }

    /** The same with that bound on request line and headers, in bytes. */
    public WireSettings withMaxHeadBytes(int changed) {
        return new WireSettings(port, tls, changed, maxBodyBytes, requestTimeout, maxConnections, maxUnreadBytes);
    }

    /** The same with that bound on the body of a request, in bytes. */
    public WireSettings withMaxBodyBytes(int changed) {
        return new WireSettings(port, tls, maxHeadBytes, changed, requestTimeout, maxConnections, maxUnreadBytes);
    }

    /** The same with that time, in real time, for a request to arrive whole. */
    public WireSettings withRequestTimeout(Duration changed) {
        return new WireSettings(port, tls, maxHeadBytes, maxBodyBytes, changed, maxConnections, maxUnreadBytes);
    }

    /** The same with that bound on the connections open at once. */
    public WireSettings withMaxConnections(int changed) {
        return new WireSettings(port, tls, maxHeadBytes, maxBodyBytes, requestTimeout, changed, maxUnreadBytes);
    }

    /** The same with that bound on what may wait for a peer that does not read, in bytes for each reply. */
    public WireSettings withMaxUnreadBytes(int changed) {
        return new WireSettings(port, tls, maxHeadBytes, maxBodyBytes, requestTimeout, maxConnections, changed);
    }
}
