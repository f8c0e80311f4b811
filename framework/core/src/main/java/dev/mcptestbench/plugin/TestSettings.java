package dev.mcptestbench.plugin;

import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How one run of one test is set up. Immutable.
 *
 * @param revision the revision that managed clients speak
 * @param revisionPinned whether mock servers answer this revision only, as in each run of a test over several; else
 *     they answer all, so that any client can be pointed at them
 * @param transport the transport that managed clients use, by its name, such as {@code streamable-http}
 * @param strict whether a violation of the specification fails the test
 * @param unfiredRulesAllowed whether a rule that never fired is let pass
 * @param secured whether mock servers stand behind the mock authorization server
 * @param seed where randomness starts
 * @param awaitTimeout the longest that an await waits unless told otherwise
 */
@API(status = API.Status.EXPERIMENTAL)
public record TestSettings(
        Revision revision,
        boolean revisionPinned,
        String transport,
        boolean strict,
        boolean unfiredRulesAllowed,
        boolean secured,
        long seed,
        Duration awaitTimeout) {

    /** The name of streamable HTTP among the transports. */
    public static final String STREAMABLE_HTTP = "streamable-http";

    /** Revision 2025-11-25 over streamable HTTP, lenient, seed 42, awaits of 5 s. */
    public static final TestSettings DEFAULT = new TestSettings(
            Revision.LATEST_LEGACY, false, STREAMABLE_HTTP, false, false, false, 42, Duration.ofSeconds(5));

    /** The same settings with another revision. */
    public TestSettings withRevision(Revision other) {
        return new TestSettings(
                other, revisionPinned, transport, strict, unfiredRulesAllowed, secured, seed, awaitTimeout);
    }

    /** The same settings with another transport. */
    public TestSettings withTransport(String other) {
        return new TestSettings(
                revision, revisionPinned, other, strict, unfiredRulesAllowed, secured, seed, awaitTimeout);
    }
}
