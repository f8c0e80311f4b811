package dev.mcptestbench.client;

import dev.mcptestbench.client.auth.OAuthSettings;
import dev.mcptestbench.client.resilience.Backoff;
import dev.mcptestbench.client.resilience.CircuitSettings;
import dev.mcptestbench.client.session.SessionStore;
import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How a managed client behaves. Immutable.
 *
 * @param requestTimeout how long one attempt to make a request may take, reconnections included, on the test's clock;
 *     positive
 * @param backoff when to look for a server that was lost
 * @param revisions the revisions that it speaks; empty for that of the test. Of several it finds out by itself which the
 *     server speaks too: the modern era is tried first, then the legacy era, then, if 2024-11-05 is among them, HTTP+SSE
 *     (2026-07-28, basic/versioning)
 * @param transport the name of its transport, or empty for that of the test, and for stdio where the server is only started
 *     by its command
 * @param repetition when to make a call again that failed
 * @param circuit when a circuit breaker opens; empty for none
 * @param healthCheck how often to ask whether the server is well, on the test's clock; empty for never
 * @param sessionStore what keeps its session so that it can be taken up after a restart; empty for nothing
 * @param oauth how it is authorized over HTTP; empty for not at all, but in a test that is secured
 */
@API(status = API.Status.EXPERIMENTAL)
public record ClientSettings(
        Duration requestTimeout,
        Backoff backoff,
        List<Revision> revisions,
        Optional<String> transport,
        Repetition repetition,
        Optional<CircuitSettings> circuit,
        Optional<Duration> healthCheck,
        Optional<SessionStore> sessionStore,
        Optional<OAuthSettings> oauth) {

    /** A time-out of 20 s, {@link Backoff#DEFAULT}, and nothing else. */
    public static final ClientSettings DEFAULT = new ClientSettings(
            Duration.ofSeconds(20),
            Backoff.DEFAULT,
            List.of(),
            Optional.empty(),
            Repetition.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * When calls are made again. Immutable.
     *
     * @param delays how long after they have failed, on the test's clock
     * @param unsafeToo whether also those that may have taken effect and are not known to be safe to make twice
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record Repetition(Backoff delays, boolean unsafeToo) {

        /** Never. */
        public static final Repetition NONE = new Repetition(Backoff.NONE, false);
    }

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public ClientSettings {
        requirePositive("requestTimeout", requestTimeout);
        healthCheck.ifPresent(interval -> requirePositive("healthCheck", interval));
        revisions = List.copyOf(revisions);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
    }

    /** The same with that time-out for an attempt to make a request, on the test's clock. */
    public ClientSettings withRequestTimeout(Duration changed) {
        return new ClientSettings(
                changed, backoff, revisions, transport, repetition, circuit, healthCheck, sessionStore, oauth);
    }

    /** The same with that back-off between attempts to find a lost server. */
    public ClientSettings withBackoff(Backoff changed) {
        return new ClientSettings(
                requestTimeout, changed, revisions, transport, repetition, circuit, healthCheck, sessionStore, oauth);
    }

    /** The same, speaking these revisions, of either era. */
    public ClientSettings withRevisions(Revision... changed) {
        return new ClientSettings(
                requestTimeout,
                backoff,
                List.of(changed),
                transport,
                repetition,
                circuit,
                healthCheck,
                sessionStore,
                oauth);
    }

    /** The same, speaking every revision there is, so that it gets along with servers of any age. */
    public ClientSettings withAllRevisions() {
        return withRevisions(Revision.values());
    }

    /** The same, over the transport of that name, such as {@code stdio}. */
    public ClientSettings withTransport(String changed) {
        return new ClientSettings(
                requestTimeout,
                backoff,
                revisions,
                Optional.of(changed),
                repetition,
                circuit,
                healthCheck,
                sessionStore,
                oauth);
    }

    /**
     * The same, making calls again that failed: those that took no effect (the server could not be reached, or refused by the
     * status 429 or 503), and those that are safe to make twice, because they only read or because the server has listed
     * their tool as {@code readOnlyHint} or {@code idempotentHint}. What was answered is never made again.
     *
     * @param delays when, on the test's clock; a server's {@code Retry-After} may put it off
     */
    public ClientSettings withRetry(Backoff delays) {
        return with(new Repetition(delays, repetition.unsafeToo()));
    }

    /**
     * The same, making calls again also where nobody knows whether they took effect: the connection was lost after they were
     * sent, or there was no answer in time.
     */
    public ClientSettings repeatingUnsafeCalls() {
        return with(new Repetition(repetition.delays(), true));
    }

    private ClientSettings with(Repetition changed) {
        return new ClientSettings(
                requestTimeout, backoff, revisions, transport, changed, circuit, healthCheck, sessionStore, oauth);
    }

    /** The same with a circuit breaker, which fails calls at once while it is open. */
    public ClientSettings withCircuit(CircuitSettings breaker) {
        return new ClientSettings(
                requestTimeout,
                backoff,
                revisions,
                transport,
                repetition,
                Optional.of(breaker),
                healthCheck,
                sessionStore,
                oauth);
    }

    /**
     * The same, asking the server time and again whether it is well; see {@link ManagedClient#checkHealth}.
     *
     * @param interval how often, on the test's clock; positive
     */
    public ClientSettings withHealthCheck(Duration interval) {
        return new ClientSettings(
                requestTimeout,
                backoff,
                revisions,
                transport,
                repetition,
                circuit,
                Optional.of(interval),
                sessionStore,
                oauth);
    }

    /**
     * The same, with its session kept so that a client of the same name takes it up after a restart: where a session is stored
     * for its server, connecting initializes none unless the server has forgotten it. For sessions of the legacy era
     * over streamable HTTP; nothing else outlives a connection. See {@link ManagedClient#detach}.
     */
    public ClientSettings withSessionStore(SessionStore store) {
        return new ClientSettings(
                requestTimeout,
                backoff,
                revisions,
                transport,
                repetition,
                circuit,
                healthCheck,
                Optional.of(store),
                oauth);
    }

    /** The same, authorized by OAuth where the server asks for it. For HTTP; other transports have nothing to put tokens on. */
    public ClientSettings withOAuth(OAuthSettings changed) {
        return new ClientSettings(
                requestTimeout,
                backoff,
                revisions,
                transport,
                repetition,
                circuit,
                healthCheck,
                sessionStore,
                Optional.of(changed));
    }

    /** The same for a client that makes each call once, since somebody else decides what to do then. */
    ClientSettings forOneAttempt() {
        return new ClientSettings(
                requestTimeout,
                backoff,
                revisions,
                transport,
                Repetition.NONE,
                Optional.empty(),
                healthCheck,
                sessionStore,
                oauth);
    }

    /** Whether each call is made once, whatever happens. */
    boolean makesOneAttempt() {
        return circuit.isEmpty() && !repetition.delays().allows(1);
    }
}
